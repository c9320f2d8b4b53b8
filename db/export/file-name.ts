import { cleanLine } from './clean.ts';

/**
 * A file name from a date and a title that no file system objects to and that cannot leave its folder: letters and
 * digits of any script, joined by hyphens, at most 80 characters before the extension.
 */
export function fileName(date: string, title: string, extension: string): string {
  const words =
    cleanLine(title.slice(0, 1000))
      .normalize('NFC')
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  const slug = [...words.join('-')].slice(0, 80).join('').replace(/-+$/, '');
  return `${date}-${slug || 'call'}.${extension}`;
}

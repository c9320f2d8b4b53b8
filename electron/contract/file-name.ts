import { cleanLine } from './plain-text.ts';

/** Names that Windows keeps for devices, whatever their extension. */
const reserved = /^(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³])$/i;

/** File systems take 255 bytes (Linux) or UTF-16 units: this leaves room for ' (1)' and a browser's '.crdownload'. */
const mostBytes = 200;
const mostLetters = 90;

const letters = new Intl.Segmenter('und', { granularity: 'grapheme' });
const spoken = /[\p{L}\p{N}\p{Extended_Pictographic}\p{Regional_Indicator}]/u;
/** What may stand beside them in one letter: marks, joiners, skin tones, the tags of a flag. A slash may, after a few letters of Malayalam. */
const strange =
  /(?!\u200c|\u200d)[^\p{L}\p{N}\p{M}\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}\u{e0020}-\u{e007f}]/gu;
/** Joiners at the end of a word join nothing and cannot be seen. */
const looseJoiners = /[\u200c\u200d]+$/;

function words(text: string): string[] {
  const shortened = cleanLine(text.slice(0, 1000)).replaceAll('\u00ad', '').normalize('NFC');
  const found = [''];
  for (const { segment } of letters.segment(shortened)) {
    if (spoken.test(segment)) found.push(found.pop() + segment.replace(strange, ''));
    else if (found.at(-1) !== '') found.push('');
  }
  return found.map((word) => word.replace(looseJoiners, '')).filter((word) => word !== '');
}

/**
 * A file name from parts ('2024-03-01', a title) that no file system objects to and that cannot leave its folder: letters,
 * digits and emoji of any script, whole, joined by hyphens; at most 90 letters and 200 bytes of UTF-8 with its extension.
 * `otherwise` stands for a last part without any.
 */
export function fileName(parts: readonly string[], extension: string, otherwise = 'earshot'): string {
  const encoder = new TextEncoder();
  const named = parts.map(words);
  if (!named.at(-1)?.length) named.splice(-1, 1, [otherwise]);
  let room = mostBytes - encoder.encode(`.${extension}`).length;
  let stem = '';
  for (const { segment } of [...letters.segment(named.flat().join('-'))].slice(0, mostLetters)) {
    room -= encoder.encode(segment).length;
    if (room < 0) break;
    stem += segment;
  }
  stem = stem.replace(/-+$/, '') || otherwise;
  return `${reserved.test(stem) ? `earshot-${stem}` : stem}.${extension}`;
}

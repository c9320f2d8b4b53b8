import { existsSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { EarshotError } from '../../contract/errors.ts';

/** What is wrong with a path that cannot be written, and what to do, by the system's code. */
function reason(file: string, code: string): readonly [string, string] {
  const folder = dirname(file);
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return [
        `${file} cannot be written: there is no folder ${folder}.`,
        'Make that folder first, or choose another with --out.',
      ];
    case 'EISDIR':
      return [`${file} is a folder.`, 'Name a file in it with --out.'];
    case 'ENAMETOOLONG':
      return [
        `${file} cannot be written: the name ${basename(file)} is too long for that disk.`,
        'Give a shorter one with --out FILE.',
      ];
    case 'EACCES':
    case 'EPERM':
      return [
        `${file} cannot be written: you have no right to write there.`,
        'Choose another folder with --out, or change the rights of this one.',
      ];
    case 'EROFS':
      return [`${file} cannot be written: that disk is read-only.`, 'Choose another folder with --out.'];
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return [
        `${file} cannot be written: there is no room for it on that disk.`,
        'Free some space, or choose a folder on another disk with --out.',
      ];
    case 'EBUSY':
    case 'ETXTBSY':
      return [
        `${file} cannot be written: another program has it open.`,
        'Close it there, or choose another name with --out.',
      ];
    default:
      return [`${file} cannot be written (${code}).`, 'Choose another file with --out.'];
  }
}

/**
 * Writes the file of --out and answers its full path. A folder there (also '.') means: in it, under the suggested name. Throws
 * 'export/cannot-write', which names the path.
 */
export function writeOut(out: string, suggested: string, content: string): string {
  const path = resolve(out);
  const folder = existsSync(path) && statSync(path).isDirectory();
  const file = folder ? join(path, suggested) : path;
  try {
    writeFileSync(file, content);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const [message, nextStep] = reason(file, String(error.code));
    throw new EarshotError({ code: 'export/cannot-write', message, nextStep, cause: error });
  }
  return file;
}

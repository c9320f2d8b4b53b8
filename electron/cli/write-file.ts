import { existsSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { EarshotError } from '../contract/errors.ts';
import { usage } from './arguments.ts';

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

/** A path as the system has it, links followed; its last part need not be there. */
function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    const folder = dirname(path);
    return folder === path ? path : join(realPath(folder), basename(path));
  }
}

function isInside(file: string, folder: string): boolean {
  const way = relative(realPath(folder), realPath(file));
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

const cannotWrite = ([message, nextStep]: readonly [string, string], cause?: unknown) =>
  new EarshotError({ code: 'export/cannot-write', message, nextStep, cause });

/**
 * Writes the file of --out and answers its full path. A folder there (also '.') means: in it, under the suggested name. Throws
 * 'export/cannot-write', which names the path, also for everything in the data folder: a lock or a store would be lost; and
 * 'cli/usage' for an empty path.
 */
export function writeOut(out: string, suggested: string, content: string, dataDir: string): string {
  // A variable of a script that is not set; taken for a path, it would be the current folder.
  if (out.trim() === '') throw usage('--out needs the path of a file or folder.');
  const path = resolve(out);
  const folder = existsSync(path) && statSync(path).isDirectory();
  const file = folder ? join(path, suggested) : path;
  const namesFolder = (sep === '/' ? /\/\.?$/ : /[/\\]\.?$/).test(out);
  if (namesFolder && !folder) throw cannotWrite(reason(join(path, suggested), 'ENOENT'));
  if (isInside(file, dataDir))
    throw cannotWrite([
      `${file} cannot be written: it is in Earshot’s data folder ${dataDir}.`,
      'Choose another folder with --out.',
    ]);
  try {
    writeFileSync(file, content);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw cannotWrite(reason(file, String(error.code)), error);
  }
  return file;
}

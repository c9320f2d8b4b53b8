import {
  closeSync,
  existsSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { EarshotError } from '../../contract/errors.ts';
import { usage } from './arguments.ts';

/** Why a path cannot be written, and what to do, by the system's codes; `{folder}` and `{name}` are the path's. */
const reasons: readonly (readonly [codes: RegExp, why: string, nextStep: string])[] = [
  [
    /^(ENOENT|ENOTDIR)$/,
    ': there is no folder {folder}',
    'Make that folder first, or choose another with --out.',
  ],
  [/^ENAMETOOLONG$/, ': the name {name} is too long for that disk', 'Give a shorter one with --out FILE.'],
  [
    /^(EACCES|EPERM)$/,
    ': you have no right to write there',
    'Choose another folder with --out, or change the rights of this one.',
  ],
  [/^EROFS$/, ': that disk is read-only', 'Choose another folder with --out.'],
  [
    /^(ENOSPC|EDQUOT|EFBIG)$/,
    ': there is no room for it on that disk',
    'Free some space, or choose a folder on another disk with --out.',
  ],
  [
    /^(EBUSY|ETXTBSY)$/,
    ': another program has it open',
    'Close it there, or choose another name with --out.',
  ],
];

function reason(file: string, code: string): readonly [string, string] {
  if (code === 'EISDIR') return [`${file} is a folder.`, 'Name a file in it with --out.'];
  const [, why, nextStep] = reasons.find(([codes]) => codes.test(code)) ?? [];
  const said = why?.replace('{folder}', () => dirname(file)).replace('{name}', () => basename(file));
  return [`${file} cannot be written${said ?? ` (${code})`}.`, nextStep ?? 'Choose another file with --out.'];
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

/** The path that --out means; the data folder is refused: a lock or a store would be lost. */
function outPath(out: string, suggested: string, dataDir: string): string {
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
  return file;
}

/** A failure to write a file, with its path and reason; what is none stays as it is. */
function toWriteError(file: string, error: unknown): unknown {
  if (error instanceof EarshotError || !(error instanceof Error && 'code' in error)) return error;
  return cannotWrite(reason(file, String(error.code)), error);
}

/**
 * Writes the file of --out and answers its full path. A folder there (also '.') means: in it, under the suggested name. Throws
 * 'export/cannot-write', which names the path, also for everything in the data folder, and 'cli/usage' for an empty path.
 */
export function writeOut(out: string, suggested: string, content: string, dataDir: string): string {
  const file = outPath(out, suggested, dataDir);
  try {
    writeFileSync(file, content);
  } catch (error) {
    throw toWriteError(file, error);
  }
  return file;
}

/**
 * The same for a file that takes long to write: `write` gets an empty file beside it, for the user alone, which takes its place once it
 * is whole. One that is there is not written over unless `overwrite`.
 */
export async function writeOutWhole<T>(
  out: string,
  suggested: string,
  dataDir: string,
  overwrite: boolean,
  write: (temporary: string) => Promise<T>,
): Promise<{ readonly file: string; readonly made: T }> {
  const file = outPath(out, suggested, dataDir);
  if (!overwrite && existsSync(file))
    throw cannotWrite([`${file} is there already.`, 'Choose another name with --out, or add --force.']);
  const temporary = `${file}.${process.pid}.part`;
  try {
    closeSync(openSync(temporary, 'wx', 0o600));
    const made = await write(temporary);
    renameSync(temporary, file);
    return { file, made };
  } catch (error) {
    throw toWriteError(file, error);
  } finally {
    rmSync(temporary, { force: true });
  }
}

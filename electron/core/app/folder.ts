import { chmodSync, lstatSync, mkdirSync, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { EarshotError, toWireError, type WireError } from '../../contract/errors.ts';

/** What Earshot makes in a data folder, by name; anything else there is somebody else's. */
const ours =
  /^(settings\.json|lock|reserve|requests\.db|window\.json|\.DS_Store|logs|browser|electron|sample|gong-[0-9a-f]{8})(?![0-9a-z])/;

/** The file system calls that are made: a drive without rights is stood in for by tests. */
interface Drive {
  chmod(path: string, mode: number): void;
}

/**
 * Makes the data folder and what Earshot has in it the user's alone (0700, files 0600), also what an older version made. Links are not
 * followed, and a file with a second name elsewhere keeps its rights. The folder itself keeps them when it holds what is not Earshot's:
 * it was somebody's before. Answers a notice where the drive keeps no rights, else null. Throws what cannot be made.
 */
export function makePrivate(dataDir: string, drive: Drive = { chmod: chmodSync }): WireError | null {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  // On Windows, rights come with the user's own folder.
  if (process.platform === 'win32') return null;
  const folder = realpathSync(dataDir);
  const names = readdirSync(folder);
  let open = false;
  const tighten = (path: string): void => {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (!stats || stats.uid !== process.getuid?.()) return;
    const isFolder = stats.isDirectory();
    if (!isFolder && !(stats.isFile() && stats.nlink === 1)) return;
    if ((stats.mode & 0o077) !== 0) {
      try {
        drive.chmod(path, isFolder ? 0o700 : 0o600);
      } catch {
        // Told below: a drive may also take the call and change nothing.
      }
      const now = lstatSync(path, { throwIfNoEntry: false });
      open ||= now !== undefined && (now.mode & 0o077) !== 0;
    }
    if (isFolder && path !== folder) for (const name of namesIn(path)) tighten(join(path, name));
  };
  if (names.every((name) => ours.test(name))) tighten(folder);
  for (const name of names) if (ours.test(name)) tighten(join(folder, name));
  return open ? toWireError(openToOthers(dataDir)) : null;
}

/** Names in a folder; none in one that cannot be looked into, which is no more open to others. */
function namesIn(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

const openToOthers = (dataDir: string) =>
  new EarshotError({
    code: 'store/open-to-others',
    message: `The drive of ${dataDir} keeps no rights of files: whoever uses this computer, or the drive in another one, can read your calls.`,
    nextStep:
      'Move the data folder to a drive of this computer that keeps rights, and start with --data DIR.',
  });

/** Makes a file-system error about the data folder presentable; anything else stays as it is. */
export function folderError(dataDir: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/^(EROFS|EACCES|EPERM)$/.test(code)) {
    return new EarshotError({
      code: 'store/readonly',
      message: `The data folder ${dataDir} cannot be written to.`,
      nextStep: 'Give yourself write access to it, or start with another folder: --data DIR.',
      cause: error,
    });
  }
  if (/^(ENOSPC|EDQUOT)$/.test(code)) {
    return new EarshotError({
      code: 'store/full',
      message: `The disk of the data folder ${dataDir} is full.`,
      nextStep: 'Free some space, then try again.',
      retryable: true,
      cause: error,
    });
  }
  if (/^(ENOTDIR|EEXIST|ENOENT|ENAMETOOLONG|EINVAL)$/.test(code)) {
    return new EarshotError({
      code: 'core/data-folder',
      message: `The data folder ${dataDir} cannot be used: it is not a folder, or its path does not exist.`,
      nextStep: 'Choose another folder: --data DIR.',
      cause: error,
    });
  }
  return error;
}

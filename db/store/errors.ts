import { EarshotError } from '../../electron/contract/errors.ts';
import { unfitDrive } from './wal.ts';

const messages: Readonly<Record<string, { message: string; nextStep: string; retryable: boolean }>> = {
  'store/readonly': {
    message: 'The data folder cannot be written to.',
    nextStep: 'Give yourself write access to the folder, or start Earshot with another one (--data DIR).',
    retryable: false,
  },
  'store/full': {
    message: 'The disk is full: nothing more can be stored.',
    nextStep:
      'Free some space: remove kept recordings under Sync & settings, or other files. The sync then goes on by itself.',
    retryable: true,
  },
  'store/corrupt': {
    message: 'The store file is damaged.',
    nextStep: 'Restart Earshot: it sets the file aside, saves your own notes from it and syncs again.',
    retryable: false,
  },
  'store/locked': {
    message: 'Another program is using the store and did not let go of it in time.',
    nextStep: 'Close other Earshot windows or SQLite tools on this file, then try again.',
    retryable: true,
  },
  'store/drive': unfitDrive,
  'store/unavailable': {
    message: 'The store file cannot be opened.',
    nextStep: 'Check that the data folder exists and that you may read and write it.',
    retryable: false,
  },
};

/** The stable code for an error SQLite or the file system raised, or null when it is neither. */
export function storeErrorCode(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) return 'store/corrupt';
  // Shared memory that cannot grow: SQLite names the disk only where the file itself does not.
  if (/^SQLITE_FULL|^ENOSPC|^EDQUOT|^SQLITE_IOERR_SHMSIZE/.test(code)) return 'store/full';
  if (/^SQLITE_READONLY|^EROFS|^EACCES|^EPERM|^SQLITE_PERM/.test(code)) return 'store/readonly';
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return 'store/locked';
  if (/^SQLITE_IOERR_(SHM|LOCK|RDLOCK)|^SQLITE_(PROTOCOL|NOLFS)/.test(code)) return 'store/drive';
  if (/^SQLITE_CANTOPEN|^SQLITE_IOERR|^ENOENT|^ENOTDIR|^EEXIST/.test(code)) return 'store/unavailable';
  return null;
}

/** Makes an error of the store presentable: known causes become an EarshotError, anything else stays as it is. */
export function toStoreError(error: unknown): unknown {
  const code = storeErrorCode(error);
  const known = code ? messages[code] : undefined;
  return code && known ? new EarshotError({ code, ...known, cause: error }) : error;
}

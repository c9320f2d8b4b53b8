import type Database from 'better-sqlite3';
import { EarshotError } from '../../electron/contract/errors.ts';

/** What is said of a drive on which SQLite's shared memory and locks do not work (network and synced drives). */
export const unfitDrive = {
  message: 'This drive cannot hold the store: SQLite’s shared memory and locks do not work on it.',
  nextStep: 'Choose a folder on a disk of this computer, not on a network or synced drive: --data DIR.',
  retryable: false,
} as const;

/**
 * Switches a database to its write-ahead log. SQLite says nothing where the drive cannot share memory: it stays in its former
 * mode, in which readers and the writer would stop each other. Throws 'store/drive' then.
 */
export function useWal(db: Pick<Database.Database, 'pragma' | 'memory'>): void {
  const mode = db.pragma('journal_mode = WAL', { simple: true });
  if (mode !== 'wal' && !db.memory) throw new EarshotError({ code: 'store/drive', ...unfitDrive });
}

import { closeSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { BackupFacts, BackupPart } from '../../electron/contract/backup.ts';
import { toStoreError } from '../store/errors.ts';
import { copyFile } from '../store/second-copy.ts';
import { countsOf, seal } from './form.ts';

/**
 * Writes a backup of a store, or of the user's own in it, to an empty file or one that is not there. What is read is of one moment, whoever
 * writes meanwhile. Throws 'store/full' and its like; what is half written is the caller's to remove.
 */
export function writeBackup(
  store: string,
  file: string,
  part: BackupPart,
  about: Pick<BackupFacts, 'madeMs' | 'account'>,
): BackupFacts {
  try {
    // For the user alone from its first byte on.
    closeSync(openSync(file, 'a', 0o600));
    const from = new Database(part === 'all' ? store : copyFile(store), {
      readonly: true,
      fileMustExist: true,
    });
    try {
      from.prepare('VACUUM INTO ?').run(file);
    } finally {
      from.close();
    }
    const db = new Database(file);
    try {
      // No file beside it, which would stay if the process ended.
      db.pragma('journal_mode = MEMORY');
      const facts: BackupFacts = { part, ...about, counts: countsOf(db, part) };
      db.exec('DROP TABLE IF EXISTS backup; CREATE TABLE backup (facts TEXT NOT NULL) STRICT');
      db.prepare('INSERT INTO backup VALUES (?)').run(JSON.stringify(facts));
      return facts;
    } finally {
      db.close();
      seal(file);
    }
  } catch (error) {
    throw toStoreError(error);
  }
}

import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import Database from 'better-sqlite3';
import { EarshotError } from '../../electron/contract/errors.ts';
import { storeErrorCode } from './errors.ts';

/**
 * Has SQLite understand names that are addresses, without which it opens no store on a drive that cannot be written. better-sqlite3 reads
 * this once, before the process opens its first database, and not from the environment of a thread: to be called first of all.
 */
export function allowReadOnlyDrives(): void {
  process.env['SQLITE_USE_URI'] = '1';
}

const unlocked = new WeakSet<Database.Database>();

/** Whether a database is read without locks: what looks damaged in it may be what somebody else writes. */
export const isUnlocked = (db: Database.Database): boolean => unlocked.has(db);

function canWriteIn(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Opens a database that exists for reading. SQLite wants to make the shared memory of its write-ahead log beside it; where the folder
 * cannot be written, or its disk is full, and the database was closed (it has no log), it is read without: nobody can write to it from here.
 * Throws what SQLite says, and 'store/readonly' where such a drive has a log that would have to be brought in first.
 */
export function openForReading(file: string): Database.Database {
  const db = new Database(file, { readonly: true, fileMustExist: true });
  try {
    db.pragma('schema_version');
    return db;
  } catch (error) {
    db.close();
    const code = String((error as { code?: unknown }).code);
    const log = statSync(`${file}-wal`, { throwIfNoEntry: false });
    if (storeErrorCode(error) === 'store/full') {
      if (log && log.size > 0) throw error;
    } else if (!/^SQLITE_(CANTOPEN|READONLY)/.test(code) || canWriteIn(dirname(file))) throw error;
    else if (log) throw unfinished(error);
  }
  const still = new Database(`${pathToFileURL(file).href}?immutable=1`, {
    readonly: true,
    fileMustExist: true,
  });
  // What lies beside the store is found by its name, which better-sqlite3 lets nobody change on the object itself.
  const named = Object.create(still, { name: { value: file } });
  unlocked.add(named);
  return named;
}

function unfinished(cause: unknown): EarshotError {
  return new EarshotError({
    code: 'store/readonly',
    message:
      'The store was not closed when it was last used, and its drive cannot be written, so its last changes cannot be brought in.',
    nextStep:
      'Copy the data folder to a drive that can be written, and start Earshot with the copy: --data DIR.',
    cause,
  });
}

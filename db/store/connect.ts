import Database from 'better-sqlite3';
import { toStoreError } from './errors.ts';
import type { ReaderDb, WriterDb } from './open.ts';
import { openForReading } from './read-only.ts';
import { checkVersion, versionOf } from './version.ts';
import { useWal } from './wal.ts';

/** Milliseconds to wait for another process's lock before giving up. */
const busyTimeoutMs = 5000;

function pragmas(db: Database.Database): void {
  db.pragma(`busy_timeout = ${busyTimeoutMs}`);
  db.pragma('foreign_keys = ON');
  db.pragma('temp_store = MEMORY');
  db.pragma('cache_size = -32768');
  db.pragma('mmap_size = 1073741824');
}

/** A connection that may write to `file`, without any check or migration. `:memory:` is allowed, for tests. */
export function connect(file: string): WriterDb {
  const db = new Database(file) as WriterDb;
  try {
    db.pragma(`busy_timeout = ${busyTimeoutMs}`);
    const version = versionOf(db);
    checkVersion(version);
    // Measured: 16 KB pages are a tenth faster and an eighth smaller than 4 KB with full text. Only a new file can choose.
    if (version === 0) db.pragma('page_size = 16384');
    useWal(db);
    // In WAL, FULL costs one fsync a transaction (a page of calls or an edit) and keeps a note that was just typed
    // through a power cut; measured, it does not slow a sync, so there is no reason to give that up.
    db.pragma('synchronous = FULL');
    pragmas(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Opens an existing, migrated store for reading only. Throws EarshotError store/unavailable, store/readonly, store/newer, store/corrupt. */
export function openReader(file: string): ReaderDb {
  try {
    const db = openForReading(file) as ReaderDb;
    try {
      pragmas(db);
      checkVersion(versionOf(db));
      db.pragma('query_only = ON');
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    throw toStoreError(error);
  }
}

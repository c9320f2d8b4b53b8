import { renameSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import {
  decide,
  type LimiterRules,
  type LimiterStore,
  nextUtcDay,
  slidingMs,
} from '../../electron/gong/client/limiter.ts';
import { storeErrorCode, toStoreError } from '../store/errors.ts';
import { useWal } from '../store/wal.ts';

const dayMs = 86_400_000;

/**
 * When requests to Gong were started, by host: Gong counts per company, so all accounts of a data folder, a restart and
 * a second process share it. It is a file of its own because a reservation must not wait for a page being stored.
 */
export interface RequestLog {
  /** Starts of one host. Synchronous and well under a millisecond; throws EarshotError when the disk is full. */
  for(host: string): RequestStarts;
  close(): void;
}

/** The starts of one host's requests. */
interface RequestStarts extends LimiterStore {
  usedToday(nowMs: number): number;
}

const schema = `
CREATE TABLE IF NOT EXISTS request_slot(
  id INTEGER PRIMARY KEY, host TEXT NOT NULL, at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS request_slot_at ON request_slot(host, at_ms);
`;

function connect(file: string): Database.Database {
  const db = new Database(file);
  try {
    db.pragma('busy_timeout = 5000');
    useWal(db);
    // A power cut may forget the last starts; a killed process does not.
    db.pragma('synchronous = NORMAL');
    db.exec(schema);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Opens (or creates) the log. A damaged one is set aside: it holds nothing but times. */
export function openRequestLog(file: string): RequestLog {
  let db: Database.Database;
  try {
    db = connect(file);
  } catch (error) {
    if (storeErrorCode(error) !== 'store/corrupt') throw toStoreError(error);
    for (const suffix of ['-wal', '-shm']) rmSync(file + suffix, { force: true });
    renameSync(file, `${file}.damaged`);
    db = connect(file);
  }
  const recent = db
    .prepare<[string, number], number>(
      'SELECT at_ms FROM request_slot WHERE host = ? AND at_ms > ? ORDER BY at_ms',
    )
    .pluck();
  const count = db
    .prepare<[string, number, number], number>(
      'SELECT count(*) FROM request_slot WHERE host = ? AND at_ms >= ? AND at_ms < ?',
    )
    .pluck();
  const insert = db.prepare('INSERT INTO request_slot(host, at_ms) VALUES (?, ?)');
  const forget = db.prepare('DELETE FROM request_slot WHERE host = ? AND at_ms < ?');
  const usedToday = (host: string, nowMs: number) => {
    const end = nextUtcDay(nowMs);
    return count.get(host, end - dayMs, end) ?? 0;
  };
  // The write lock comes first, so that two processes can never count past each other.
  const reserve = db.transaction((host: string, nowMs: number, rules: LimiterRules, leadMs: number) => {
    const decision = decide(recent.all(host, nowMs - slidingMs), usedToday(host, nowMs), nowMs, rules);
    if ('startMs' in decision) {
      insert.run(host, decision.startMs + leadMs);
      forget.run(host, nowMs - 2 * dayMs);
    }
    return decision;
  });
  return {
    for: (host) => ({
      reserve(nowMs, rules, leadMs = 0) {
        try {
          return reserve.immediate(host, nowMs, rules, leadMs);
        } catch (error) {
          throw toStoreError(error);
        }
      },
      usedToday: (nowMs) => usedToday(host, nowMs),
    }),
    close: () => db.close(),
  };
}

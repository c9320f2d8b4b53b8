import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
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
CREATE TABLE IF NOT EXISTS request_lost(at_ms INTEGER NOT NULL) STRICT;
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

const suffixes = ['', '-wal', '-shm', '-journal'];

/** Sets a damaged log aside; only the last one is kept. */
function setAside(file: string): void {
  for (const suffix of suffixes) {
    rmSync(`${file}.damaged${suffix}`, { recursive: true, force: true });
    if (existsSync(file + suffix)) renameSync(file + suffix, `${file}.damaged${suffix}`);
  }
}

/** Errors of a file that is no whole log: beside broken pages also tables that are missing or others, and a folder in its place. */
function isDamage(error: unknown, file: string): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (storeErrorCode(error) === 'store/corrupt' || code === 'SQLITE_ERROR') return true;
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** An open log: its connection with what is asked of it. */
function openLog(file: string) {
  const db = connect(file);
  try {
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
    const lost = db
      .prepare<[number, number], number>(
        'SELECT EXISTS (SELECT 1 FROM request_lost WHERE at_ms >= ? AND at_ms < ?)',
      )
      .pluck();
    const usedToday = (host: string, nowMs: number) => {
      const end = nextUtcDay(nowMs);
      return count.get(host, end - dayMs, end) ?? 0;
    };
    // The write lock comes first, so that two processes can never count past each other.
    const reserve = db.transaction((host: string, nowMs: number, rules: LimiterRules, leadMs: number) => {
      const end = nextUtcDay(nowMs);
      const perDay = lost.get(end - dayMs, end) === 1 ? Math.ceil(rules.perDay / 2) : rules.perDay;
      const used = usedToday(host, nowMs);
      const decision = decide(recent.all(host, nowMs - slidingMs), used, nowMs, { ...rules, perDay });
      if ('startMs' in decision) {
        insert.run(host, decision.startMs + leadMs);
        forget.run(host, nowMs - 2 * dayMs);
      }
      return decision;
    });
    return { db, reserve, usedToday };
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Opens (or creates) the log. One that is damaged, or turns out to be while it is open, is set aside and made anew: it holds nothing but
 * times. How many requests were started on that day is lost with it, so that only half of the day's share may be used still.
 */
export function openRequestLog(file: string, now: () => number = Date.now): RequestLog {
  function renew() {
    setAside(file);
    const log = openLog(file);
    log.db.prepare('INSERT INTO request_lost(at_ms) VALUES (?)').run(now());
    return log;
  }

  function openOrRenew() {
    try {
      return openLog(file);
    } catch (error) {
      if (!isDamage(error, file)) throw toStoreError(error);
      return renew();
    }
  }

  let log = openOrRenew();

  /** Asks again, over a new log, where the log turns out to be damaged. */
  function ask<T>(question: (of: typeof log) => T): T {
    try {
      try {
        return question(log);
      } catch (error) {
        if (!isDamage(error, file)) throw error;
        log.db.close();
        log = renew();
        return question(log);
      }
    } catch (error) {
      throw toStoreError(error);
    }
  }

  return {
    for: (host) => ({
      reserve: (nowMs, rules, leadMs = 0) =>
        ask(({ reserve }) => reserve.immediate(host, nowMs, rules, leadMs)),
      usedToday: (nowMs) => ask(({ usedToday }) => usedToday(host, nowMs)),
    }),
    close: () => log.db.close(),
  };
}

import { decide, type LimiterStore, nextUtcDay, slidingMs } from '../electron/gong/client/limiter.ts';
import type { WriterDb } from './open.ts';
import { prepared } from './statements.ts';

const dayMs = 86_400_000;

/** Requests started on the UTC day of `nowMs`, by every process that uses this store. */
export function requestsToday(db: Parameters<typeof prepared>[0], nowMs: number): number {
  const end = nextUtcDay(nowMs);
  return prepared(db, 'SELECT count(*) FROM request_slot WHERE at_ms >= ? AND at_ms < ?')
    .pluck()
    .get(end - dayMs, end) as number;
}

/**
 * Request starts remembered in the store: a reservation takes the write lock first, so that two processes (or a
 * restart) can never count past each other.
 */
export function createLimiterStore(db: WriterDb): LimiterStore {
  const reserve = db.transaction((nowMs: number, rules: Parameters<LimiterStore['reserve']>[1]) => {
    const starts = prepared(db, 'SELECT at_ms FROM request_slot WHERE at_ms > ? ORDER BY at_ms')
      .pluck()
      .all(nowMs - slidingMs) as number[];
    const decision = decide(starts, requestsToday(db, nowMs), nowMs, rules);
    if ('startMs' in decision) {
      prepared(db, 'INSERT INTO request_slot(at_ms) VALUES (?)').run(decision.startMs);
      prepared(db, 'DELETE FROM request_slot WHERE at_ms < ?').run(nowMs - 2 * dayMs);
    }
    return decision;
  });
  return {
    reserve: (nowMs, rules) => reserve.immediate(nowMs, rules),
    usedToday: (nowMs) => requestsToday(db, nowMs),
  };
}

import type { Precision } from '../../electron/contract/trackers.ts';
import { wilson } from '../index/figures/wilson.ts';
import { inNewGeneration } from '../store/generation.ts';
import type { Db, WriterDb } from '../store/open.ts';
import { prepared } from '../store/statements.ts';

/** Whether a moment is among the hits of a tracker as they are now. */
function isHit(db: Db, key: string, gongId: string, startMs: number): boolean {
  const rows = (
    key.startsWith('mine:')
      ? prepared(
          db,
          `SELECT h.moments FROM mine_tracker t JOIN mine_hit h ON h.set_id = t.hit_set JOIN call c ON c.id = h.call_id
           WHERE 'mine:' || t.id = ? AND c.gong_id = ?`,
        )
      : prepared(
          db,
          `SELECT t.moments FROM call_tracker t JOIN tracker d ON d.id = t.tracker_id JOIN call c ON c.id = t.call_id
           WHERE d.key = ? AND c.gong_id = ?`,
        )
  )
    .pluck()
    .all(key, gongId) as (string | null)[];
  return rows.some((json) =>
    (JSON.parse(json ?? '[]') as [number][]).some(([start]) => Math.round(start * 1000) === startMs),
  );
}

/** How right a tracker is by the user's marks on those of its hits that are still there. */
export function precisionOf(db: Db, key: string): Precision {
  const rows = prepared(
    db,
    'SELECT gong_id AS gongId, start_ms AS startMs, is_right AS isRight FROM mine_mark WHERE key = ?',
  ).all(key) as { gongId: string; startMs: number; isRight: number }[];
  let right = 0;
  let wrong = 0;
  for (const row of rows) {
    if (!isHit(db, key, row.gongId, row.startMs)) continue;
    if (row.isRight) right++;
    else wrong++;
  }
  const marked = right + wrong;
  return { right, wrong, share: marked > 0 ? right / marked : null, ...wilson(right, marked) };
}

/** Marks a hit as right or wrong, or takes the mark away. Returns the mark it had. */
export function markHit(
  db: WriterDb,
  input: {
    readonly key: string;
    readonly callId: string;
    readonly startMs: number;
    readonly verdict: 'right' | 'wrong' | null;
  },
  atMs: number,
): { readonly before: 'right' | 'wrong' | null; readonly precision: Precision } {
  return inNewGeneration(db, () => {
    const { key, callId, startMs, verdict } = input;
    const before = prepared(
      db,
      'SELECT is_right FROM mine_mark WHERE key = ? AND gong_id = ? AND start_ms = ?',
    )
      .pluck()
      .get(key, callId, startMs) as number | undefined;
    if (verdict === null)
      prepared(db, 'DELETE FROM mine_mark WHERE key = ? AND gong_id = ? AND start_ms = ?').run(
        key,
        callId,
        startMs,
      );
    else
      prepared(
        db,
        `INSERT INTO mine_mark(key, gong_id, start_ms, is_right, at_ms) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (key, gong_id, start_ms) DO UPDATE SET is_right = excluded.is_right, at_ms = excluded.at_ms`,
      ).run(key, callId, startMs, verdict === 'right' ? 1 : 0, atMs);
    return {
      before: before === undefined ? null : before ? ('right' as const) : ('wrong' as const),
      precision: precisionOf(db, key),
    };
  });
}

import type { Edit } from '../../electron/contract/edits.ts';
import type { Precision } from '../../electron/contract/trackers.ts';
import { wilson } from '../index/figures/wilson.ts';
import { editText } from '../personal/edit-text.ts';
import { makeEdit } from '../personal/journal.ts';
import { markTable } from '../personal/tables.ts';
import type { Db, WriterDb } from '../store/open.ts';
import { equals, rowsOf } from '../store/rows.ts';
import { mineMark } from '../store/schema.ts';
import { prepared } from '../store/statements.ts';

/** Whether a moment is among the hits of a tracker as they are now, in calls that are shown. */
function isHit(db: Db, key: string, gongId: string, startMs: number): boolean {
  const rows = (
    key.startsWith('mine:')
      ? prepared(
          db,
          `SELECT h.moments FROM mine_tracker t JOIN mine_hit h ON h.set_id = t.hit_set JOIN call c ON c.id = h.call_id
           WHERE 'mine:' || t.id = ? AND c.gong_id = ? AND c.hidden = 0`,
        )
      : prepared(
          db,
          `SELECT t.moments FROM call_tracker t JOIN tracker d ON d.id = t.tracker_id JOIN call c ON c.id = t.call_id
           WHERE d.key = ? AND c.gong_id = ? AND c.hidden = 0`,
        )
  )
    .pluck()
    .all(key, gongId) as (string | null)[];
  return rows.some((json) =>
    (JSON.parse(json ?? '[]') as [number][]).some(([start]) => Math.round(start * 1000) === startMs),
  );
}

const marksOf = rowsOf(mineMark, equals(mineMark.key));

/** How right a tracker is by the user's marks on those of its hits that are still there. */
export function precisionOf(db: Db, key: string): Precision {
  let right = 0;
  let wrong = 0;
  for (const row of marksOf.all(db, { key })) {
    if (!isHit(db, key, row.gong_id, row.start_ms)) continue;
    if (row.is_right) right++;
    else wrong++;
  }
  const marked = right + wrong;
  return { right, wrong, share: marked > 0 ? right / marked : null, ...wilson(right, marked) };
}

/** Marks a hit as right or wrong, or takes the mark away. */
export function markHit(
  db: WriterDb,
  input: {
    readonly key: string;
    readonly callId: string;
    readonly startMs: number;
    readonly verdict: 'right' | 'wrong' | null;
  },
  atMs: number,
): { readonly precision: Precision; readonly edit: Edit } {
  return makeEdit(db, atMs, (rows) => {
    const { key, callId, startMs, verdict } = input;
    const id = { key, gong_id: callId, start_ms: startMs };
    const before = markTable.read(db, id);
    const mark = { is_right: verdict === 'right' ? 1 : 0, at_ms: atMs };
    if (verdict !== null && before) rows.update(markTable, before, mark);
    else if (verdict !== null) rows.insert(markTable, { ...id, ...mark });
    else if (before) rows.remove(markTable, before);
    return { what: editText.mark(verdict), precision: precisionOf(db, key) };
  });
}

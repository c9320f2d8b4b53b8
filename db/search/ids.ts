import type { ColumnStore } from '../index/columns/columns.ts';
import type { ReaderDb } from '../store/open.ts';
import { prepared } from '../store/statements.ts';
import { matchCalls } from './search.ts';

/** Gong ids of all calls a query finds, newest first, without any cap. */
export function matchingGongIds(
  db: ReaderDb,
  columns: ColumnStore,
  q: string,
  where: { readonly tz: string; readonly weekStart: 0 | 1 | 6; readonly nowMs: number },
): readonly string[] {
  const { columns: current, mask } = matchCalls(db, columns, q, { ...where, now: where.nowMs });
  const one = prepared(db, 'SELECT gong_id AS id FROM call WHERE id = ?');
  const ids: string[] = [];
  for (let slot = 0; slot < mask.length; slot++) {
    if (mask[slot]) ids.push((one.get(current.rowids[slot]) as { id: string }).id);
  }
  return ids;
}

import type { WriterDb } from '../../store/open.ts';
import { prepared } from '../../store/statements.ts';
import type { Change } from './diff.ts';
import { summarise } from './diff.ts';

/** Writes one entry of a call's change log. `atMs`: when we saw the change, UTC milliseconds. */
export function logChange(db: WriterDb, gongId: string, atMs: number, changes: readonly Change[]): void {
  if (changes.length === 0) return;
  const fields = changes.map(({ field, before, after }) => ({ field, before, after }));
  prepared(db, 'INSERT INTO change(gong_id, at_ms, summary, fields) VALUES (?, ?, ?, ?)').run(
    gongId,
    atMs,
    summarise(changes),
    JSON.stringify(fields),
  );
}

/** A change that has no fields to compare, e.g. 'gone from Gong'. */
export function event(kind: string, text: string): Change {
  return { kind, text, field: kind, before: null, after: null };
}

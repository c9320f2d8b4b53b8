import type { WriterDb } from '../../store/open.ts';
import { insertRow } from '../../store/rows.ts';
import { change } from '../../store/schema.ts';
import type { Change } from './diff.ts';
import { summarise } from './diff.ts';

/** Writes one entry of a call's change log. `atMs`: when we saw the change, UTC milliseconds. */
export function logChange(db: WriterDb, gongId: string, atMs: number, changes: readonly Change[]): void {
  if (changes.length === 0) return;
  const fields = changes.map(({ field, before, after }) => ({ field, before, after }));
  insertRow(db, change, {
    gong_id: gongId,
    at_ms: atMs,
    summary: summarise(changes),
    fields: JSON.stringify(fields),
  });
}

/** A change that has no fields to compare, e.g. 'gone from Gong'. */
export function event(kind: string, text: string): Change {
  return { kind, text, field: kind, before: null, after: null };
}

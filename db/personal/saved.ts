import type { Edit } from '../../electron/contract/edits.ts';
import type { SavedSearch } from '../../electron/contract/library.ts';
import type { ColumnStore } from '../index/columns/columns.ts';
import type { QueryContext } from '../search/match.ts';
import { matchCalls } from '../search/search.ts';
import { asc, desc } from '../store/drizzle.ts';
import { inNewGeneration } from '../store/generation.ts';
import type { Db, WriterDb } from '../store/open.ts';
import { rowsOf } from '../store/rows.ts';
import { history as asked, savedSearch } from '../store/schema.ts';
import { prepared } from '../store/statements.ts';
import { editText } from './edit-text.ts';
import { makeEdit } from './journal.ts';
import { historyTable, savedTable } from './tables.ts';

const historyLength = 200;

const inOrder = rowsOf(savedSearch, undefined, asc(savedSearch.position), asc(savedSearch.id));

/** Saved searches with how many calls each finds and how many of them are new or changed since it was last opened. */
export function savedSearches(db: Db, store: ColumnStore, where: QueryContext): SavedSearch[] {
  return inOrder.all(db).map((row) => {
    const { columns, mask } = matchCalls(db, store, row.q, where);
    let total = 0;
    let fresh = 0;
    for (let slot = 0; slot < mask.length; slot++) {
      if (!mask[slot]) continue;
      total++;
      if ((columns.touched[slot] as number) > row.seen_ms) fresh++;
    }
    return { id: row.id, name: row.name, q: row.q, total, fresh, seenMs: row.seen_ms };
  });
}

/** Adds a saved search behind the others, last opened at `seenMs` (UTC ms) or now, or changes one that is there. Returns its id. */
export function saveSearch(
  db: WriterDb,
  {
    id,
    name,
    q,
    seenMs,
  }: {
    readonly id?: number | undefined;
    readonly name: string;
    readonly q: string;
    readonly seenMs?: number | undefined;
  },
  atMs: number,
): { readonly id: number; readonly edit: Edit } {
  return makeEdit(db, atMs, (rows) => {
    if (id !== undefined) {
      const old = savedTable.read(db, { id });
      if (old) rows.update(savedTable, old, { name, q });
      return { what: old ? editText.renamed(old.name, name) : editText.saved(name), id };
    }
    const position = Math.max(-1, ...inOrder.all(db).map((row) => row.position)) + 1;
    const seen_ms = seenMs ?? atMs;
    const made = rows.insert(savedTable, { name, q, created_ms: atMs, seen_ms, position });
    return { what: editText.saved(name), id: made.id };
  });
}

/** Puts saved searches in this order; any that are not named stay behind, as they were. */
export function orderSavedSearches(
  db: WriterDb,
  ids: readonly number[],
  atMs: number,
): { readonly edit: Edit } {
  return makeEdit(db, atMs, (rows) => {
    rows.order(savedTable, inOrder.all(db), ids);
    return { what: editText.orderedSaved };
  });
}

/** Removes a saved search, if it is there. */
export function removeSavedSearch(db: WriterDb, id: number, atMs: number): { readonly edit: Edit } {
  return makeEdit(db, atMs, (rows) => {
    const row = savedTable.read(db, { id });
    if (row) rows.remove(savedTable, row);
    return { what: editText.removed(row?.name ?? '') };
  });
}

/** Notes that a saved search was opened: what it found by then is no longer new. No edit. */
export function markSeen(db: WriterDb, id: number, atMs: number): void {
  inNewGeneration(db, () => {
    const row = savedTable.read(db, { id });
    if (row) savedTable.write(db, { ...row, seen_ms: atMs }, atMs);
  });
}

const newest = rowsOf(asked, undefined, desc(asked.at_ms));

/** Queries asked before, newest first. */
export function history(db: Db): { q: string; atMs: number }[] {
  return newest
    .all(db)
    .slice(0, 50)
    .map(({ q, at_ms }) => ({ q, atMs: at_ms }));
}

/** Remembers a query; the oldest beyond 200 are forgotten. */
export function addHistory(db: WriterDb, q: string, atMs: number): void {
  const text = q.trim().slice(0, 2000);
  if (text === '') return;
  historyTable.write(db, { q: text, at_ms: atMs });
  for (const old of newest.all(db).slice(historyLength)) historyTable.remove(db, old);
}

/** Forgets every query asked before. */
export function clearHistory(db: WriterDb): void {
  prepared(db, 'DELETE FROM history').run();
}

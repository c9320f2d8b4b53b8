import { asc, desc, eq, notInArray, sql } from 'drizzle-orm';
import type { Edit } from '../../electron/contract/edits.ts';
import type { SavedSearch } from '../../electron/contract/library.ts';
import type { ColumnStore } from '../index/columns/columns.ts';
import type { Where } from '../search/match.ts';
import { matchCalls } from '../search/search.ts';
import { inNewGeneration } from '../store/generation.ts';
import type { Db, WriterDb } from '../store/open.ts';
import { statement } from '../store/orm.ts';
import { history as asked, savedSearch } from '../store/schema.ts';
import { editText } from './edit-text.ts';
import { makeEdit } from './journal.ts';
import { savedTable } from './tables.ts';

const historyLength = 200;

const inOrder = statement((orm) =>
  orm.select().from(savedSearch).orderBy(asc(savedSearch.position), asc(savedSearch.id)).prepare(),
);

/** Saved searches with how many calls each finds and how many of them are new or changed since it was last opened. */
export function savedSearches(db: Db, store: ColumnStore, where: Where): SavedSearch[] {
  return inOrder(db)
    .all()
    .map((row) => {
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
    const position =
      Math.max(
        -1,
        ...inOrder(db)
          .all()
          .map((row) => row.position),
      ) + 1;
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
    rows.order(savedTable, inOrder(db).all(), ids);
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

const setSeen = statement((orm) =>
  orm
    .update(savedSearch)
    .set({ seen_ms: sql`${sql.placeholder('atMs')}` })
    .where(eq(savedSearch.id, sql.placeholder('id')))
    .prepare(),
);

/** Notes that a saved search was opened: what it found by then is no longer new. No edit. */
export function markSeen(db: WriterDb, id: number, atMs: number): void {
  inNewGeneration(db, () => setSeen(db).run({ id, atMs }));
}

const newest = statement((orm) =>
  orm.select({ q: asked.q, atMs: asked.at_ms }).from(asked).orderBy(desc(asked.at_ms)).limit(50).prepare(),
);
const ask = statement((orm) =>
  orm
    .insert(asked)
    .values({ q: sql.placeholder('q'), at_ms: sql.placeholder('atMs') })
    .onConflictDoUpdate({ target: asked.q, set: { at_ms: sql`excluded.at_ms` } })
    .prepare(),
);
const forgetOldest = statement((orm) =>
  orm
    .delete(asked)
    .where(
      notInArray(
        asked.q,
        orm.select({ q: asked.q }).from(asked).orderBy(desc(asked.at_ms)).limit(historyLength),
      ),
    )
    .prepare(),
);
const forgetAll = statement((orm) => orm.delete(asked).prepare());

/** Queries asked before, newest first. */
export function history(db: Db): { q: string; atMs: number }[] {
  return newest(db).all();
}

/** Remembers a query; the oldest beyond 200 are forgotten. */
export function addHistory(db: WriterDb, q: string, atMs: number): void {
  const text = q.trim().slice(0, 2000);
  if (text === '') return;
  ask(db).run({ q: text, atMs });
  forgetOldest(db).run();
}

/** Forgets every query asked before. */
export function clearHistory(db: WriterDb): void {
  forgetAll(db).run();
}

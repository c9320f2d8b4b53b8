import type { SavedSearch } from '../../electron/contract/library.ts';
import type { ColumnStore } from '../index/columns/columns.ts';
import type { QueryContext } from '../search/match.ts';
import { matchCalls } from '../search/search.ts';
import { inNewGeneration } from '../store/generation.ts';
import type { Db, WriterDb } from '../store/open.ts';
import { prepared } from '../store/statements.ts';

const historyLength = 200;

/** Saved searches with how many calls each finds and how many of them are new or changed since it was last opened. */
export function savedSearches(db: Db, store: ColumnStore, where: QueryContext): SavedSearch[] {
  const rows = prepared(db, 'SELECT id, name, q, seen_ms FROM saved_search ORDER BY position, id').all() as {
    id: number;
    name: string;
    q: string;
    seen_ms: number;
  }[];
  return rows.map((row) => {
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

/**
 * Adds a saved search behind the others, or changes one. `seenMs` (UTC ms) gives one that is put back its former look.
 * Returns its id.
 */
export function saveSearch(
  db: WriterDb,
  input: { id?: number | undefined; name: string; q: string; seenMs?: number | undefined },
  now: number,
): number {
  return inNewGeneration(db, () => {
    if (input.id !== undefined) {
      prepared(db, 'UPDATE saved_search SET name = ?, q = ? WHERE id = ?').run(input.name, input.q, input.id);
      return input.id;
    }
    return Number(
      prepared(
        db,
        `INSERT INTO saved_search(name, q, created_ms, seen_ms, position)
         VALUES (?, ?, ?, ?, (SELECT coalesce(max(position) + 1, 0) FROM saved_search))`,
      ).run(input.name, input.q, now, input.seenMs ?? now).lastInsertRowid,
    );
  });
}

/** Puts saved searches in this order; any that are not named stay behind, as they were. */
export function orderSavedSearches(db: WriterDb, ids: readonly number[]): void {
  inNewGeneration(db, () => {
    prepared(db, 'UPDATE saved_search SET position = position + ?').run(ids.length);
    ids.forEach((id, at) => {
      prepared(db, 'UPDATE saved_search SET position = ? WHERE id = ?').run(at, id);
    });
  });
}

export function removeSavedSearch(db: WriterDb, id: number): void {
  inNewGeneration(db, () => prepared(db, 'DELETE FROM saved_search WHERE id = ?').run(id));
}

export function markSeen(db: WriterDb, id: number, now: number): void {
  inNewGeneration(db, () => prepared(db, 'UPDATE saved_search SET seen_ms = ? WHERE id = ?').run(now, id));
}

/** Queries asked before, newest first. */
export function history(db: Db): { q: string; atMs: number }[] {
  return prepared(db, 'SELECT q, at_ms AS atMs FROM history ORDER BY at_ms DESC LIMIT 50').all() as {
    q: string;
    atMs: number;
  }[];
}

/** Remembers a query; the oldest beyond 200 are forgotten. */
export function addHistory(db: WriterDb, q: string, now: number): void {
  const text = q.trim().slice(0, 2000);
  if (text === '') return;
  prepared(
    db,
    'INSERT INTO history(q, at_ms) VALUES (?, ?) ON CONFLICT (q) DO UPDATE SET at_ms = excluded.at_ms',
  ).run(text, now);
  prepared(
    db,
    'DELETE FROM history WHERE q IN (SELECT q FROM history ORDER BY at_ms DESC LIMIT -1 OFFSET ?)',
  ).run(historyLength);
}

export function clearHistory(db: WriterDb): void {
  prepared(db, 'DELETE FROM history').run();
}

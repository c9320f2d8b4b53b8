import type { Db, WriterDb } from './open.ts';
import { prepared } from './statements.ts';

/** Generation of the store's visible content; grows with every transaction that changes it. */
export function readGeneration(db: Db): number {
  return prepared(db, "SELECT value FROM meta WHERE key = 'generation'").pluck().get() as number;
}

/** Starts a new generation and returns it; call inside the transaction that changes visible content. */
export function nextGeneration(db: WriterDb): number {
  return prepared(db, "UPDATE meta SET value = value + 1 WHERE key = 'generation' RETURNING value")
    .pluck()
    .get() as number;
}

/** Runs an edit of visible content in one transaction, in a generation of its own. */
export function inNewGeneration<T>(db: WriterDb, edit: () => T): T {
  return db.transaction(() => {
    nextGeneration(db);
    return edit();
  })();
}

/** Starts a new generation in which the calls with these Gong ids changed (unknown ids are passed over). */
export function touchCalls(db: WriterDb, gongIds: readonly string[]): number {
  const now = nextGeneration(db);
  const touch = prepared(db, 'UPDATE call SET generation = ? WHERE gong_id = ?');
  for (const id of gongIds) touch.run(now, id);
  return now;
}

/** What changed after generation `since`: row ids to load again, row ids that are gone, and where the store is now. */
export function changedSince(
  db: Db,
  since: number,
): { readonly rowids: readonly number[]; readonly purged: readonly number[]; readonly generation: number } {
  return db.transaction(() => {
    const generation = readGeneration(db);
    if (generation === since) return { rowids: [], purged: [], generation };
    // Sorted here: "ORDER BY id" would make SQLite walk the whole table instead of the index on generations.
    const ids = (sql: string) => (prepared(db, sql).pluck().all(since) as number[]).sort((a, b) => a - b);
    return {
      rowids: ids('SELECT id FROM call WHERE generation > ?'),
      purged: ids('SELECT call_id FROM purged WHERE generation > ?'),
      generation,
    };
  })();
}

import type { SyncScope } from '../electron/contract/sync.ts';
import { event, logChange } from './changes.ts';
import { nextGeneration } from './generation.ts';
import type { WriterDb } from './open.ts';
import { prepared } from './statements.ts';

export type GonePolicy = SyncScope['gonePolicy'];

/** Removes a call and everything Gong gave us about it. The user's notes and tags on it stay. */
function purgeCall(db: WriterDb, id: number, gongId: string, generation: number): void {
  // Children first and by hand: the full-text triggers need the rows they remove from the index.
  for (const sql of [
    'DELETE FROM passage WHERE call_id = ?',
    'DELETE FROM call_text WHERE call_id = ?',
    'DELETE FROM call WHERE id = ?',
  ]) {
    prepared(db, sql).run(id);
  }
  for (const sql of [
    'DELETE FROM transcript WHERE gong_id = ?',
    'DELETE FROM scorecard_answer WHERE answered_id IN (SELECT gong_id FROM answered_scorecard WHERE call_gong_id = ?)',
    'DELETE FROM answered_scorecard WHERE call_gong_id = ?',
    'DELETE FROM library_call WHERE call_gong_id = ?',
  ])
    prepared(db, sql).run(gongId);
  prepared(db, 'INSERT INTO purged(call_id, gong_id, generation) VALUES (?, ?, ?)').run(
    id,
    gongId,
    generation,
  );
}

/** Marks calls that Gong no longer has. Returns how many were not marked before. */
export function markGone(
  db: WriterDb,
  gongIds: readonly string[],
  options: { readonly atMs: number; readonly policy: GonePolicy },
): number {
  if (gongIds.length === 0) return 0;
  return db.transaction(() => {
    const find = prepared(db, 'SELECT id FROM call WHERE gong_id = ? AND gone_ms IS NULL');
    const found = gongIds.flatMap((gongId) => {
      const row = find.get(gongId) as { id: number } | undefined;
      return row ? [{ gongId, id: row.id }] : [];
    });
    if (found.length === 0) return 0;
    const generation = nextGeneration(db);
    for (const { gongId, id } of found) {
      if (options.policy === 'purge') purgeCall(db, id, gongId, generation);
      else {
        prepared(
          db,
          'UPDATE call SET gone_ms = ?, changed_ms = ?, hidden = iif(hidden = 0 AND ?, 1, hidden), generation = ? WHERE id = ?',
        ).run(options.atMs, options.atMs, options.policy === 'hide' ? 1 : 0, generation, id);
      }
      const text = options.policy === 'purge' ? 'gone from Gong, removed here too' : 'gone from Gong';
      logChange(db, gongId, options.atMs, [event('gone', text)]);
    }
    return found.length;
  })();
}

/**
 * Applies the switches for private calls and for calls that are gone to what is stored already. Returns how many
 * calls appeared, disappeared or were removed.
 */
export function applyVisibility(
  db: WriterDb,
  options: { readonly privateCalls: boolean; readonly gonePolicy: GonePolicy },
): number {
  return db.transaction(() => {
    const wanted = `CASE WHEN gone_ms IS NOT NULL AND ? THEN 1
      WHEN coalesce(is_private, 0) = 1 AND ? THEN 1 ELSE 0 END`;
    const flags = [options.gonePolicy === 'hide' ? 1 : 0, options.privateCalls ? 0 : 1];
    const rows = prepared(
      db,
      `SELECT id, gong_id AS gongId, gone_ms IS NOT NULL AS gone, ${wanted} AS hidden FROM call
       WHERE hidden <> 2 AND (hidden <> ${wanted} OR (gone_ms IS NOT NULL AND ?))`,
    ).all(...flags, ...flags, options.gonePolicy === 'purge' ? 1 : 0) as {
      id: number;
      gongId: string;
      gone: number;
      hidden: number;
    }[];
    if (rows.length === 0) return 0;
    const generation = nextGeneration(db);
    for (const { id, gongId, gone, hidden } of rows) {
      if (gone && options.gonePolicy === 'purge') purgeCall(db, id, gongId, generation);
      else
        prepared(db, 'UPDATE call SET hidden = ?, generation = ? WHERE id = ?').run(hidden, generation, id);
    }
    return rows.length;
  })();
}

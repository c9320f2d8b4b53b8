import type { SyncScope } from '../../electron/contract/sync.ts';
import { event, logChange } from '../calls/ingest/changes.ts';
import { eraseCalls } from '../erase/calls.ts';
import { nextGeneration } from '../store/generation.ts';
import type { Db, WriterDb } from '../store/open.ts';
import { deleteRows, findRow, insertRow, updateRows } from '../store/rows.ts';
import { call, checkpoint } from '../store/schema.ts';
import { prepared } from '../store/statements.ts';

export type GonePolicy = SyncScope['gonePolicy'];

/** Under the policy 'purge' a call stays marked so long before it is removed, ms, unless the scope says otherwise: what was removed cannot come back. */
export const purgeAfterMs = 7 * 86_400_000;

/** Marks calls that Gong no longer has ('purge' removes them later, `purgeGone`). Returns how many were not marked before. */
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
      prepared(
        db,
        'UPDATE call SET gone_ms = ?, changed_ms = ?, hidden = iif(hidden = 0 AND ?, 1, hidden), generation = ? WHERE id = ?',
      ).run(options.atMs, options.atMs, options.policy === 'hide' ? 1 : 0, generation, id);
      logChange(db, gongId, options.atMs, [event('gone', 'gone from Gong')]);
    }
    return found.length;
  })();
}

/** Removes calls that are marked as gone. Returns how many there were. */
export function purgeGone(db: WriterDb, gongIds: readonly string[], atMs: number): number {
  const isGone = prepared(db, 'SELECT 1 FROM call WHERE gong_id = ? AND gone_ms IS NOT NULL').pluck();
  return eraseCalls(
    db,
    gongIds.filter((gongId) => isGone.get(gongId) === 1),
    'gone',
    atMs,
  );
}

const purgeKey = 'purge';

/** Since when the policy is 'purge', UTC ms: what was marked under another one waits as long from then on. Null: it is not. */
export function purgeSince(db: WriterDb, policy: GonePolicy, atMs: number): number | null {
  if (policy !== 'purge') {
    deleteRows(db, checkpoint, { key: purgeKey });
    return null;
  }
  const known = findRow(db, checkpoint, { key: purgeKey });
  if (!known) insertRow(db, checkpoint, { key: purgeKey, value: 'true', at_ms: atMs });
  return known?.at_ms ?? atMs;
}

/** How many calls are marked as gone, and since when the first waits, UTC ms: since its mark, or since the policy is 'purge'. */
export function countGone(db: Db): { readonly count: number; readonly firstMs: number | null } {
  const found = prepared(
    db,
    'SELECT count(*) AS count, min(gone_ms) AS firstMs FROM call WHERE gone_ms IS NOT NULL',
  ).get() as { count: number; firstMs: number | null };
  const since = findRow(db, checkpoint, { key: purgeKey })?.at_ms ?? 0;
  return found.firstMs === null ? found : { ...found, firstMs: Math.max(found.firstMs, since) };
}

/**
 * Applies the switches for private calls and for calls that are gone to what is stored already. Returns how many calls
 * appeared or disappeared. Nothing is removed here: a sync does that, after Gong was asked once more.
 */
export function applyVisibility(
  db: WriterDb,
  options: { readonly privateCalls: boolean; readonly gonePolicy: GonePolicy; readonly atMs: number },
): number {
  return db.transaction(() => {
    purgeSince(db, options.gonePolicy, options.atMs);
    const wanted = `CASE WHEN gone_ms IS NOT NULL AND ? THEN 1
      WHEN coalesce(is_private, 0) = 1 AND ? THEN 1 ELSE 0 END`;
    const flags = [options.gonePolicy === 'hide' ? 1 : 0, options.privateCalls ? 0 : 1];
    const rows = prepared(
      db,
      `SELECT id, ${wanted} AS hidden FROM call WHERE hidden <> 2 AND hidden <> ${wanted}`,
    ).all(...flags, ...flags) as { id: number; hidden: number }[];
    if (rows.length === 0) return 0;
    const generation = nextGeneration(db);
    for (const { id, hidden } of rows) updateRows(db, call, { id }, { hidden, generation });
    return rows.length;
  })();
}

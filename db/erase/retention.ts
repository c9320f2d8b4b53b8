import type { OtherHosts, Removal, RetentionPreview } from '../../electron/contract/privacy.ts';
import type { Db, WriterDb } from '../store/open.ts';
import { prepared } from '../store/statements.ts';
import { eraseCalls } from './calls.ts';

/** Calls a preview lists. */
const listedAtMost = 200;

const isSpared = `(EXISTS (SELECT 1 FROM mine_call m WHERE m.gong_id = call.gong_id AND starred_ms IS NOT NULL)
  OR EXISTS (SELECT 1 FROM mine_note n WHERE n.gong_id = call.gong_id))`;
/** One that Gong gave no time is of no age. */
const isOld = 'started_ms < @beforeMs AND (started_text IS NOT NULL OR scheduled_text IS NOT NULL)';
const isDue = `(${isOld} AND NOT ${isSpared})`;
const isGone = '(gone_ms IS NOT NULL AND gone_ms <= @goneMs)';

/** Moments before which calls are due: by their start, and by when they were found gone; UTC ms, null: none is. */
export interface RetentionBounds {
  readonly beforeMs: number | null;
  readonly goneMs: number | null;
}

/** What is due to be removed, shown before. */
export function previewRetention(db: Db, bounds: RetentionBounds): RetentionPreview {
  const never = Number.MIN_SAFE_INTEGER;
  const at = { beforeMs: bounds.beforeMs ?? never, goneMs: bounds.goneMs ?? never };
  const found = prepared(
    db,
    `SELECT count(*) AS count, min(started_ms) AS oldestMs, max(started_ms) AS newestMs,
       coalesce(sum(NOT ${isDue}), 0) AS gone,
       coalesce(sum((SELECT sum(bytes) FROM media_file f WHERE f.gong_id = call.gong_id)), 0) AS recordingBytes,
       coalesce(sum((SELECT count(quote) FROM mine_note n WHERE n.gong_id = call.gong_id)), 0) AS quotes
     FROM call WHERE ${isDue} OR ${isGone}`,
  ).get(at) as Omit<RetentionPreview, 'calls' | 'spared'>;
  const spared = prepared(db, `SELECT count(*) FROM call WHERE ${isOld} AND ${isSpared}`)
    .pluck()
    .get({ beforeMs: at.beforeMs }) as number;
  const calls = prepared(
    db,
    `SELECT gong_id AS id, coalesce(title, gong_id) AS title, started_ms AS startedMs, iif(${isDue}, 'age', 'gone') AS why
     FROM call WHERE ${isDue} OR ${isGone} ORDER BY started_ms, id LIMIT ${listedAtMost}`,
  ).all(at) as RetentionPreview['calls'];
  return { ...found, spared, calls };
}

/** Removes calls that started before then, but those that are starred or have notes. Returns how many. */
export function removeByAge(db: WriterDb, beforeMs: number, atMs: number): number {
  const due = prepared(db, `SELECT gong_id FROM call WHERE ${isDue}`).pluck().all({ beforeMs }) as string[];
  return eraseCalls(db, due, 'age', atMs);
}

/** Nobody is named: then none is of others. A call without a host is nobody's. */
const isOfOthers = `primary_user_id NOT IN (SELECT value FROM json_each(@hosts)) AND @hosts <> '[]'`;

/** How many calls others than these people host. */
export function countOthers(db: Db, hosts: readonly string[]): OtherHosts {
  return prepared(
    db,
    `SELECT coalesce(sum(NOT ${isSpared}), 0) AS count, coalesce(sum(${isSpared}), 0) AS spared FROM call WHERE ${isOfOthers}`,
  ).get({ hosts: JSON.stringify(hosts) }) as OtherHosts;
}

/** Removes the calls that others than these people host, but those that are starred or have notes. Returns how many. */
export function removeOthers(db: WriterDb, hosts: readonly string[], atMs: number): number {
  const due = prepared(db, `SELECT gong_id FROM call WHERE ${isOfOthers} AND NOT ${isSpared}`)
    .pluck()
    .all({ hosts: JSON.stringify(hosts) }) as string[];
  return eraseCalls(db, due, 'host', atMs);
}

/** The last removals, newest first. */
export const readRemovals = (db: Db): readonly Removal[] =>
  prepared(
    db,
    'SELECT at_ms AS atMs, gong_id AS callId, why FROM removal ORDER BY id DESC LIMIT 1000',
  ).all() as Removal[];

import { fold } from '../../../electron/contract/words/fold.ts';
import type { Db } from '../../store/open.ts';
import { prepared } from '../../store/statements.ts';
import type { FiguresRow } from './tracker-figures.ts';

/** A tracker as reports know it: all of one name are one, because queries name trackers by name. */
export interface StoredTracker {
  /** Of the first of them: 'gong:<id>' or 'name:<name>'; 'mine:<id>' for the user's own. */
  readonly key: string;
  readonly name: string;
  readonly type: 'KEYWORD' | 'SMART' | 'MINE' | 'UNKNOWN';
  /** tracker.id of Gong's, or the one mine_tracker.id. */
  readonly ids: readonly number[];
  readonly keys: readonly string[];
}

/** A tracker with its namesakes: one that gained or lost some is another one. */
export const nameOf = (tracker: StoredTracker): string => `${tracker.key}|${JSON.stringify(tracker.ids)}`;

/** All trackers with a name, by name. */
export function readTrackers(db: Db): readonly StoredTracker[] {
  const rows = prepared(
    db,
    `SELECT * FROM (
       SELECT id, key, name, type FROM tracker WHERE trim(name) <> ''
       UNION ALL SELECT id, 'mine:' || id, name, 'MINE' FROM mine_tracker WHERE removed_ms IS NULL)
     ORDER BY type IS 'MINE', name COLLATE NOCASE, id`,
  ).all() as { id: number; key: string; name: string; type: string | null }[];
  const groups = new Map<string, StoredTracker & { ids: number[]; keys: string[] }>();
  for (const row of rows) {
    const mine = row.type === 'MINE';
    const name = fold(row.name);
    const group = groups.get(name);
    if (group && !mine) {
      group.ids.push(row.id);
      group.keys.push(row.key);
      continue;
    }
    // A tracker of Gong's may have come to have the name of one of mine: mine is then told apart in words.
    const own = group ? `${row.name} (mine)` : row.name;
    groups.set(group ? fold(own) : name, {
      key: row.key,
      name: own,
      type: row.type === 'KEYWORD' || row.type === 'SMART' || mine ? (row.type as 'MINE') : 'UNKNOWN',
      ids: [row.id],
      keys: [row.key],
    });
  }
  return [...groups.values()];
}

/** 2023-01-01 UTC: Gong has no occurrences of calls before. */
export const occurrencesSinceMs = Date.UTC(2023, 0, 1);

const mentionsOf = 'max(coalesce(t.count, 0), coalesce(t.company + t.customer + t.unknown, 0))';
type Row = [number, number, string | null, string | null];

/** Some calls: those of these row ids, or a range of them. */
type Which = { readonly rowids: readonly number[] } | { readonly first: number; readonly last: number };

const narrowed = (which: Which) =>
  'rowids' in which
    ? { only: 'call_id IN (SELECT value FROM json_each(?))', args: [JSON.stringify(which.rowids)] }
    : { only: 'call_id >= ? AND call_id <= ?', args: [which.first, which.last] };

/** The rows of a tracker and its namesakes, in all calls or in some. */
export function* rowsOf(db: Db, tracker: StoredTracker, which: Which | null): Generator<FiguresRow> {
  const { only, args } = which === null ? { only: 'true', args: [] } : narrowed(which);
  const sql =
    tracker.type === 'MINE'
      ? `SELECT call_id, mentions, moments, phrases FROM mine_hit
         WHERE set_id IN (SELECT hit_set FROM mine_tracker WHERE id IN (SELECT value FROM json_each(?)))
           AND mentions > 0 AND ${only} ORDER BY call_id`
      : `SELECT call_id, ${mentionsOf}, moments, phrases FROM call_tracker t
         WHERE tracker_id IN (SELECT value FROM json_each(?)) AND ${only} ORDER BY call_id, position`;
  for (const row of prepared(db, sql)
    .raw()
    .iterate(JSON.stringify(tracker.ids), ...args) as IterableIterator<Row>)
    yield { callId: row[0], mentions: row[1], moments: row[2], phrases: row[3] };
}

/** The rows of all of Gong's trackers in calls, call by call, each with its tracker.id. */
export function* rowsOfAll(db: Db, which: Which): Generator<readonly [number, FiguresRow]> {
  const { only, args } = narrowed(which);
  const rows = prepared(
    db,
    `SELECT call_id, ${mentionsOf}, moments, phrases, tracker_id FROM call_tracker t WHERE ${only}
     ORDER BY call_id, position`,
  )
    .raw()
    .iterate(...args);
  for (const row of rows as IterableIterator<[...Row, number]>)
    yield [row[4], { callId: row[0], mentions: row[1], moments: row[2], phrases: row[3] }];
}

/** Of calls that list trackers: 1, or 3 where occurrences are listed too. */
export const coverageOf = (
  db: Db,
  where: string,
  args: readonly unknown[],
): IterableIterator<[number, number]> =>
  prepared(
    db,
    `SELECT t.call_id, max(CASE WHEN t.company IS NULL THEN 1
       WHEN c.started_ms >= ${occurrencesSinceMs} OR t.company + t.customer + t.unknown > 0 THEN 3 ELSE 1 END)
     FROM call_tracker t JOIN call c ON c.id = t.call_id ${where} GROUP BY t.call_id`,
  )
    .raw()
    .iterate(...args) as IterableIterator<[number, number]>;

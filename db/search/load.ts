import type { Db } from '../open.ts';
import { prepared } from '../statements.ts';
import { flag } from './columns.ts';
import type { Dictionary } from './dictionary.ts';

export const singleFields = [
  'rep',
  'account',
  'workspace',
  'outcome',
  'stage',
  'stage@call',
  'industry',
  'dir',
  'scope',
  'system',
  'lang',
  'media',
  'purpose',
] as const;
export type SingleField = (typeof singleFields)[number];
export const multiFields = ['who', 'company', 'tracker', 'phrase', 'tag'] as const;
export type MultiField = (typeof multiFields)[number];

/** One call, before it is spread over the columns. */
export interface Row {
  readonly rowid: number;
  readonly generation: number;
  readonly started: number;
  readonly duration: number;
  readonly flags: number;
  readonly touched: number;
  /** Codes in the order of `singleFields`. */
  readonly codes: readonly number[];
  lists: RowLists | null;
}

export type RowLists = Record<MultiField, number[]> & { trackerCounts: number[] };
type Dictionaries = Readonly<Record<SingleField | MultiField, Dictionary>>;

/** Restricts a statement to some row ids; a JSON array keeps it one prepared statement. */
const only = (column: string, rowids: readonly number[] | null) =>
  rowids ? `AND ${column} IN (SELECT value FROM json_each(?))` : '';
const args = (rowids: readonly number[] | null) => (rowids ? [JSON.stringify(rowids)] : []);

interface CallRow {
  id: number;
  generation: number;
  started_ms: number;
  duration_s: number | null;
  flags: number;
  touched: number;
  [column: string]: string | number | null;
}

/** Visible calls (all, or those of some row ids). */
export function* loadRows(
  db: Db,
  rowids: readonly number[] | null,
  dictionaries: Dictionaries,
): Generator<Row> {
  const rows = prepared(
    db,
    `SELECT c.id, c.generation, c.started_ms, c.duration_s,
       max(c.first_synced_ms, coalesce(c.changed_ms, 0)) AS touched,
       (coalesce(c.is_private, 0) <> 0) * ${flag.private} + (c.gone_ms IS NOT NULL) * ${flag.gone}
       + (m.starred_ms IS NOT NULL) * ${flag.starred} + (m.reviewed_ms IS NOT NULL) * ${flag.reviewed}
       + EXISTS (SELECT 1 FROM change x WHERE x.gong_id = c.gong_id AND x.at_ms > coalesce(m.seen_changes_ms, c.first_synced_ms)) * ${flag.changed}
       + EXISTS (SELECT 1 FROM media_file f WHERE f.gong_id = c.gong_id AND f.state = 'done') * ${flag.offline}
       + (c.has_transcript <> 0) * ${flag.transcript} + (c.has_comments <> 0) * ${flag.comments}
       + EXISTS (SELECT 1 FROM mine_note n WHERE n.gong_id = c.gong_id) * ${flag.notes}
       + (coalesce(c.brief, '') <> '') * ${flag.brief} + (c.media IS NOT NULL) * ${flag.media}
       + (coalesce(k.highlights, '[]') NOT IN ('[]', 'null')) * ${flag.highlights} AS flags,
       c.host AS "rep", c.account, coalesce(w.name, c.workspace_id) AS workspace, c.outcome_name AS outcome, c.stage,
       c.stage_at_call AS "stage@call",
       (SELECT json_extract(f.value, '$.value') FROM context_object o, json_each(o.fields) f
        WHERE o.call_id = c.id AND o.party = -1 AND lower(json_extract(f.value, '$.name')) = 'industry' LIMIT 1) AS industry,
       c.direction AS dir, c.scope, c.system, c.language AS lang, c.media, c.purpose
     FROM call c LEFT JOIN mine_call m ON m.gong_id = c.gong_id LEFT JOIN workspace w ON w.gong_id = c.workspace_id
       LEFT JOIN call_content k ON k.call_id = c.id
     WHERE c.hidden = 0 ${only('c.id', rowids)}`,
  ).iterate(...args(rowids)) as IterableIterator<CallRow>;
  for (const row of rows) {
    yield {
      rowid: row.id,
      generation: row.generation,
      started: row.started_ms,
      duration: row.duration_s ?? 0,
      flags: row.flags,
      touched: row.touched,
      codes: singleFields.map((name) => {
        const value = row[name];
        return dictionaries[name].code(value === null || value === undefined ? null : String(value));
      }),
      lists: null,
    };
  }
}

const listQueries: readonly (readonly [MultiField, string, string])[] = [
  [
    'who',
    'call_id',
    `SELECT call_id, coalesce(name, email) AS label, 0 AS n FROM party WHERE coalesce(name, email, '') <> ''`,
  ],
  [
    'company',
    'call_id',
    `SELECT call_id, company AS label, 0 AS n FROM party WHERE coalesce(company, '') <> ''`,
  ],
  [
    'tracker',
    'call_id',
    `SELECT t.call_id, d.name AS label, max(coalesce(t.count, 0), coalesce(t.company + t.customer + t.unknown, 0)) AS n FROM call_tracker t JOIN tracker d ON d.id = t.tracker_id WHERE n > 0`,
  ],
  ['phrase', 'call_id', 'SELECT call_id, phrase AS label, count AS n FROM tracker_phrase WHERE count > 0'],
  [
    'tag',
    'c.id',
    'SELECT c.id AS call_id, t.tag AS label, 0 AS n FROM mine_tag t JOIN call c ON c.gong_id = t.gong_id WHERE true',
  ],
];

/** The many-valued attributes of calls (all, or those of some row ids). */
export function loadLists(
  db: Db,
  rowids: readonly number[] | null,
  dictionaries: Dictionaries,
): Map<number, RowLists> {
  const found = new Map<number, RowLists>();
  for (const [field, column, sql] of listQueries) {
    const rows = prepared(db, `${sql} ${only(column, rowids)}`).iterate(...args(rowids)) as IterableIterator<{
      call_id: number;
      label: string;
      n: number;
    }>;
    for (const row of rows) {
      let lists = found.get(row.call_id);
      if (!lists) {
        lists = { who: [], company: [], tracker: [], phrase: [], tag: [], trackerCounts: [] };
        found.set(row.call_id, lists);
      }
      const code = dictionaries[field].code(row.label);
      const at = lists[field].indexOf(code);
      if (at < 0) {
        lists[field].push(code);
        if (field === 'tracker') lists.trackerCounts.push(row.n);
      } else if (field === 'tracker') lists.trackerCounts[at] = (lists.trackerCounts[at] ?? 0) + row.n;
    }
  }
  return found;
}

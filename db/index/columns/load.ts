import { languageName } from '../../../electron/contract/language.ts';
import {
  fields,
  type MultiField,
  multiFields,
  type SingleField,
  singleFields,
} from '../../../electron/contract/query/fields.ts';
import type { Db } from '../../store/open.ts';
import { prepared } from '../../store/statements.ts';
import { GrowableArray } from '../arrays/growable.ts';
import type { Lists } from './columns.ts';
import type { Dictionary } from './dictionary.ts';
import { flag } from './flags.ts';
import { listedAs, listedBoth } from './people.ts';

/** Names of the dictionaries: one a field, and how calls list people. Of `rep` and `who` they hold keys of people. */
export const dictionaryNames = [...singleFields, ...multiFields, 'listed'] as const;
export type Dictionaries = Readonly<Record<(typeof dictionaryNames)[number], Dictionary>>;

/** Calls as columns, newest first: all of a store, or some that are to be merged into all. */
export interface ColumnData {
  readonly size: number;
  readonly rowids: Int32Array;
  /** `call.generation` of each call: it changes whenever the call does. */
  readonly generations: Int32Array;
  readonly started: Float64Array;
  /** Seconds. */
  readonly duration: Float32Array;
  readonly flags: Uint16Array;
  /** When the call was first stored or last changed, UTC ms. */
  readonly touched: Float64Array;
  readonly single: Readonly<Record<SingleField, Int32Array>>;
  readonly multi: Readonly<Record<MultiField, Lists>>;
  /** Count of each tracker value, parallel to multi.tracker.values. */
  readonly trackerCounts: Int32Array;
  /** How the call lists each person, parallel to multi.who.values: codes of the dictionary `listed`. */
  readonly whoListed: Int32Array;
  /** Score of each call in hundredths of a percent: the mean of its reviews'; -1 where none has one. */
  readonly scores: Int32Array;
}

/** Restricts a statement to some row ids; a JSON array keeps it one prepared statement. */
const only = (column: string, rowids: readonly number[] | null) =>
  rowids ? `AND ${column} IN (SELECT value FROM json_each(?))` : '';
const args = (rowids: readonly number[] | null) => (rowids ? [JSON.stringify(rowids)] : []);

/** Values of fields that are no column of `call`, for a call `c` with its workspace `w`. */
const singleSql: Partial<Record<SingleField, string>> = {
  rep: "'user:' || nullif(trim(c.primary_user_id), '')",
  workspace: 'coalesce(w.name, c.workspace_id)',
  industry: `(SELECT json_extract(f.value, '$.value') FROM context_object o, json_each(o.fields) f
    WHERE o.call_id = c.id AND o.party = -1 AND lower(json_extract(f.value, '$.name')) = 'industry' LIMIT 1)`,
};
const sqlOf = (field: SingleField) => singleSql[field] ?? fields[field].column?.replace('call.', 'c.');
/** Fields that are a column of everybody on the call. */
const partyFields = multiFields.filter((field) => fields[field].column?.startsWith('party.'));

const ints = () => new GrowableArray<Int32Array>(Int32Array, 1024);

/** Visible calls (all, or those of some row ids) as columns. */
export function loadColumns(
  db: Db,
  rowids: readonly number[] | null,
  dictionaries: Dictionaries,
): ColumnData {
  const rows = prepared(
    db,
    `SELECT c.id, c.generation, c.started_ms, coalesce(c.duration_s, 0),
       (coalesce(c.is_private, 0) <> 0) * ${flag.private} + (c.gone_ms IS NOT NULL) * ${flag.gone}
       + (m.starred_ms IS NOT NULL) * ${flag.starred} + (m.reviewed_ms IS NOT NULL) * ${flag.reviewed}
       + EXISTS (SELECT 1 FROM change x WHERE x.gong_id = c.gong_id AND x.at_ms > coalesce(m.seen_changes_ms, c.first_synced_ms)) * ${flag.changed}
       + EXISTS (SELECT 1 FROM media_file f WHERE f.gong_id = c.gong_id AND f.state = 'done') * ${flag.offline}
       + (c.has_transcript <> 0) * ${flag.transcript} + (c.has_comments <> 0) * ${flag.comments}
       + EXISTS (SELECT 1 FROM mine_note n WHERE n.gong_id = c.gong_id) * ${flag.notes}
       + (coalesce(c.brief, '') <> '') * ${flag.brief} + (c.media IS NOT NULL) * ${flag.media}
       + (coalesce(k.highlights, '[]') NOT IN ('[]', 'null')) * ${flag.highlights},
       max(c.first_synced_ms, coalesce(c.changed_ms, 0)),
       ${singleFields.map(sqlOf).join(', ')}
     FROM call c LEFT JOIN mine_call m ON m.gong_id = c.gong_id LEFT JOIN workspace w ON w.gong_id = c.workspace_id
       LEFT JOIN call_content k ON k.call_id = c.id
     WHERE c.hidden = 0 ${only('c.id', rowids)} ORDER BY c.started_ms DESC, c.id DESC`,
  )
    .raw()
    .iterate(...args(rowids)) as IterableIterator<(number | string | null)[]>;
  const rowid = ints();
  const generation = ints();
  // Not growable arrays: with more kinds of lists than it knows now, adding to one would be looked up anew each time.
  const started: number[] = [];
  const duration: number[] = [];
  const flags: number[] = [];
  const touched: number[] = [];
  const codes = singleFields.map(() => ints());
  for (const row of rows) {
    rowid.push(row[0] as number);
    generation.push(row[1] as number);
    started.push(row[2] as number);
    duration.push(row[3] as number);
    flags.push(row[4] as number);
    touched.push(row[5] as number);
    for (let at = 0; at < singleFields.length; at++) {
      const value = row[at + 6];
      const text = value === null || value === undefined ? null : String(value);
      const label = text !== null && singleFields[at] === 'lang' ? languageName(text) : text;
      (codes[at] as GrowableArray<Int32Array>).push(
        dictionaries[singleFields[at] as SingleField].code(label),
      );
    }
  }
  const ids = rowid.toArray();
  return {
    size: ids.length,
    rowids: ids,
    generations: generation.toArray(),
    started: new Float64Array(started),
    duration: new Float32Array(duration),
    flags: new Uint16Array(flags),
    touched: new Float64Array(touched),
    single: Object.fromEntries(
      singleFields.map((name, at) => [name, (codes[at] as GrowableArray<Int32Array>).toArray()]),
    ) as Record<SingleField, Int32Array>,
    ...loadLists(db, rowids, dictionaries, slotsByRowid(ids)),
  };
}

/** Slot of each row id; -1 for ids that have none. */
export function slotsByRowid(rowids: Int32Array): Int32Array {
  let top = 0;
  for (let slot = 0; slot < rowids.length; slot++) top = Math.max(top, rowids[slot] as number);
  const slots = new Int32Array(top + 1).fill(-1);
  for (let slot = 0; slot < rowids.length; slot++) slots[rowids[slot] as number] = slot;
  return slots;
}

/** The phrases of a tracker that were said, from its JSON `[[phrase, count], ...]`. Most were not: that is seen without parsing. */
function saidPhrases(json: string | null): string[] {
  if (json === null || !/,[1-9]\d*\]/.test(json)) return [];
  return (JSON.parse(json) as [string, number][]).flatMap(([phrase, count]) => (count > 0 ? [phrase] : []));
}

/** Pairs of slot and value while they are read; `n` is a number beside the value, made one of two where a slot has the value twice. */
class Pairs {
  readonly #slots = ints();
  readonly #codes = ints();
  readonly #numbers = ints();
  readonly #joined: (a: number, b: number) => number;

  constructor(joined: (a: number, b: number) => number) {
    this.#joined = joined;
  }

  add(slot: number, code: number, n: number): void {
    if (code < 0) return;
    this.#slots.push(slot);
    this.#codes.push(code);
    this.#numbers.push(n);
  }

  /** As lists by slot, each value once a slot, in order of first mention. */
  lists(size: number): Lists & { readonly numbers: Int32Array } {
    const slots = this.#slots.toArray();
    const codes = this.#codes.toArray();
    const counted = this.#numbers.toArray();
    const starts = new Uint32Array(size + 1);
    for (let at = 0; at < slots.length; at++) starts[(slots[at] as number) + 1]!++;
    for (let slot = 0; slot < size; slot++)
      starts[slot + 1] = (starts[slot + 1] as number) + (starts[slot] as number);
    const next = starts.slice();
    const ordered = new Uint32Array(slots.length);
    for (let at = 0; at < slots.length; at++) ordered[next[slots[at] as number]!++] = at;
    const offsets = new Uint32Array(size + 1);
    const values = new Int32Array(slots.length);
    const numbers = new Int32Array(slots.length);
    let end = 0;
    for (let slot = 0; slot < size; slot++) {
      const begin = end;
      for (let step = starts[slot] as number; step < (starts[slot + 1] as number); step++) {
        const at = ordered[step] as number;
        const code = codes[at] as number;
        let known = begin;
        while (known < end && values[known] !== code) known++;
        if (known === end) {
          values[end++] = code;
          numbers[known] = counted[at] as number;
        } else numbers[known] = this.#joined(numbers[known] as number, counted[at] as number);
      }
      offsets[slot + 1] = end;
    }
    return { offsets, values: values.slice(0, end), numbers: numbers.slice(0, end) };
  }
}

function loadLists(
  db: Db,
  rowids: readonly number[] | null,
  dictionaries: Dictionaries,
  slots: Int32Array,
): Pick<ColumnData, 'multi' | 'trackerCounts' | 'whoListed' | 'scores'> {
  let size = 0;
  for (const slot of slots) if (slot >= 0) size++;
  const slotOf = (rowid: number) => slots[rowid] ?? -1;
  const { listed } = dictionaries;
  const listedTwice = (a: number, b: number) =>
    a === b || b < 0
      ? a
      : a < 0
        ? b
        : listed.code(listedBoth(listed.labels[a] as string, listed.labels[b] as string));
  const pairs = Object.fromEntries(
    multiFields.map((name) => [name, new Pairs(name === 'who' ? listedTwice : (a, b) => a + b)]),
  ) as Record<MultiField, Pairs>;
  const read = (sql: string) =>
    prepared(db, sql)
      .raw()
      .iterate(...args(rowids)) as IterableIterator<[number, never, never, never]>;

  for (const row of read(
    `SELECT call_id, person_key, name, iif(user_id IS NULL, NULL, email), ${partyFields.map((field) => fields[field].column).join(', ')}
     FROM party WHERE true ${only('call_id', rowids)}`,
  ) as IterableIterator<[number, string | null, string | null, string | null, ...(string | null)[]]>) {
    const slot = slotOf(row[0]);
    if (slot < 0) continue;
    const key = row[1];
    if (key !== null)
      pairs.who.add(slot, dictionaries.who.code(key), dictionaries.listed.code(listedAs(row[2], row[3])));
    for (let at = 0; at < partyFields.length; at++) {
      const field = partyFields[at] as MultiField;
      pairs[field].add(slot, dictionaries[field].code(row[at + 4] as string | null), 0);
    }
  }
  const trackers = new Map<number, number>();
  for (const [id, name] of prepared(db, 'SELECT id, name FROM tracker').raw().all() as [number, string][])
    trackers.set(id, dictionaries.tracker.code(name));
  for (const [rowid, tracker, n, phrases] of read(
    `SELECT call_id, tracker_id, max(coalesce(count, 0), coalesce(company + customer + unknown, 0)), phrases
     FROM call_tracker WHERE true ${only('call_id', rowids)}`,
  )) {
    const slot = slotOf(rowid);
    if (slot < 0) continue;
    if (n > 0) pairs.tracker.add(slot, trackers.get(tracker) ?? -1, n);
    for (const phrase of saidPhrases(phrases)) pairs.phrase.add(slot, dictionaries.phrase.code(phrase), 0);
  }
  for (const [rowid, tag] of read(
    `SELECT c.id, t.tag FROM mine_tag t JOIN call c ON c.gong_id = t.gong_id WHERE true ${only('c.id', rowids)}`,
  )) {
    const slot = slotOf(rowid);
    if (slot >= 0) pairs.tag.add(slot, dictionaries.tag.code(tag), 0);
  }
  const sums = new Float64Array(size);
  const scored = new Int32Array(size);
  for (const [rowid, scorecard, score] of read(
    `SELECT c.id, a.name, a.score FROM answered_scorecard a JOIN call c ON c.gong_id = a.call_gong_id
     WHERE a.hidden = 0 ${only('c.id', rowids)} ORDER BY a.gong_id`,
  ) as IterableIterator<[number, string, number | null]>) {
    const slot = slotOf(rowid);
    if (slot < 0) continue;
    pairs.scorecard.add(slot, dictionaries.scorecard.code(scorecard), 0);
    if (score === null) continue;
    sums[slot] = (sums[slot] as number) + score;
    scored[slot] = (scored[slot] as number) + 1;
  }
  const scores = Int32Array.from(sums, (sum, slot) =>
    scored[slot] === 0 ? -1 : Math.round((sum / (scored[slot] as number)) * 100),
  );
  for (const [rowid, folder] of read(
    `SELECT c.id, f.label FROM library_call k JOIN library_folder f ON f.gong_id = k.folder_id
       JOIN call c ON c.gong_id = k.call_gong_id
     WHERE true ${only('c.id', rowids)} ORDER BY f.gong_id`,
  ) as IterableIterator<[number, string]>) {
    const slot = slotOf(rowid);
    if (slot >= 0) pairs.folder.add(slot, dictionaries.folder.code(folder), 0);
  }
  const made = Object.fromEntries(multiFields.map((name) => [name, pairs[name].lists(size)])) as Record<
    MultiField,
    Lists & { readonly numbers: Int32Array }
  >;
  return {
    multi: Object.fromEntries(
      multiFields.map((name) => [name, { offsets: made[name].offsets, values: made[name].values }]),
    ) as unknown as Record<MultiField, Lists>,
    trackerCounts: made.tracker.numbers,
    whoListed: made.who.numbers,
    scores,
  };
}

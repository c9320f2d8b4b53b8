import type { TrackerDefinition } from '../../../electron/contract/trackers.ts';
import type { PhraseRow, PhrasesReport } from '../../../electron/contract/trends.ts';
import { fold } from '../../../electron/contract/words/fold.ts';
import { memo } from '../../index/arrays/memo.ts';
import type { ColumnStore, Columns } from '../../index/columns/columns.ts';
import { dayText } from '../../index/columns/local-days.ts';
import type { PhraseChunk } from '../../index/figures/phrase-chunks.ts';
import { noPhrase } from '../../index/figures/tracker-figures.ts';
import type { SlottedFigures, StoredTracker } from '../../index/figures/tracker-store.ts';
import type { Db } from '../../store/open.ts';
import { prepared } from '../../store/statements.ts';
import { and, valueClause, written } from '../base.ts';
import { callDays } from '../buckets.ts';
import { entriesIn } from '../selected.ts';
import { type OneSeries, openOne } from '../series.ts';
import { add } from '../tally.ts';
import { namesake, number, ranked, tableOf } from './cells.ts';
import type { Part } from './part.ts';

/** Phrases that a tracker looks for by its settings, said or not. */
function definedPhrases(db: Db, tracker: StoredTracker): string[] {
  if (tracker.type === 'MINE') {
    const row = prepared(db, 'SELECT definition FROM mine_tracker WHERE id = ?').pluck().get(tracker.ids[0]);
    const { languages } = JSON.parse(row as string) as TrackerDefinition;
    return languages.flatMap((group) => group.phrases);
  }
  const rows = prepared(
    db,
    `SELECT s.language_keywords FROM tracker t JOIN tracker_setting s ON s.gong_id = t.gong_id
     WHERE t.id IN (SELECT value FROM json_each(?))`,
  )
    .pluck()
    .all(JSON.stringify(tracker.ids)) as (string | null)[];
  return rows.flatMap((json) => {
    const groups: unknown = JSON.parse(json ?? '[]');
    if (!Array.isArray(groups)) return [];
    return groups.flatMap((group: { keywords?: unknown }) =>
      Array.isArray(group?.keywords) ? group.keywords.filter((word) => typeof word === 'string') : [],
    );
  });
}

const foldedOf = memo((_labels: readonly string[]): string[] => []);

/** The phrases of the columns as queries compare them; dictionaries only grow. */
function foldedLabels(store: ColumnStore): readonly string[] {
  const { labels } = store.dictionaries.phrase;
  const known = foldedOf(labels);
  for (let code = known.length; code < labels.length; code++) known.push(fold(labels[code] as string));
  return known;
}

/** Phrases as queries tell them apart: the first spelling names each. */
interface Names {
  readonly names: readonly string[];
  readonly byFold: ReadonlyMap<string, number>;
  /** Which of them each phrase of the block is. */
  readonly groups: Int32Array;
}

function namesOf(db: Db, block: SlottedFigures, tracker: StoredTracker): Names {
  const names: string[] = [];
  const byFold = new Map<string, number>();
  const groupOf = (phrase: string) => {
    const folded = fold(phrase);
    let group = byFold.get(folded);
    if (group === undefined) {
      group = names.length;
      names.push(phrase);
      byFold.set(folded, group);
    }
    return group;
  };
  const groups = Int32Array.from(block.phrases, groupOf);
  for (const phrase of definedPhrases(db, tracker)) groupOf(phrase);
  return { names, byFold, groups };
}

/** Figures of each phrase over some calls. */
interface Figures {
  readonly mentions: Float64Array;
  readonly calls: Int32Array;
  /** Local days; meaningless where there are no calls. */
  readonly first: Int32Array;
  readonly last: Int32Array;
  /** Listed occurrences. */
  readonly listed: Int32Array;
}

/** Days that are neither first nor last. */
const never = { first: 2 ** 31 - 1, last: -(2 ** 31) };

/** Entries of a chunk: 1 and the day of the call for those that count; 0 and no day for the others. */
interface Chosen {
  readonly one: Uint8Array;
  readonly first: Int32Array;
  readonly last: Int32Array;
}

/** How many spellings each phrase has in a block. */
function spellingsOf({ groups, names }: Names): Int32Array {
  const spellings = new Int32Array(names.length);
  for (const group of groups) spellings[group]!++;
  return spellings;
}

const nothing = (size: number): Figures => ({
  mentions: new Float64Array(size),
  calls: new Int32Array(size),
  first: new Int32Array(size).fill(never.first),
  last: new Int32Array(size).fill(never.last),
  listed: new Int32Array(size),
});

/** Adds up the phrases of a block over some of its entries, in their order. */
function addUp(block: SlottedFigures, names: Names, among: Int32Array, days: Int32Array): Figures {
  const figures = nothing(names.names.length);
  const spellings = spellingsOf(names);
  const { slots, mentions } = block;
  let next = 0;
  for (const chunk of block.phraseChunks) {
    const chosen = noneOf(chunk);
    const end = chunk.first + chunk.size;
    for (; next < among.length && (among[next] as number) < end; next++) {
      const entry = among[next] as number;
      if (mentions[entry] !== 0) choose(chosen, entry - chunk.first, days[slots[entry] as number] as number);
    }
    addChunk(figures, chunk, names.groups, spellings, chosen);
  }
  return figures;
}

/** In how many visible calls each phrase of a block was said. */
function callsOf(block: SlottedFigures, names: Names): Int32Array {
  const figures = nothing(names.names.length);
  const spellings = spellingsOf(names);
  const { slots, mentions } = block;
  for (const chunk of block.phraseChunks) {
    const chosen = noneOf(chunk);
    let count = 0;
    for (let at = 0; at < chunk.size; at++) {
      const entry = chunk.first + at;
      if ((slots[entry] as number) < 0 || mentions[entry] === 0) continue;
      chosen.one[at] = 1;
      count++;
    }
    const simple = chunk.phrases.every(
      (code) => code === noPhrase || spellings[names.groups[code] as number] === 1,
    );
    if (count < chunk.size || !simple) {
      addChunk(figures, chunk, names.groups, spellings, chosen);
      continue;
    }
    // Every row counts: there is no need to look at whose it is.
    const { phrases, ends, counted } = chunk;
    for (let at = 0; at < phrases.length; at++) {
      const code = phrases[at] as number;
      if (code === noPhrase) continue;
      let calls = 0;
      const end = ends[at] as number;
      for (let row = at === 0 ? 0 : (ends[at - 1] as number); row < end; row++)
        calls += -(counted[row] as number) >>> 31;
      add(figures.calls, names.groups[code] as number, calls);
    }
  }
  return figures.calls;
}

const noneOf = ({ size }: PhraseChunk): Chosen => ({
  one: new Uint8Array(size),
  first: new Int32Array(size).fill(never.first),
  last: new Int32Array(size).fill(never.last),
});

function choose(chosen: Chosen, at: number, day: number): void {
  chosen.one[at] = 1;
  chosen.first[at] = day;
  chosen.last[at] = day;
}

/** Adds up the phrases of a chunk over the chosen entries. */
function addChunk(
  figures: Figures,
  chunk: PhraseChunk,
  groups: Int32Array,
  spellings: Int32Array,
  chosen: Chosen,
): void {
  /** Where several spellings are one phrase, a call may have more than one of them. */
  const seen = new Map<number, Uint8Array>();
  for (let at = 0; at < chunk.phrases.length; at++) {
    const code = chunk.phrases[at] as number;
    if (code === noPhrase) continue;
    const group = groups[code] as number;
    let counted: Uint8Array | null = null;
    if (spellings[group] !== 1) {
      counted = seen.get(group) ?? new Uint8Array(chunk.size);
      seen.set(group, counted);
    }
    addRows(figures, group, chunk, at, chosen, counted);
  }
}

/** Adds up the rows of one phrase of a chunk; `counted`: the entries whose call was counted already, null where none can be. */
function addRows(
  figures: Figures,
  group: number,
  { ends, entries, counted: counts, listed: places }: PhraseChunk,
  at: number,
  chosen: Chosen,
  counted: Uint8Array | null,
): void {
  const { one: ones, first: begins, last: days } = chosen;
  let mentions = 0;
  let calls = 0;
  let listed = 0;
  let first = figures.first[group] as number;
  let last = figures.last[group] as number;
  const end = ends[at] as number;
  for (let row = at === 0 ? 0 : (ends[at - 1] as number); row < end; row++) {
    const entry = entries[row] as number;
    // Without a branch: which calls are chosen cannot be foretold.
    const one = ones[entry] as number;
    listed += one * (places[row] as number);
    const count = counts[row] as number;
    if (count === 0) continue;
    mentions += one * count;
    if (counted !== null) {
      if (counted[entry] === 1) continue;
      counted[entry] = 1;
    }
    calls += one;
    const begin = begins[entry] as number;
    if (begin < first) first = begin;
    const day = days[entry] as number;
    if (day > last) last = day;
  }
  figures.mentions[group] = (figures.mentions[group] as number) + mentions;
  figures.calls[group] = (figures.calls[group] as number) + calls;
  figures.listed[group] = (figures.listed[group] as number) + listed;
  figures.first[group] = first;
  figures.last[group] = last;
}

/**
 * How many calls the query of each phrase finds beyond those in which the tracker counts it: another tracker may have the same
 * phrase. `more`: slots of such calls that mention the tracker, `fewer`: of calls in which the tracker counts it and no query
 * finds it; null for the many phrases that have neither.
 */
type Beyond = readonly ({ readonly more: Int32Array; readonly fewer: Int32Array } | null)[];

/** In how many visible calls each phrase of the columns stands; counted once per state of the store. */
const callsByLabel = memo((columns: Columns, labels: number): Int32Array => {
  const counts = new Int32Array(labels);
  // A call has each once.
  const { values } = columns.multi.phrase;
  for (let at = 0; at < values.length; at++) counts[values[at] as number]!++;
  return counts;
});

/** Worked out once per tracker and state of the store: it does not depend on what is asked. */
const beyondOf = (store: ColumnStore, block: SlottedFigures, names: Names): Beyond =>
  // What a tracker looks for may change meanwhile: its phrases that were never said come last, and have no calls.
  beyondIn(block.slots, store, block, names);

const beyondIn = memo((_: Int32Array, store: ColumnStore, block: SlottedFigures, names: Names): Beyond => {
  const columns = store.current();
  const size = names.names.length;
  const ours = Int32Array.from(foldedLabels(store), (label) => names.byFold.get(label) ?? -1);
  // Most phrases are of one tracker: where as many calls have it as the tracker counts it in, they are the same.
  const calls = callsOf(block, names);
  const all = new Int32Array(size);
  const everywhere = callsByLabel(columns, ours.length);
  ours.forEach((group, code) => {
    if (group >= 0) add(all, group, everywhere[code] as number);
  });
  const shared = Uint8Array.from(all, (count, group) =>
    calls[group] === 0 || count === calls[group] ? 0 : 1,
  );
  return shared.includes(1)
    ? differences(columns, block, names, ours, shared)
    : Array.from({ length: size }, () => null);
});

/** The calls that mention the tracker and have one of some phrases, though the tracker does not count it there, or the other way round. */
function differences(
  columns: Columns,
  { slots, mentions, phraseChunks }: SlottedFigures,
  { names, groups }: Names,
  ours: Int32Array,
  shared: Uint8Array,
): Beyond {
  const wanted = [...names.keys()].filter((group) => shared[group] === 1);
  const { offsets, values } = columns.multi.phrase;
  // A bit per call: 1 where a query finds the phrase, 2 where the tracker counts it.
  const states = new Map(wanted.map((group) => [group, new Uint8Array(columns.size)]));
  const byCode = Array.from(ours, (group) => states.get(group) ?? null);
  for (let entry = 0; entry < slots.length; entry++) {
    const slot = slots[entry] as number;
    if (slot < 0 || mentions[entry] === 0) continue;
    for (let at = offsets[slot] as number; at < (offsets[slot + 1] as number); at++) {
      const state = byCode[values[at] as number];
      if (state) state[slot] = 1;
    }
  }
  for (const { first, phrases, ends, entries, counted } of phraseChunks)
    phrases.forEach((code, at) => {
      const state = code === noPhrase ? undefined : states.get(groups[code] as number);
      if (!state) return;
      for (let row = at === 0 ? 0 : (ends[at - 1] as number); row < (ends[at] as number); row++) {
        const entry = first + (entries[row] as number);
        const slot = slots[entry] as number;
        if (slot >= 0 && counted[row] !== 0 && mentions[entry] !== 0)
          state[slot] = (state[slot] as number) | 2;
      }
    });
  return Array.from(names, (_, group) => {
    const state = states.get(group);
    if (!state) return null;
    const [more, fewer] = [slotsWith(state, 1), slotsWith(state, 2)];
    return more.length + fewer.length === 0 ? null : { more, fewer };
  });
}

function slotsWith(states: Uint8Array, wanted: number): Int32Array {
  let count = 0;
  for (let slot = 0; slot < states.length; slot++) if (states[slot] === wanted) count++;
  const slots = new Int32Array(count);
  count = 0;
  for (let slot = 0; slot < states.length; slot++) if (states[slot] === wanted) slots[count++] = slot;
  return slots;
}

function countIn(slots: Int32Array, mask: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < slots.length; at++) count += mask[slots[at] as number] as number;
  return count;
}

/** The phrases of a tracker over a base, those never said too. Spellings that a query cannot tell apart are one. */
export function phrasesReport(db: Db, store: ColumnStore, input: OneSeries): PhrasesReport {
  const { base, series, ms } = openOne(db, store, input);
  const { block, tracker } = series;
  if (!block || !tracker || tracker.type === 'SMART') return { supported: false, rows: [], ms: ms() };
  const { mask } = base;
  const names = namesOf(db, block, tracker);
  const days = callDays(base.columns, input.tz);
  const { mentions, calls, first, last, listed } = addUp(block, names, entriesIn(base, block), days);
  // No query finds the phrases of mine.
  const beyond = tracker.type === 'MINE' ? null : beyondOf(store, block, names);
  const exact = (group: number): boolean => {
    if (beyond === null || calls[group] === 0) return false;
    const other = beyond[group];
    return !other || countIn(other.more, mask) === countIn(other.fewer, mask);
  };
  const text = written([...base.nodes, ...series.nodes]);
  const rows = names.names.map((phrase, group): PhraseRow => {
    const named = exact(group);
    return {
      phrase,
      mentions: mentions[group] as number,
      calls: calls[group] as number,
      first: calls[group] ? dayText(first[group] as number) : null,
      last: calls[group] ? dayText(last[group] as number) : null,
      silent: calls[group] === 0,
      listed: named ? null : (listed[group] as number),
      q: named ? and(text, valueClause('phrase', phrase)) : null,
    };
  });
  rows.sort((a, b) => b.mentions - a.mentions || b.calls - a.calls || (a.phrase < b.phrase ? -1 : 1));
  return { supported: true, rows, ms: ms() };
}

export const phrases: Part<'phrases'> = {
  report: phrasesReport,
  table: (db, store, request) =>
    tableOf(phrasesReport(db, store, request).rows, [
      ...namesake('phrase', 'mentions', 'calls'),
      ['first said', (row) => row.first],
      ['last said', (row) => row.last],
      ['query', (row) => row.q],
    ]),
  chart: (db, store, request) =>
    ranked(
      phrasesReport(db, store, request).rows,
      (row) => ({ label: row.phrase, value: row.mentions, text: number(row.mentions) }),
      [
        ['Phrase', (row) => row.phrase],
        ['Mentions', (row) => row.mentions],
        ['Calls', (row) => row.calls],
        ['First said', (row) => row.first ?? 'never'],
        ['Last said', (row) => row.last ?? 'never'],
      ],
    ),
};

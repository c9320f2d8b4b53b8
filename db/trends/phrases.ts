import type { TrackerDefinition } from '../../electron/contract/trackers.ts';
import type { PhraseRow, PhrasesReport } from '../../electron/contract/trends.ts';
import type { Db } from '../open.ts';
import type { ColumnStore } from '../search/columns.ts';
import { fold } from '../search/dictionary.ts';
import { dayText } from '../search/local-days.ts';
import { prepared } from '../statements.ts';
import { and, type Base, openBase, valueClause, written } from './base.ts';
import { noPhrase } from './block.ts';
import { callDays } from './buckets.ts';
import { type OneSeries, openSeries } from './series.ts';
import { add } from './tally.ts';
import type { SlottedBlock, StoredTracker } from './tracker-store.ts';

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

const folded = new WeakMap<readonly string[], string[]>();

/** The phrases of the columns as queries compare them; dictionaries only grow. */
function foldedLabels(store: ColumnStore): readonly string[] {
  const { labels } = store.dictionaries.phrase;
  const known = folded.get(labels) ?? [];
  for (let code = known.length; code < labels.length; code++) known.push(fold(labels[code] as string));
  folded.set(labels, known);
  return known;
}

/** Listed occurrences of each group of phrases over a base. */
function listedOf(base: Base, block: SlottedBlock, groups: Int32Array, size: number): Int32Array {
  const listed = new Int32Array(size);
  for (let entry = 0; entry < block.size; entry++) {
    const slot = block.slots[entry] as number;
    if (slot < 0 || base.mask[slot] === 0) continue;
    for (let at = block.occurrences[entry] as number; at < (block.occurrences[entry + 1] as number); at++) {
      const phrase = block.phrase[at] as number;
      if (phrase !== noPhrase) add(listed, groups[phrase] as number, 1);
    }
  }
  return listed;
}

/** The phrases of a tracker over a base, those never said too. Spellings that a query cannot tell apart are one. */
export function phrasesReport(db: Db, store: ColumnStore, input: OneSeries): PhrasesReport {
  const begin = performance.now();
  const base = openBase(db, store, input.q, input);
  const series = openSeries(base, input.series);
  const { block, tracker } = series;
  if (!block || !tracker || tracker.type === 'SMART')
    return { supported: false, rows: [], ms: performance.now() - begin };
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
  const size = names.length;
  const mentions = new Float64Array(size);
  const calls = new Int32Array(size);
  const first = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
  const last = new Float64Array(size).fill(Number.NEGATIVE_INFINITY);
  const seen = new Int32Array(size).fill(-1);
  // How many calls the query of each phrase would find: another tracker may have the same phrase.
  const found = new Int32Array(size);
  const lists = base.columns.multi.phrase;
  const ours = Int32Array.from(foldedLabels(store), (label) => byFold.get(label) ?? -1);
  const counted = new Int32Array(size).fill(-1);
  const days = callDays(base.columns, input.tz);
  const { slots, mentions: said, phraseAt, phraseIndex, phraseCount } = block;
  const { mask } = base;
  const gongs = tracker.type !== 'MINE';
  for (let entry = 0; entry < block.size; entry++) {
    const slot = slots[entry] as number;
    if (slot < 0 || mask[slot] === 0 || said[entry] === 0) continue;
    const day = days[slot] as number;
    const end = phraseAt[entry + 1] as number;
    for (let at = phraseAt[entry] as number; at < end; at++) {
      const group = groups[phraseIndex[at] as number] as number;
      mentions[group] = (mentions[group] as number) + (phraseCount[at] as number);
      if (seen[group] === slot) continue;
      seen[group] = slot;
      calls[group] = (calls[group] as number) + 1;
      if (day < (first[group] as number)) first[group] = day;
      if (day > (last[group] as number)) last[group] = day;
    }
    if (!gongs) continue;
    const stop = lists.offsets[slot + 1] as number;
    for (let at = lists.offsets[slot] as number; at < stop; at++) {
      const group = ours[lists.values[at] as number] as number;
      if (group < 0 || counted[group] === slot) continue;
      counted[group] = slot;
      found[group] = (found[group] as number) + 1;
    }
  }
  const exact = Uint8Array.from(names, (_, group) =>
    calls[group] !== 0 && found[group] === calls[group] ? 1 : 0,
  );
  // Only where no query can say it.
  const listed = exact.every((one, group) => one === 1 || calls[group] === 0)
    ? null
    : listedOf(base, block, groups, size);
  const text = written([...base.nodes, ...series.nodes]);
  const rows = names.map(
    (phrase, group): PhraseRow => ({
      phrase,
      mentions: mentions[group] as number,
      calls: calls[group] as number,
      first: calls[group] ? dayText(first[group] as number) : null,
      last: calls[group] ? dayText(last[group] as number) : null,
      silent: calls[group] === 0,
      listed: exact[group] === 1 ? null : (listed?.[group] ?? 0),
      q: exact[group] === 1 ? and(text, valueClause('phrase', phrase)) : null,
    }),
  );
  rows.sort((a, b) => b.mentions - a.mentions || b.calls - a.calls || (a.phrase < b.phrase ? -1 : 1));
  return { supported: true, rows, ms: performance.now() - begin };
}

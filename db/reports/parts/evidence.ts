import { idCell } from '../../../electron/contract/csv.ts';
import type { EvidenceFilter, EvidenceMoment, EvidencePage } from '../../../electron/contract/trends.ts';
import { hours } from '../../../electron/contract/units.ts';
import { fold } from '../../../electron/contract/words/fold.ts';
import type { ColumnStore, Columns } from '../../index/columns/columns.ts';
import { dayNumber } from '../../index/columns/local-days.ts';
import { inBin, mayLieIn, positionCounts, positionSides } from '../../index/figures/call-position.ts';
import { callPositions } from '../../index/figures/call-positions.ts';
import { isUsual } from '../../index/figures/follow-rows.ts';
import { noPhrase } from '../../index/figures/tracker-figures.ts';
import { type SlottedFigures, type StoredTracker, trackerStore } from '../../index/figures/tracker-store.ts';
import { sideCode, sideName } from '../../store/codes.ts';
import type { Db } from '../../store/open.ts';
import { prepared } from '../../store/statements.ts';
import { storedText } from '../../text/text.ts';
import { phraseAt } from '../../trackers/matcher.ts';
import { linesAt } from '../../transcripts/line-at.ts';
import type { Base } from '../base.ts';
import { callDays } from '../buckets.ts';
import { facetGroups } from '../facet-groups.ts';
import { entryBySlot } from '../occurrences.ts';
import { entriesIn } from '../selected.ts';
import { type OneSeries, openOne, openSeries } from '../series.ts';
import { leftOut, namesake, round, tableOf } from './cells.ts';
import type { Part } from './part.ts';

interface EvidenceInput extends OneSeries {
  readonly filter: EvidenceFilter;
  readonly order: 'newest' | 'oldest';
  readonly offset: number;
  readonly limit: number;
}

/** Verdicts on hits of a tracker, by row id of the call and millisecond. */
function marksOf(
  db: Db,
  tracker: StoredTracker,
): ReadonlyMap<number, ReadonlyMap<number, 'right' | 'wrong'>> {
  const rows = prepared(
    db,
    `SELECT c.id, m.start_ms AS startMs, m.is_right AS isRight FROM mine_mark m JOIN call c ON c.gong_id = m.gong_id
     WHERE m.key IN (SELECT value FROM json_each(?))`,
  ).all(JSON.stringify(tracker.keys)) as { id: number; startMs: number; isRight: number }[];
  const marks = new Map<number, Map<number, 'right' | 'wrong'>>();
  for (const { id, startMs, isRight } of rows) {
    const call = marks.get(id) ?? new Map<number, 'right' | 'wrong'>();
    call.set(startMs, isRight ? 'right' : 'wrong');
    marks.set(id, call);
  }
  return marks;
}

/** 1 for each code of a phrase in any spelling. */
function codesOf(block: SlottedFigures, phrase: string): Uint8Array {
  const wanted = fold(phrase);
  const codes = new Uint8Array(noPhrase + 1);
  block.phrases.forEach((one, code) => {
    if (code < noPhrase && fold(one) === wanted) codes[code] = 1;
  });
  return codes;
}

/** What the places of occurrences tell of a filter: which of them have its side and may lie in its bin. Null where it has neither. */
function placesThatFit(block: SlottedFigures, columns: Columns, { side, bin }: EvidenceFilter) {
  if (side === undefined && bin === undefined) return null;
  const unit = bin?.unit ?? 'percent';
  const wanted = side === undefined ? -1 : sideCode[side];
  const fits = Uint8Array.from({ length: positionCounts[unit] }, (_, place) =>
    (wanted < 0 || place % positionSides === wanted) && (!bin || mayLieIn(bin, place)) ? 1 : 0,
  );
  return { fits, places: callPositions(block, columns, unit) };
}

/** Which occurrences of a block meet a filter, besides lying in the base. */
function filterOf(
  base: Base,
  block: SlottedFigures,
  filter: EvidenceFilter,
  marks: ReturnType<typeof marksOf>,
) {
  const { columns } = base;
  const phrases = filter.phrase === undefined ? null : codesOf(block, filter.phrase);
  const outcome = filter.outcome === undefined ? null : facetGroups(base, 'outcome');
  const wanted = outcome
    ? filter.outcome === ''
      ? outcome.labels.length
      : outcome.labels.findIndex((label) => fold(label) === fold(filter.outcome as string))
    : -1;
  const followed = filter.followed && followedBy(base, block, filter.followed);
  const days = callDays(columns, base.where.tz);
  const from = filter.from === undefined ? Number.NEGATIVE_INFINITY : dayNumber(filter.from);
  const to = filter.to === undefined ? Number.POSITIVE_INFINITY : dayNumber(filter.to);
  const whole =
    filter.side === undefined &&
    !phrases &&
    !followed &&
    filter.bin === undefined &&
    filter.verdict === undefined;
  const placed = placesThatFit(block, columns, filter);
  const codes = phrases ? block.phrase : null;
  // Places tell bins of percent exactly, where a call has a length.
  const percent = filter.bin?.unit === 'percent';
  const startMs = (filter.bin && !percent) || filter.verdict ? block.startMs : null;
  return {
    call(slot: number): boolean {
      const day = days[slot] as number;
      return day >= from && day < to && (outcome === null || outcome.values[slot] === wanted);
    },
    /** Whether all occurrences of a call meet the filter when the call does. */
    whole,
    moment(slot: number, at: number): boolean {
      if (placed !== null && placed.fits[placed.places[at] as number] === 0) return false;
      if (phrases !== null && codes !== null && phrases[codes[at] as number] === 0) return false;
      if (percent && !((columns.duration[slot] as number) > 0)) return false;
      if (startMs !== null) {
        const start = startMs[at] as number;
        if (filter.bin && !percent && !inBin(filter.bin, start, columns.duration[slot] as number))
          return false;
        if (
          filter.verdict !== undefined &&
          (marks.get(columns.rowids[slot] as number)?.get(start) ?? 'none') !== filter.verdict
        )
          return false;
      }
      return !followed || followed(slot, at);
    },
  };
}

/** Whether a tracker comes up within some seconds after an occurrence of a block. */
function followedBy(base: Base, block: SlottedFigures, by: NonNullable<EvidenceFilter['followed']>) {
  const answers = openSeries(base, { kind: 'tracker', key: by.key }).block as SlottedFigures;
  const entries = entryBySlot(answers, base.columns.size);
  const side = by.side === undefined ? -1 : sideCode[by.side];
  const windowMs = by.withinSec * 1000;
  const { startMs } = block;
  const { startMs: answerMs, occurrences } = answers;
  const sides = side < 0 ? null : answers.side;
  // Moments of a call are asked about one after the other: answers that were too early stay so.
  let [call, last, next, end] = [-1, 0, 0, 0];
  return (slot: number, at: number): boolean => {
    if (slot !== call || at < last) {
      const entry = entries[slot] as number;
      call = slot;
      next = entry < 0 ? 0 : (occurrences[entry] as number);
      end = entry < 0 ? 0 : (occurrences[entry + 1] as number);
    }
    last = at;
    const start = startMs[at] as number;
    while (next < end && (answerMs[next] as number) <= start) next++;
    for (let a = next; a < end && (answerMs[a] as number) <= start + windowMs; a++)
      if (sides === null || sides[a] === side) return true;
    return false;
  };
}

interface Counts {
  readonly total: number;
  readonly calls: number;
}

/** Moments of some entries that meet a filter: one by one, but where it is about whole calls. */
function counted(
  { slots, listed, occurrences: places }: SlottedFigures,
  entries: Int32Array,
  filter: ReturnType<typeof filterOf>,
): Counts {
  const occurrences = filter.whole ? null : places;
  let total = 0;
  let calls = 0;
  for (let index = 0; index < entries.length; index++) {
    const entry = entries[index] as number;
    const slot = slots[entry] as number;
    let found = listed[entry] as number;
    if (found === 0 || !filter.call(slot)) continue;
    if (occurrences) {
      found = 0;
      const end = occurrences[entry + 1] as number;
      for (let at = occurrences[entry] as number; at < end; at++) if (filter.moment(slot, at)) found++;
    }
    total += found;
    if (found > 0) calls++;
  }
  return { total, calls };
}

/**
 * The same where the filter asks for what a report's row of “what follows” counts and nothing more of a moment: the shards hold
 * it by call, so that no moment is looked at. Null for every other filter, and where the shards cannot tell.
 */
function followedInShards(
  db: Db,
  store: ColumnStore,
  base: Base,
  of: { readonly tracker: StoredTracker; readonly block: SlottedFigures },
  { followed, from, to, outcome, ...ofMoments }: EvidenceFilter,
  call: (slot: number) => boolean,
): Counts | null {
  if (!followed || Object.values(ofMoments).some((value) => value !== undefined)) return null;
  const { withinSec, side } = followed;
  if (!isUsual({ within: withinSec * 1000, side: -1, answer: side === undefined ? -1 : sideCode[side] }))
    return null;
  // What follows itself is in no report.
  if (of.tracker.type === 'MINE' || of.tracker.key === followed.key) return null;
  let { mask } = base;
  let entries = entriesIn(base, of.block);
  if (from !== undefined || to !== undefined || outcome !== undefined) {
    mask = mask.slice();
    for (let slot = 0; slot < mask.length; slot++) if (mask[slot] === 1 && !call(slot)) mask[slot] = 0;
    entries = entries.filter((entry) => mask[of.block.slots[entry] as number] === 1);
  }
  const sums = trackerStore(db, store).followSums(of.tracker, of.block, entries, mask);
  const at = sums?.trackers.findIndex(({ key }) => key === followed.key) ?? -1;
  if (!sums || at < 0) return null;
  return { total: sums.followed[at] as number, calls: sums.calls[at] as number };
}

/** A moment on a page: which one of its call, by time. */
interface Chosen {
  readonly slot: number;
  readonly index: number;
}

/** The occurrences behind a report, a page of them. A query series has none. Throws 'trends/unknown-tracker'. */
export function evidencePage(db: Db, store: ColumnStore, input: EvidenceInput): EvidencePage {
  const { base, series, ms } = openOne(db, store, input);
  const { block, tracker } = series;
  if (!block || !tracker) return { total: 0, calls: 0, items: [], offset: input.offset, ms: ms() };
  const marks = marksOf(db, tracker);
  const filter = filterOf(base, block, input.filter, marks);
  const entries = entryBySlot(block, base.columns.size);
  const { mask } = base;
  const { listed } = block;
  // Of whole calls nothing but the number of moments is looked at.
  const occurrences = filter.whole ? null : block.occurrences;
  const chosen: Chosen[] = [];
  const last = input.offset + input.limit;
  const { total, calls } =
    followedInShards(db, store, base, { tracker, block }, input.filter, filter.call) ??
    counted(block, entriesIn(base, block), filter);
  // All are counted: of the page only its own calls are looked at.
  let passed = 0;
  for (let step = 0; step < mask.length && passed < last && passed < total; step++) {
    const slot = input.order === 'newest' ? step : mask.length - 1 - step;
    if (mask[slot] === 0) continue;
    const entry = entries[slot] as number;
    if (entry < 0 || !filter.call(slot)) continue;
    const here = listed[entry] as number;
    if (!occurrences && passed + here <= input.offset) passed += here;
    else
      for (let index = 0; index < here; index++) {
        if (occurrences && !filter.moment(slot, (occurrences[entry] as number) + index)) continue;
        if (passed >= input.offset && chosen.length < input.limit) chosen.push({ slot, index });
        passed++;
      }
  }
  return {
    total,
    calls,
    items: momentsFor(db, base, tracker, chosen, marks),
    offset: input.offset,
    ms: ms(),
  };
}

interface Moment {
  readonly ms: number;
  readonly side: number;
  readonly speaker: string | null;
  readonly phrase: string | null;
}

/** A call's occurrences of a tracker from its rows, in the order of the block. */
function momentsOf(db: Db, tracker: StoredTracker, callId: number): Moment[] {
  const ids = JSON.stringify(tracker.ids);
  const sql =
    tracker.type === 'MINE'
      ? `SELECT moments FROM mine_hit WHERE call_id = ? AND set_id IN
           (SELECT hit_set FROM mine_tracker WHERE id IN (SELECT value FROM json_each(?)))`
      : `SELECT moments FROM call_tracker WHERE call_id = +? AND tracker_id IN (SELECT value FROM json_each(?))
         ORDER BY position`;
  const rows = prepared(db, sql).pluck().all(callId, ids) as (string | null)[];
  return rows
    .flatMap((json) => JSON.parse(json ?? '[]') as [number, number, string | null, string | null][])
    .map(([start, side, speaker, phrase], at) => ({
      ms: Math.round(start * 1000),
      side,
      speaker,
      phrase,
      at,
    }))
    .sort((a, b) => a.ms - b.ms || a.at - b.at);
}

function momentsFor(
  db: Db,
  base: Base,
  tracker: StoredTracker,
  chosen: readonly Chosen[],
  marks: ReturnType<typeof marksOf>,
): EvidenceMoment[] {
  const { columns } = base;
  const items: EvidenceMoment[] = [];
  for (let from = 0; from < chosen.length; ) {
    const { slot } = chosen[from] as Chosen;
    let to = from;
    while (to < chosen.length && chosen[to]?.slot === slot) to++;
    const wanted = chosen.slice(from, to);
    from = to;
    const rowid = columns.rowids[slot] as number;
    const call = prepared(db, 'SELECT gong_id AS id, title, language FROM call WHERE id = ?').get(rowid) as
      | { id: string; title: string | null; language: string | null }
      | undefined;
    if (!call) continue;
    const all = momentsOf(db, tracker, rowid);
    // One that is there no more changed just now: the next question is answered without it.
    const moments = wanted.flatMap(({ index }) => all[index] ?? []);
    const starts = moments.map(({ ms }) => ms);
    const lines = linesAt(db, { callId: rowid, gongId: call.id }, starts);
    const names = new Map(
      prepared(
        db,
        'SELECT speaker_id, coalesce(name, email) FROM party WHERE call_id = ? AND speaker_id IS NOT NULL',
      )
        .raw()
        .all(rowid) as [string, string | null][],
    );
    moments.forEach(({ ms, side, speaker, phrase }, index) => {
      const line = lines[index] ?? null;
      items.push({
        callId: call.id,
        title: storedText(call.title ?? 'Untitled call'),
        startedMs: columns.started[slot] as number,
        durationSec: columns.duration[slot] as number,
        startMs: ms,
        side: sideName(side),
        speaker: speaker ? (names.get(speaker) ?? null) : null,
        phrase,
        line,
        phraseAt: line !== null && phrase !== null ? phraseAt(line, phrase, call.language) : null,
        verdict: marks.get(rowid)?.get(ms) ?? null,
      });
    });
  }
  return items;
}

/** Rows of an exported table at most; the rest is said to be left out. */
const exportedRows = 50_000;

export const evidence: Part<'evidence'> = {
  report: evidencePage,
  table(db, store, request) {
    const page = evidencePage(db, store, { ...request, order: 'newest', offset: 0, limit: exportedRows });
    return {
      ...tableOf(page.items, [
        ['call id', (item) => idCell(item.callId)],
        ['title', (item) => item.title],
        ['started', (item) => request.minute(item.startedMs)],
        ['at', (item) => hours(item.startMs / 1000)],
        ['second', (item) => round(item.startMs / 1000, 3)],
        ...namesake('side', 'speaker', 'phrase', 'line', 'verdict'),
      ]),
      ...leftOut(page.items.length, page.total, 'occurrences'),
    };
  },
};

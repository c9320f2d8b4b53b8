import type { Side } from '../../electron/contract/call.ts';
import type { FollowRow, FollowsReport, SeriesRef } from '../../electron/contract/trends.ts';
import { sideCode } from '../codes.ts';
import type { Db } from '../open.ts';
import type { ColumnStore, Columns } from '../search/columns.ts';
import { countBoth } from '../search/mask.ts';
import type { Where } from '../search/match.ts';
import { openBase } from './base.ts';
import { entryBySlot } from './occurrences.ts';
import { openSeries } from './series.ts';
import { smallSample } from './tally.ts';
import { type SlottedBlock, trackerStore, warmCalls } from './tracker-store.ts';

export interface FollowsInput extends Where {
  readonly q: string;
  readonly series: SeriesRef;
  readonly withinSec: number;
  readonly side?: Side | undefined;
  readonly answerSide?: Side | undefined;
}

/** What is asked of two trackers: ms after, side codes or -1 for any. */
interface Options {
  readonly within: number;
  readonly side: number;
  readonly answer: number;
}

/** Per entry of the first tracker: how many of its occurrences are followed, and how many would be by chance. */
interface Pair {
  /** The other tracker's calls: another array is another state of it. */
  readonly of: Int32Array;
  readonly followed: Uint16Array;
  readonly expected: Float32Array;
}

/** What follows what does not depend on any filter: worked out once per two trackers and state of them. */
const pairs = new WeakMap<Int32Array, Map<string, Pair>>();
const keptPairs = 200;

function pairOf(
  columns: Columns,
  block: SlottedBlock,
  key: string,
  answers: SlottedBlock,
  options: Options,
): Pair {
  let known = pairs.get(block.rowids);
  if (!known) {
    known = new Map();
    pairs.set(block.rowids, known);
  }
  const name = `${key}|${options.within}|${options.side}|${options.answer}`;
  const found = known.get(name);
  if (found?.of === answers.rowids) return found;
  const made = workOut(columns, block, answers, options);
  if (known.size >= keptPairs) known.delete(known.keys().next().value as string);
  known.set(name, made);
  return made;
}

function workOut(columns: Columns, block: SlottedBlock, answers: SlottedBlock, options: Options): Pair {
  const { within, side, answer } = options;
  const entries = entryBySlot(answers, columns.size);
  const followed = new Uint16Array(block.size);
  const expected = new Float32Array(block.size);
  for (let entry = 0; entry < block.size; entry++) {
    const slot = block.slots[entry] as number;
    if (slot < 0) continue;
    const match = entries[slot] as number;
    if (match < 0) continue;
    const from = answers.occurrences[match] as number;
    const to = answers.occurrences[match + 1] as number;
    let mentions = 0;
    for (let at = from; at < to; at++) if (answer < 0 || answers.side[at] === answer) mentions++;
    if (mentions === 0) continue;
    const duration = (columns.duration[slot] as number) * 1000;
    const full = duration > 0 ? 1 - (1 - Math.min(1, within / duration)) ** mentions : 0;
    let next = from;
    let here = 0;
    let chance = 0;
    const end = block.occurrences[entry + 1] as number;
    for (let at = block.occurrences[entry] as number; at < end; at++) {
      if (side >= 0 && block.side[at] !== side) continue;
      const start = block.startMs[at] as number;
      while (
        next < to &&
        ((answers.startMs[next] as number) <= start || (answer >= 0 && answers.side[next] !== answer))
      )
        next++;
      if (next < to && (answers.startMs[next] as number) <= start + within) here++;
      // The window may end with the call.
      if (start + within <= duration) chance += full;
      else if (duration > start) chance += 1 - (1 - Math.min(1, (duration - start) / duration)) ** mentions;
    }
    followed[entry] = here;
    expected[entry] = chance;
  }
  return { of: answers.rowids, followed, expected };
}

/** Works out one more pair of trackers for the window that is shown first; false when all are. */
export function warmFollows(db: Db, store: ColumnStore): boolean {
  const trackers = trackerStore(db, store);
  const columns = store.current();
  if (columns.size > warmCalls) return false;
  const options = { within: 60_000, side: -1, answer: -1 };
  for (const one of trackers.trackers()) {
    const block = trackers.block(one);
    const known = pairs.get(block.rowids);
    for (const other of trackers.trackers()) {
      if (other.key === one.key) continue;
      const answers = trackers.block(other);
      if (known?.get(`${other.key}|60000|-1|-1`)?.of === answers.rowids) continue;
      pairOf(columns, block, other.key, answers, options);
      return true;
    }
  }
  return false;
}

/**
 * Which trackers come up within some seconds after an occurrence of the series. The expectation is what chance would give if
 * the other tracker's mentions lay anywhere in the same call with equal probability.
 */
export function followsReport(db: Db, store: ColumnStore, input: FollowsInput): FollowsReport {
  const begin = performance.now();
  const base = openBase(db, store, input.q, input);
  const series = openSeries(base, input.series);
  const { block } = series;
  const nothing = { withinSec: input.withinSec, occurrences: 0, available: false, rows: [] };
  if (!block) return { ...nothing, ms: performance.now() - begin };
  const { mask, columns } = base;
  const options: Options = {
    within: input.withinSec * 1000,
    side: input.side === undefined ? -1 : sideCode[input.side],
    answer: input.answerSide === undefined ? -1 : sideCode[input.answerSide],
  };
  const bySide = [block.unknown, block.company, block.customer];
  const chosen = new Int32Array(block.size);
  let size = 0;
  let occurrences = 0;
  for (let entry = 0; entry < block.size; entry++) {
    const slot = block.slots[entry] as number;
    if (slot < 0 || mask[slot] === 0) continue;
    const here =
      options.side < 0
        ? (block.occurrences[entry + 1] as number) - (block.occurrences[entry] as number)
        : (bySide[options.side]?.[entry] ?? 0);
    if (here === 0) continue;
    chosen[size++] = entry;
    occurrences += here;
  }
  const trackers = trackerStore(db, store);
  const rows: FollowRow[] = [];
  for (const other of trackers.trackers()) {
    if (other.key === series.tracker?.key) continue;
    const pair = pairOf(columns, block, other.key, trackers.block(other), options);
    let followed = 0;
    let expected = 0;
    let calls = 0;
    for (let at = 0; at < size; at++) {
      const entry = chosen[at] as number;
      const here = pair.followed[entry] as number;
      followed += here;
      calls += here > 0 ? 1 : 0;
      expected += pair.expected[entry] as number;
    }
    if (followed === 0) continue;
    rows.push({
      key: other.key,
      name: other.name,
      followed,
      expected,
      lift: expected > 0 ? followed / expected : 0,
      calls,
      small: followed < smallSample,
    });
  }
  rows.sort((a, b) => Number(a.small) - Number(b.small) || b.lift - a.lift || (a.name < b.name ? -1 : 1));
  const listed = series.type === 'MINE' ? series.known : trackers.coverage().listed;
  return {
    withinSec: input.withinSec,
    occurrences,
    available: occurrences > 0 || countBoth(mask, listed) > 0,
    rows,
    ms: performance.now() - begin,
  };
}

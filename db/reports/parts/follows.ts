import type { Side } from '../../../electron/contract/call.ts';
import type { FollowRow, FollowsReport } from '../../../electron/contract/trends.ts';
import { countBoth } from '../../index/arrays/mask.ts';
import type { ColumnStore, Columns } from '../../index/columns/columns.ts';
import { type FollowOptions, followsIn, isUsual, usualFollow } from '../../index/figures/follow-rows.ts';
import { type SlottedFigures, type StoredTracker, trackerStore } from '../../index/figures/tracker-store.ts';
import { sideCode } from '../../store/codes.ts';
import type { Db } from '../../store/open.ts';

import { entryBySlot } from '../occurrences.ts';
import { entriesIn } from '../selected.ts';
import { type OneSeries, openOne } from '../series.ts';
import { smallSample } from '../tally.ts';
import { liftColumns, lifts, tableOf } from './cells.ts';
import type { Part, PartRequest } from './part.ts';

interface FollowsInput extends OneSeries {
  readonly withinSec: number;
  readonly side?: Side | undefined;
  readonly answerSide?: Side | undefined;
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
/** Bytes of pairs kept of one tracker, but at least those of one report. */
const keptBytes = 64 * 2 ** 20;

function pairOf(
  columns: Columns,
  block: SlottedFigures,
  key: string,
  answers: SlottedFigures,
  options: FollowOptions,
  trackers: number,
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
  const most = Math.max(
    trackers,
    Math.floor(keptBytes / (made.followed.byteLength + made.expected.byteLength)),
  );
  if (known.size >= most) known.delete(known.keys().next().value as string);
  known.set(name, made);
  return made;
}

function workOut(
  columns: Columns,
  block: SlottedFigures,
  answers: SlottedFigures,
  options: FollowOptions,
): Pair {
  const entries = entryBySlot(answers, columns.size);
  const followed = new Uint16Array(block.size);
  const expected = new Float32Array(block.size);
  const out = { followed: 0, expected: 0 };
  for (let entry = 0; entry < block.size; entry++) {
    const slot = block.slots[entry] as number;
    const match = slot < 0 ? -1 : (entries[slot] as number);
    if (match < 0) continue;
    const durationMs = (columns.duration[slot] as number) * 1000;
    if (!followsIn(block, entry, answers, match, durationMs, options, out)) continue;
    followed[entry] = out.followed;
    expected[entry] = out.expected;
  }
  return { of: answers.rowids, followed, expected };
}

/** Works out one more pair of trackers for the window that is shown first; false when all are. */
export function warmFollows(db: Db, store: ColumnStore): boolean {
  const trackers = trackerStore(db, store);
  const columns = store.current();
  if (!trackers.readsAhead) return false;
  const worked = trackers.knowsFollows();
  for (const one of trackers.trackers()) {
    const block = trackers.block(one);
    const known = pairs.get(block.rowids);
    for (const other of trackers.trackers()) {
      // What the shards know need not be worked out.
      if (other.key === one.key || (worked && one.type !== 'MINE' && other.type !== 'MINE')) continue;
      const answers = trackers.block(other);
      if (known?.get(`${other.key}|60000|-1|-1`)?.of === answers.rowids) continue;
      pairOf(columns, block, other.key, answers, usualFollow, trackers.trackers().length);
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
  const { base, series, ms } = openOne(db, store, input);
  const { block } = series;
  const nothing = { withinSec: input.withinSec, occurrences: 0, available: false, rows: [] };
  if (!block) return { ...nothing, ms: ms() };
  const { mask, columns } = base;
  const options: FollowOptions = {
    within: input.withinSec * 1000,
    side: input.side === undefined ? -1 : sideCode[input.side],
    answer: input.answerSide === undefined ? -1 : sideCode[input.answerSide],
  };
  const { listed: counts, company, customer } = block;
  const chosen = entriesIn(base, block);
  let occurrences = 0;
  for (let at = 0; at < chosen.length; at++) {
    const entry = chosen[at] as number;
    if (options.side === 1) occurrences += company[entry] as number;
    else if (options.side === 2) occurrences += customer[entry] as number;
    else {
      const said = (company[entry] as number) + (customer[entry] as number);
      occurrences += (counts[entry] as number) - (options.side < 0 ? 0 : said);
    }
  }
  const trackers = trackerStore(db, store);
  const rows: FollowRow[] = [];
  const put = (other: StoredTracker, followed: number, expected: number, calls: number) => {
    if (followed === 0) return;
    rows.push({
      key: other.key,
      name: other.name,
      followed,
      expected,
      lift: expected > 0 ? followed / expected : 0,
      calls,
      small: followed < smallSample,
    });
  };
  const { tracker } = series;
  const sums =
    tracker && tracker.type !== 'MINE' && isUsual(options)
      ? trackers.followSums(tracker, block, chosen, mask)
      : null;
  sums?.trackers.forEach((other, at) => {
    if (other.key !== tracker?.key)
      put(other, sums.followed[at] as number, sums.expected[at] as number, sums.calls[at] as number);
  });
  for (const other of trackers.trackers()) {
    if (other.key === tracker?.key || (sums && other.type !== 'MINE')) continue;
    const pair = pairOf(
      columns,
      block,
      other.key,
      trackers.block(other),
      options,
      trackers.trackers().length,
    );
    let followed = 0;
    let expected = 0;
    let calls = 0;
    for (let at = 0; at < chosen.length; at++) {
      const entry = chosen[at] as number;
      const here = pair.followed[entry] as number;
      followed += here;
      calls += here > 0 ? 1 : 0;
      expected += pair.expected[entry] as number;
    }
    put(other, followed, expected, calls);
  }
  rows.sort((a, b) => Number(a.small) - Number(b.small) || b.lift - a.lift || (a.name < b.name ? -1 : 1));
  const listed = series.type === 'MINE' ? series.known : trackers.coverage().listed;
  return {
    withinSec: input.withinSec,
    occurrences,
    available: occurrences > 0 || countBoth(mask, listed) > 0,
    rows,
    ms: ms(),
  };
}

/** The window of tables and charts, in seconds. */
const usualSec = 60;
const usual = (db: Db, store: ColumnStore, request: PartRequest) =>
  followsReport(db, store, { ...request, withinSec: usualSec }).rows;

export const follows: Part<'follows'> = {
  report: followsReport,
  table: (db, store, request) =>
    tableOf(usual(db, store, request), [
      ['tracker', (row) => row.name],
      ['calls', (row) => row.calls],
      [`followed within ${usualSec} s`, (row) => row.followed],
      ...liftColumns,
    ]),
  chart: (db, store, request) =>
    lifts(
      `Followed within ${usualSec} s`,
      usual(db, store, request).map((row) => ({ ...row, count: row.followed })),
    ),
};

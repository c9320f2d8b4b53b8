import type { Side } from '../../electron/contract/call.ts';
import type { FollowRow, FollowsReport, SeriesRef, TogetherRow } from '../../electron/contract/trends.ts';
import { sideCode } from '../codes.ts';
import type { Db } from '../open.ts';
import type { ColumnStore } from '../search/columns.ts';
import { countBoth } from '../search/mask.ts';
import type { Where } from '../search/match.ts';
import { and, openBase, valueClause, written } from './base.ts';
import { entryBySlot, mentioningMask } from './occurrences.ts';
import { openSeries } from './series.ts';
import { smallSample } from './tally.ts';
import { trackerStore } from './tracker-store.ts';

/** Other trackers in the calls of a series, over the calls on which the series can be told. */
export function togetherReport(
  db: Db,
  store: ColumnStore,
  input: Where & { readonly q: string; readonly series: SeriesRef },
): { readonly rows: readonly TogetherRow[]; readonly ms: number } {
  const begin = performance.now();
  const base = openBase(db, store, input.q, input);
  const series = openSeries(base, input.series);
  const has = mentioningMask(base, series);
  const { mask } = base;
  let whole = 0;
  let mentioning = 0;
  for (let slot = 0; slot < mask.length; slot++) {
    whole += (mask[slot] as number) & (series.known[slot] as number);
    mentioning += has[slot] as number;
  }
  const trackers = trackerStore(db, store);
  const text = written([...base.nodes, ...series.nodes]);
  const rows: TogetherRow[] = [];
  for (const other of trackers.trackers()) {
    if (other.key === series.tracker?.key) continue;
    const block = trackers.block(other);
    let calls = 0;
    let both = 0;
    for (let entry = 0; entry < block.size; entry++) {
      const slot = block.slots[entry] as number;
      if (slot < 0 || mask[slot] === 0 || block.mentions[entry] === 0 || series.known[slot] === 0) continue;
      calls++;
      both += has[slot] as number;
    }
    if (both === 0) continue;
    const expected = (mentioning * calls) / whole;
    rows.push({
      key: other.key,
      name: other.name,
      calls,
      both,
      expected,
      lift: both / expected,
      small: both < smallSample,
      q: and(text, valueClause('tracker', other.name)),
    });
  }
  rows.sort((a, b) => Number(a.small) - Number(b.small) || b.lift - a.lift || (a.name < b.name ? -1 : 1));
  return { rows, ms: performance.now() - begin };
}

export interface FollowsInput extends Where {
  readonly q: string;
  readonly series: SeriesRef;
  readonly withinSec: number;
  readonly side?: Side | undefined;
  readonly answerSide?: Side | undefined;
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
  const within = input.withinSec * 1000;
  const side = input.side === undefined ? -1 : sideCode[input.side];
  const answer = input.answerSide === undefined ? -1 : sideCode[input.answerSide];
  const chosen: number[] = [];
  let occurrences = 0;
  for (let entry = 0; entry < block.size; entry++) {
    const slot = block.slots[entry] as number;
    if (slot < 0 || mask[slot] === 0) continue;
    let here = 0;
    for (let at = block.occurrences[entry] as number; at < (block.occurrences[entry + 1] as number); at++)
      if (side < 0 || block.side[at] === side) here++;
    if (here > 0) chosen.push(entry);
    occurrences += here;
  }
  const trackers = trackerStore(db, store);
  const rows: FollowRow[] = [];
  for (const other of trackers.trackers()) {
    if (other.key === series.tracker?.key) continue;
    const answers = trackers.block(other);
    const entries = entryBySlot(answers, columns.size);
    let followed = 0;
    let expected = 0;
    let calls = 0;
    for (const entry of chosen) {
      const slot = block.slots[entry] as number;
      const match = entries[slot] as number;
      if (match < 0) continue;
      const from = answers.occurrences[match] as number;
      const to = answers.occurrences[match + 1] as number;
      if (from === to) continue;
      let mentions = 0;
      for (let at = from; at < to; at++) if (answer < 0 || answers.side[at] === answer) mentions++;
      if (mentions === 0) continue;
      const durationMs = (columns.duration[slot] as number) * 1000;
      const full = durationMs > 0 ? 1 - (1 - Math.min(1, within / durationMs)) ** mentions : 0;
      let next = from;
      let here = 0;
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
        expected +=
          start + within <= durationMs
            ? full
            : durationMs > start
              ? 1 - (1 - Math.min(1, (durationMs - start) / durationMs)) ** mentions
              : 0;
      }
      followed += here;
      if (here > 0) calls++;
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

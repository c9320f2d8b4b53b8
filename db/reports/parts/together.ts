import type { Rows, TogetherRow } from '../../../electron/contract/trends.ts';
import { countOf, intersect } from '../../index/arrays/mask.ts';
import type { ColumnStore } from '../../index/columns/columns.ts';
import { trackerStore } from '../../index/figures/tracker-store.ts';
import type { Db } from '../../store/open.ts';
import { and, valueClause, written } from '../base.ts';
import { countTogether } from '../mentioned.ts';
import { mentioningMask } from '../occurrences.ts';
import { type OneSeries, openOne } from '../series.ts';
import { add, smallSample } from '../tally.ts';
import { liftColumns, lifts, tableOf } from './cells.ts';
import type { Part } from './part.ts';

/** Other trackers in the calls of a series, over the calls on which the series can be told. */
export function togetherReport(db: Db, store: ColumnStore, input: OneSeries): Rows<TogetherRow> {
  const { base, series, ms } = openOne(db, store, input);
  const has = mentioningMask(base, series);
  const { mask } = base;
  const known = trackerStore(db, store);
  const trackers = known.trackers();
  const over = mask.slice();
  intersect(over, series.known);
  const whole = countOf(over);
  const mentioning = countOf(has);
  const { calls, marked: both } = countTogether(store, trackers, over, has);
  trackers.forEach((other, at) => {
    if (other.type !== 'MINE' || other.key === series.tracker?.key) return;
    const block = known.block(other);
    for (let entry = 0; entry < block.size; entry++) {
      const slot = block.slots[entry] as number;
      if (slot < 0 || over[slot] === 0 || block.mentions[entry] === 0) continue;
      add(calls, at, 1);
      add(both, at, has[slot] as number);
    }
  });
  const text = written([...base.nodes, ...series.nodes]);
  const rows: TogetherRow[] = [];
  for (const [at, other] of trackers.entries()) {
    if (other.key === series.tracker?.key || both[at] === 0) continue;
    const [alone, shared] = [calls[at] as number, both[at] as number];
    const expected = (mentioning * alone) / whole;
    rows.push({
      key: other.key,
      name: other.name,
      calls: alone,
      both: shared,
      expected,
      lift: shared / expected,
      small: shared < smallSample,
      q: and(text, valueClause('tracker', other.name)),
    });
  }
  rows.sort((a, b) => Number(a.small) - Number(b.small) || b.lift - a.lift || (a.name < b.name ? -1 : 1));
  return { rows, ms: ms() };
}

export const together: Part<'together'> = {
  report: togetherReport,
  table: (db, store, request) =>
    tableOf(togetherReport(db, store, request).rows, [
      ['tracker', (row) => row.name],
      ['calls', (row) => row.calls],
      ['calls with both', (row) => row.both],
      ...liftColumns,
      ['query', (row) => row.q],
    ]),
  chart: (db, store, request) =>
    lifts(
      'Calls with both',
      togetherReport(db, store, request).rows.map((row) => ({ ...row, count: row.both })),
    ),
};

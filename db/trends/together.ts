import type { SeriesRef, TogetherRow } from '../../electron/contract/trends.ts';
import type { Db } from '../open.ts';
import type { ColumnStore } from '../search/columns.ts';
import type { Where } from '../search/match.ts';
import { and, openBase, valueClause, written } from './base.ts';
import { mentioningMask } from './occurrences.ts';
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

import type { PositionsReport } from '../../electron/contract/trends.ts';
import type { Db } from '../open.ts';
import type { ColumnStore } from '../search/columns.ts';
import { countBoth } from '../search/mask.ts';
import { type Base, openBase } from './base.ts';
import { facetGroups } from './facet-groups.ts';
import { minuteBin, percentBin, percentBins, percentBounds } from './place.ts';
import { type OneSeries, openSeries } from './series.ts';
import { add } from './tally.ts';
import { trackerStore } from './tracker-store.ts';

export interface PositionsInput extends OneSeries {
  readonly unit: 'percent' | 'minutes';
  readonly split: 'side' | 'outcome';
}

const widths = [1, 2, 5, 10, 15, 30];
const maxMinuteBins = 24;
const maxOutcomes = 7;

const sideGroups = [
  { key: 'company', label: 'company' },
  { key: 'customer', label: 'customer' },
  { key: 'unknown', label: 'not known' },
] as const;
/** Place of a stored side code among `sideGroups`. */
const sideAt = [2, 0, 1];

/** When in the call a tracker comes up. Throws 'trends/unknown-tracker'. */
export function positionsReport(db: Db, store: ColumnStore, input: PositionsInput): PositionsReport {
  const begin = performance.now();
  const base = openBase(db, store, input.q, input);
  const series = openSeries(base, input.series);
  const { block } = series;
  const { mask, columns } = base;
  if (!block)
    return {
      unit: input.unit,
      groups: [],
      bins: [],
      placed: 0,
      noDuration: 0,
      unlisted: 0,
      available: false,
      ms: performance.now() - begin,
    };
  const entries = new Int32Array(block.size);
  let size = 0;
  let unlisted = 0;
  let latest = 0;
  for (let entry = 0; entry < block.size; entry++) {
    const slot = block.slots[entry] as number;
    if (slot < 0 || mask[slot] === 0) continue;
    const from = block.occurrences[entry] as number;
    const to = block.occurrences[entry + 1] as number;
    unlisted += Math.max(0, (block.mentions[entry] as number) - (to - from));
    if (to === from) continue;
    entries[size++] = entry;
    const last = block.startMs[to - 1] as number;
    if (last > latest) latest = last;
  }
  const chosen = entries.subarray(0, size);
  const byOutcome =
    input.split === 'outcome'
      ? outcomes(
          base,
          chosen,
          (entry) => block.slots[entry] as number,
          (entry) => (block.occurrences[entry + 1] as number) - (block.occurrences[entry] as number),
        )
      : null;
  const groups = byOutcome?.groups ?? sideGroups;
  const width = widths.find((minutes) => latest / 60_000 / minutes < maxMinuteBins) ?? 60;
  const bins =
    input.unit === 'percent'
      ? percentBins
      : Math.min(maxMinuteBins, Math.max(1, Math.floor(latest / 60_000 / width) + 1));
  const counts = new Int32Array(bins * groups.length);
  let placed = 0;
  let noDuration = 0;
  const percent = input.unit === 'percent';
  const { slots, occurrences, startMs, side } = block;
  for (let index = 0; index < size; index++) {
    const entry = chosen[index] as number;
    const slot = slots[entry] as number;
    const duration = columns.duration[slot] as number;
    const from = occurrences[entry] as number;
    const to = occurrences[entry + 1] as number;
    if (percent && !(duration > 0)) {
      noDuration += to - from;
      continue;
    }
    placed += to - from;
    const group = byOutcome ? (byOutcome.of[slot] as number) : -1;
    for (let at = from; at < to; at++) {
      const start = startMs[at] as number;
      const bin = percent ? percentBin(start, duration) : minuteBin(start, width, bins);
      const cell = bin * groups.length + (group < 0 ? (sideAt[side[at] as number] as number) : group);
      counts[cell] = (counts[cell] as number) + 1;
    }
  }
  const listed = series.type === 'MINE' ? series.known : trackerStore(db, store).coverage().listed;
  return {
    unit: input.unit,
    groups,
    bins: Array.from({ length: bins }, (_, bin) => ({
      ...(input.unit === 'percent'
        ? percentBounds(bin)
        : { from: bin * width, to: bin === bins - 1 ? null : (bin + 1) * width }),
      counts: Array.from(counts.subarray(bin * groups.length, (bin + 1) * groups.length)),
    })),
    placed,
    noDuration,
    unlisted,
    available: placed + noDuration > 0 || countBoth(mask, listed) > 0,
    ms: performance.now() - begin,
  };
}

/** The outcomes with most occurrences, and the group of each slot among them. */
function outcomes(
  base: Base,
  entries: Int32Array,
  slotOf: (entry: number) => number,
  countOf: (entry: number) => number,
) {
  const facet = facetGroups(base, 'outcome');
  const sums = new Int32Array(facet.size);
  for (const entry of entries) add(sums, facet.values[slotOf(entry)] as number, countOf(entry));
  const order = [...sums.keys()]
    .filter((group) => sums[group] !== 0)
    .sort(
      (a, b) =>
        (sums[b] as number) - (sums[a] as number) ||
        ((facet.labels[a] ?? '') < (facet.labels[b] ?? '') ? -1 : 1),
    );
  const shown = order.slice(0, maxOutcomes);
  const place = new Int32Array(facet.size).fill(shown.length);
  shown.forEach((group, at) => {
    place[group] = at;
  });
  return {
    groups: [
      ...shown.map((group) => ({
        key: facet.labels[group] ?? '',
        label: facet.labels[group] ?? 'no outcome',
      })),
      ...(order.length > shown.length ? [{ key: null, label: 'all others' }] : []),
    ],
    of: facet.values.map((group) => place[group] as number),
  };
}

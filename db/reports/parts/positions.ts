import { sideNames, sides } from '../../../electron/contract/chart.ts';
import type { PositionsReport } from '../../../electron/contract/trends.ts';
import { countBoth } from '../../index/arrays/mask.ts';
import type { ColumnStore } from '../../index/columns/columns.ts';
import {
  minuteBins,
  percentBins,
  percentBounds,
  positionCounts,
  positionSides,
} from '../../index/figures/call-position.ts';
import { callPositions } from '../../index/figures/call-positions.ts';
import { type SlottedFigures, trackerStore } from '../../index/figures/tracker-store.ts';
import type { Db } from '../../store/open.ts';
import type { Base } from '../base.ts';
import { facetGroups } from '../facet-groups.ts';
import { entriesIn } from '../selected.ts';
import { type OneSeries, openOne } from '../series.ts';
import { add } from '../tally.ts';
import type { Part } from './part.ts';

interface PositionsInput extends OneSeries {
  readonly unit: 'percent' | 'minutes';
  readonly split: 'side' | 'outcome';
}

const maxOutcomes = 7;

const sideGroups = sides.map((key) => ({ key, label: sideNames[key].toLowerCase() }));
/** Place of a stored side code among `sideGroups`. */
const sideAt = [2, 0, 1];

/** When in the call a tracker comes up. Throws 'trends/unknown-tracker'. */
export function positionsReport(db: Db, store: ColumnStore, input: PositionsInput): PositionsReport {
  const { base, series, ms } = openOne(db, store, input);
  const { block } = series;
  const { mask, columns } = base;
  const { duration } = columns;
  if (!block)
    return {
      unit: input.unit,
      groups: [],
      bins: [],
      placed: 0,
      noDuration: 0,
      unlisted: 0,
      available: false,
      ms: ms(),
    };
  const { slots, listed: counts, mentions } = block;
  const percent = input.unit === 'percent';
  const byOutcome = input.split === 'outcome' ? outcomes(base, block) : null;
  const groups = byOutcome?.groups ?? sideGroups;
  // How often each place comes up, of each outcome; bars add up places.
  const different = positionCounts[input.unit];
  const size = different * (byOutcome ? groups.length : 1);
  // Twice, in turn: moments that follow each other often have the same place, and would wait for each other.
  const sums = new Int32Array(size * 2);
  const places = callPositions(block, columns, input.unit);
  let placed = 0;
  let noDuration = 0;
  let unlisted = 0;
  const chosen = entriesIn(base, block);
  // Places of entries that are not chosen are passed over.
  let [at, next] = [0, 0];
  for (let index = 0; index < chosen.length; index++) {
    const entry = chosen[index] as number;
    for (; next < entry; next++) at += counts[next] as number;
    next = entry + 1;
    const here = counts[entry] as number;
    const end = at + here;
    const slot = slots[entry] as number;
    unlisted += Math.max(0, (mentions[entry] as number) - here);
    if (percent && !((duration[slot] as number) > 0)) {
      noDuration += here;
      at = end;
      continue;
    }
    placed += here;
    const from = byOutcome ? byOutcome.of(slot) * different : 0;
    for (; at < end; at++) sums[(at & 1) * size + from + (places[at] as number)]!++;
  }
  for (let index = 0; index < size; index++) sums[index]! += sums[size + index] as number;
  let latest = 0;
  if (!percent)
    for (let index = 0; index < size; index++)
      if (sums[index] !== 0) latest = Math.max(latest, Math.floor((index % different) / positionSides));
  const { width, bins } = percent ? { width: 1, bins: percentBins } : minuteBins(latest);
  const cells = new Int32Array(bins * groups.length);
  for (let index = 0; index < size; index++) {
    if (sums[index] === 0) continue;
    const place = index % different;
    const bin = Math.min(bins - 1, Math.floor(Math.floor(place / positionSides) / width));
    const group = byOutcome ? (index - place) / different : (sideAt[place % positionSides] as number);
    add(cells, bin * groups.length + group, sums[index] as number);
  }
  const listed = series.type === 'MINE' ? series.known : trackerStore(db, store).coverage().listed;
  return {
    unit: input.unit,
    groups,
    bins: Array.from({ length: bins }, (_, bin) => ({
      ...(percent
        ? percentBounds(bin)
        : { from: bin * width, to: bin === bins - 1 ? null : (bin + 1) * width }),
      counts: Array.from(cells.subarray(bin * groups.length, (bin + 1) * groups.length)),
    })),
    placed,
    noDuration,
    unlisted,
    available: placed + noDuration > 0 || countBoth(mask, listed) > 0,
    ms: ms(),
  };
}

/** The outcomes with most occurrences, and the group of each slot among them. */
function outcomes(base: Base, block: SlottedFigures) {
  const facet = facetGroups(base, 'outcome');
  const sums = new Int32Array(facet.size);
  for (const entry of entriesIn(base, block))
    add(sums, facet.values[block.slots[entry] as number] as number, block.listed[entry] as number);
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
    of: (slot: number) => place[facet.values[slot] as number] as number,
  };
}

export const positions: Part<'positions'> = {
  report: positionsReport,
  table(db, store, request) {
    const { unit, groups, bins } = positionsReport(db, store, request);
    return {
      columns: [`from ${unit}`, `to ${unit}`, ...groups.map((group) => group.label)],
      rows: bins.map((bin) => [bin.from, bin.to, ...bin.counts]),
    };
  },
  chart(db, store, request) {
    const { unit, groups, bins } = positionsReport(db, store, request);
    const short = unit === 'percent' ? '%' : 'min';
    const legend = groups.map((group) => group.label);
    return {
      drawing: {
        kind: 'columns',
        columns: bins.map((bin) => ({ label: String(bin.from), parts: bin.counts })),
      },
      legend,
      columns: ['Part of the call', ...legend],
      rows: bins.map(({ from, to, counts }) => [
        to === null ? `from ${from} ${short}` : `${from}–${to} ${short}`,
        ...counts,
      ]),
    };
  },
};

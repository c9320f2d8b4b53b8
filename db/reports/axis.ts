import type { Bucket } from '../../electron/contract/trends.ts';
import { bucketStart, nextBucket } from '../index/columns/local-days.ts';
import type { Base } from './base.ts';
import { callDays, localBuckets } from './buckets.ts';
import type { Groups } from './tally.ts';

/** The time axis of a report: neighbouring buckets in local days. */
export interface Axis {
  readonly unit: Bucket;
  /** First days of the buckets; the last one ends before `end`. */
  readonly starts: readonly number[];
  readonly end: number;
  /** What the axis covers: the base's dates where it has any. */
  readonly from: number;
  readonly to: number;
  /** Bucket of each slot: groups.values[slot] - shift. */
  readonly groups: Groups;
  readonly shift: number;
}

/** More buckets than this are drawn in the next larger unit. */
export const maxBuckets = 1200;
export const larger: Readonly<Record<Bucket, Bucket>> = {
  day: 'week',
  week: 'month',
  month: 'quarter',
  quarter: 'quarter',
};

/** Slots are ordered by time, which local days follow but for changes of the zone's offset: never so many ms. */
const outOfOrderMs = 2 * 86_400_000;

/** First and last local day of the calls of a base; null when there are none. */
export function daysOf(base: Base): { readonly first: number; readonly last: number } | null {
  const { mask, columns } = base;
  const { started } = columns;
  const days = callDays(columns, base.where.tz);
  // Newest first.
  const newest = mask.indexOf(1);
  if (newest < 0) return null;
  const oldest = mask.lastIndexOf(1);
  let last = days[newest] as number;
  for (let slot = newest; slot <= oldest; slot++) {
    if ((started[newest] as number) - (started[slot] as number) > outOfOrderMs) break;
    if (mask[slot] === 1) last = Math.max(last, days[slot] as number);
  }
  let first = days[oldest] as number;
  for (let slot = oldest; slot >= newest; slot--) {
    if ((started[slot] as number) - (started[oldest] as number) > outOfOrderMs) break;
    if (mask[slot] === 1) first = Math.min(first, days[slot] as number);
  }
  return { first, last };
}

/**
 * The axis of a base. Open ends of its dates are closed by its first and last call; days to come are left out. `whole` keeps
 * all the days its dates name, so that a period can be laid over another one.
 */
export function axisOf(base: Base, wanted: Bucket, whole = false): Axis {
  const { where, columns } = base;
  const covered = coveredDays(base, whole);
  let unit = wanted;
  let starts: number[] = [];
  for (;;) {
    starts = [];
    let start = covered.from < covered.to ? bucketStart(covered.from, unit, where.weekStart) : covered.to;
    while (start < covered.to && starts.length <= maxBuckets) {
      starts.push(start);
      start = nextBucket(start, unit);
    }
    if (starts.length <= maxBuckets || unit === 'quarter') break;
    unit = larger[unit];
  }
  const buckets = localBuckets(columns, where.tz, where.weekStart, unit);
  return {
    unit,
    starts,
    end: starts.length > 0 ? nextBucket(starts.at(-1) as number, unit) : covered.to,
    ...covered,
    groups: { size: starts.length, offsets: null, values: buckets.of },
    shift: shiftOf(buckets.starts, starts[0], unit),
  };
}

/** How many buckets the first one of the axis lies after the first one of the store (below 0: before). */
function shiftOf(all: Int32Array, first: number | undefined, unit: Bucket): number {
  if (first === undefined || all.length === 0) return 0;
  let count = 0;
  let at = Math.min(first, all[0] as number);
  const end = Math.max(first, all[0] as number);
  while (at < end) {
    at = nextBucket(at, unit);
    count++;
  }
  return first >= (all[0] as number) ? count : -count;
}

/** The local days that an axis of a base covers (`to` excluded); see `axisOf`. */
export function coveredDays(base: Base, whole: boolean): { readonly from: number; readonly to: number } {
  const { range, today } = base;
  const present = daysOf(base);
  const limited = range.from !== null || range.to !== null;
  if (!present && !(range.from !== null && range.to !== null)) return { from: today, to: today };
  let from = range.from ?? present?.first ?? today;
  let to = range.to ?? (limited ? Math.max(today, present?.last ?? today) : (present?.last ?? today)) + 1;
  if (!whole) {
    // Days before the first call and days to come say nothing.
    if (present) from = range.to === null ? Math.max(from, present.first) : from;
    to = Math.min(to, Math.max(today, present?.last ?? today) + 1);
  }
  if (to < from) to = from;
  return { from, to };
}

import type { SearchResult } from '../../electron/contract/library.ts';
import type { Columns } from './columns.ts';
import { bucketStart, dayColumn, dayText, nextBucket } from './local-days.ts';
import type { Mask } from './match.ts';

/** Calls of a mask per local day, week or month: the finest that needs at most about 90 buckets. */
export function histogramOf(
  columns: Columns,
  mask: Mask,
  tz: string,
  weekStart: 0 | 1 | 6,
): SearchResult['histogram'] {
  const days = dayColumn(columns, tz);
  const range = rangeOf(days);
  // A record with a wrong year can be centuries away: then days are counted only where there are any.
  const dense = range.last - range.first <= denseDays;
  const daily = dense ? new Int32Array(range.last - range.first + 1) : null;
  const sparse = new Map<number, number>();
  for (let slot = 0; slot < mask.length; slot++) {
    if (mask[slot] === 0) continue;
    const day = days[slot] as number;
    if (daily) daily[day - range.first]!++;
    else sparse.set(day, (sparse.get(day) ?? 0) + 1);
  }
  if (daily)
    for (let at = 0; at < daily.length; at++)
      if (daily[at]) sparse.set(range.first + at, daily[at] as number);
  if (sparse.size === 0) return { unit: 'week', buckets: [] };
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const day of sparse.keys()) {
    if (day < first) first = day;
    if (day > last) last = day;
  }
  const unit = last - first < 60 ? 'day' : last - first < 640 ? 'week' : 'month';
  const sums = new Map<number, number>();
  for (const [day, count] of sparse) {
    const start = bucketStart(day, unit, weekStart);
    sums.set(start, (sums.get(start) ?? 0) + count);
  }
  const buckets = [];
  for (let start = bucketStart(first, unit, weekStart); start <= last; start = nextBucket(start, unit))
    buckets.push({ from: dayText(start), count: sums.get(start) ?? 0 });
  return { unit, buckets };
}

/** Days between the first and the last call up to which each has a counter. */
const denseDays = 20_000;
const ranges = new WeakMap<Int32Array, { readonly first: number; readonly last: number }>();

/** First and last day of all calls. */
function rangeOf(days: Int32Array): { readonly first: number; readonly last: number } {
  const known = ranges.get(days);
  if (known) return known;
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const day of days) {
    if (day < first) first = day;
    if (day > last) last = day;
  }
  const made = days.length > 0 ? { first, last } : { first: 0, last: 0 };
  ranges.set(days, made);
  return made;
}

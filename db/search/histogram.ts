import type { SearchResult } from '../../electron/contract/library.ts';
import type { Mask } from '../index/arrays/mask.ts';
import { memo } from '../index/arrays/memo.ts';
import { selectionOf } from '../index/arrays/selection.ts';
import type { Columns } from '../index/columns/columns.ts';
import { bucketStart, dayColumn, dayText, nextBucket } from '../index/columns/local-days.ts';

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
  const { slots, rest } = selectionOf(mask);
  if (daily) {
    countDays(days, slots, range.first, daily);
    if (rest) {
      const whole = wholeOf(days, range.first, daily.length);
      for (let at = 0; at < daily.length; at++) daily[at] = (whole[at] as number) - (daily[at] as number);
    }
  } else
    for (let slot = 0; slot < mask.length; slot++) {
      if (mask[slot] === 0) continue;
      const day = days[slot] as number;
      sparse.set(day, (sparse.get(day) ?? 0) + 1);
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

function countDays(days: Int32Array, slots: Int32Array, first: number, daily: Int32Array): void {
  for (let at = 0; at < slots.length; at++) daily[(days[slots[at] as number] as number) - first]!++;
}

/** Calls of each day, of all calls: what a large result lacks is taken from them. */
const wholeOf = memo((days: Int32Array, first: number, length: number): Int32Array => {
  const whole = new Int32Array(length);
  for (let slot = 0; slot < days.length; slot++) whole[(days[slot] as number) - first]!++;
  return whole;
});

/** Days between the first and the last call up to which each has a counter. */
const denseDays = 20_000;

/** First and last day of all calls. */
const rangeOf = memo((days: Int32Array): { readonly first: number; readonly last: number } => {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const day of days) {
    if (day < first) first = day;
    if (day > last) last = day;
  }
  return days.length > 0 ? { first, last } : { first: 0, last: 0 };
});

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
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (let slot = 0; slot < mask.length; slot++) {
    if (mask[slot] === 0) continue;
    const day = days[slot] as number;
    if (day < first) first = day;
    if (day > last) last = day;
  }
  if (last < first) return { unit: 'week', buckets: [] };
  const unit = last - first < 60 ? 'day' : last - first < 640 ? 'week' : 'month';
  const starts: number[] = [];
  for (let start = bucketStart(first, unit, weekStart); start <= last; start = nextBucket(start, unit))
    starts.push(start);
  // Calls far apart in time (a record with a wrong year) make thousands of buckets, never millions: months at most.
  const counts = new Int32Array(starts.length);
  let at = 0;
  for (let slot = 0; slot < mask.length; slot++) {
    if (mask[slot] === 0) continue;
    const day = days[slot] as number;
    // Slots go by time, so the bucket is nearly always the same as the call's before, or its neighbour.
    while (day < (starts[at] as number)) at--;
    while (at + 1 < starts.length && day >= (starts[at + 1] as number)) at++;
    counts[at]!++;
  }
  return {
    unit,
    buckets: starts.map((start, step) => ({ from: dayText(start), count: counts[step] as number })),
  };
}

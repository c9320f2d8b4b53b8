import type { SearchResult } from '../../electron/contract/library.ts';
import type { Columns } from './columns.ts';
import { bucketStart, dayText, localDays, nextBucket } from './local-days.ts';
import type { Mask } from './match.ts';

/** Calls of a mask per local day, week or month: the finest that needs at most about 90 buckets. */
export function histogramOf(
  columns: Columns,
  mask: Mask,
  tz: string,
  weekStart: 0 | 1 | 6,
): SearchResult['histogram'] {
  const days = localDays(tz);
  const counts = new Map<number, number>();
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (let slot = 0; slot < mask.length; slot++) {
    if (!mask[slot]) continue;
    const day = days.day(columns.started[slot] as number);
    counts.set(day, (counts.get(day) ?? 0) + 1);
    if (day < first) first = day;
    if (day > last) last = day;
  }
  if (counts.size === 0) return { unit: 'week', buckets: [] };
  const unit = last - first < 60 ? 'day' : last - first < 640 ? 'week' : 'month';
  const sums = new Map<number, number>();
  for (const [day, count] of counts) {
    const start = bucketStart(day, unit, weekStart);
    sums.set(start, (sums.get(start) ?? 0) + count);
  }
  const buckets = [];
  for (let start = bucketStart(first, unit, weekStart); start <= last; start = nextBucket(start, unit))
    buckets.push({ from: dayText(start), count: sums.get(start) ?? 0 });
  return { unit, buckets };
}

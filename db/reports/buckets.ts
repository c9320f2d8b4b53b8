import type { Bucket } from '../../electron/contract/trends.ts';
import { memoBy } from '../index/arrays/memo.ts';
import type { Columns } from '../index/columns/columns.ts';
import { bucketStart, dayColumn, nextBucket } from '../index/columns/local-days.ts';

/** The local buckets of all calls of a state of the store. */
interface LocalBuckets {
  /** First local days of the buckets that hold calls or lie between, ascending. */
  readonly starts: Int32Array;
  /** Index in `starts` of each slot's bucket. */
  readonly of: Int32Array;
}

/** Entries kept per state: a few zones and units are in use at a time. */
const kept = 8;

/** Local day number of each slot: the day on which the call started in `tz`. */
export const callDays = (columns: Columns, tz: string): Int32Array => dayColumn(columns, tz);

/** Buckets of all calls, worked out once per state, zone, week start and unit. */
export const localBuckets = memoBy(
  (columns: Columns, tz: string, weekStart: 0 | 1 | 6, unit: Bucket): LocalBuckets => {
    const day = callDays(columns, tz);
    let first = Number.POSITIVE_INFINITY;
    let last = Number.NEGATIVE_INFINITY;
    for (let slot = 0; slot < day.length; slot++) {
      const value = day[slot] as number;
      if (value < first) first = value;
      if (value > last) last = value;
    }
    const starts: number[] = [];
    const indexOfDay = new Int32Array(day.length === 0 ? 0 : last - first + 1);
    if (day.length > 0) {
      let start = bucketStart(first, unit, weekStart);
      while (start <= last) {
        const next = nextBucket(start, unit);
        indexOfDay.fill(starts.length, Math.max(0, start - first), Math.min(indexOfDay.length, next - first));
        starts.push(start);
        start = next;
      }
    }
    const of = new Int32Array(day.length);
    for (let slot = 0; slot < of.length; slot++)
      of[slot] = indexOfDay[(day[slot] as number) - first] as number;
    return { starts: Int32Array.from(starts), of };
  },
  (tz, weekStart, unit) => `${tz}|${weekStart}|${unit}`,
  kept,
);

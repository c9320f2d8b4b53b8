import { monthsBefore } from '../../electron/contract/query/dates.ts';
import type { Bucket } from '../../electron/contract/trends.ts';
import type { Columns } from '../index/columns/columns.ts';
import { bucketStart, nextBucket } from '../index/columns/local-days.ts';
import { type Axis, larger, maxBuckets } from './axis.ts';
import { callDays } from './buckets.ts';
import type { Groups } from './tally.ts';

/** How far a compared period lies before a report's: in calendar months, or in days. Negative: after it. */
export type Shift = { readonly months: number } | { readonly days: number };

/** Local days, `to` excluded. */
interface Days {
  readonly from: number;
  readonly to: number;
}

/** A stretch of a compared period. */
export interface Stretch extends Days {
  /** The bucket of the report that it lies under; null: none, as for 31 January beside February. */
  readonly under: number | null;
  /** It is shorter than what it is compared with, or that is cut by the report's own dates. */
  readonly cut: boolean;
}

const dayMs = 86_400_000;

/** A day moved back by calendar months; of a month that lacks it, the first day after it. */
export const monthsBack = (day: number, months: number): number =>
  Math.floor(monthsBefore(day * dayMs, months) / dayMs);

const isFirst = (day: number) => new Date(day * dayMs).getUTCDate() === 1;
const monthOf = (day: number) => {
  const date = new Date(day * dayMs);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
};

/** From one day back to another: in months where both begin one, else in days. */
export const shiftBetween = (later: number, earlier: number): Shift =>
  isFirst(later) && isFirst(earlier)
    ? { months: monthOf(later) - monthOf(earlier) }
    : { days: later - earlier };

/**
 * Where the days of a compared period lie under the buckets of a report, by the calendar: months under months whatever their
 * length, days under the same days of their months, weeks under weeks, and after a shift by days each bucket has exactly as many
 * days as the report's. Every day of the period is in one stretch, ascending.
 */
export function overlay(axis: Axis, period: Days, shift: Shift, weekStart: 0 | 1 | 6): Stretch[] {
  const moved = mover(axis, period, shift);
  const found: Stretch[] = [];
  axis.starts.forEach((start, under) => {
    const next = axis.starts[under + 1] ?? axis.end;
    const whole = moved(start, next);
    if (!whole) return;
    const own = moved(Math.max(start, axis.from), Math.min(next, axis.to)) ?? whole;
    // A week that the report's dates cut is compared with a whole one, where the period has it.
    const kept = axis.unit === 'week' && 'months' in shift ? whole : own;
    const from = Math.max(kept.from, period.from);
    const to = Math.min(kept.to, period.to);
    if (from < to) found.push({ from, to, under, cut: from > whole.from || to < whole.to });
  });
  return withRest(found, period, axis.unit, weekStart);
}

/** Moves a bucket's days to those that it is compared with; null where there are none. */
function mover(axis: Axis, period: Days, shift: Shift): (from: number, to: number) => Days | null {
  if ('days' in shift) return (from, to) => ({ from: from - shift.days, to: to - shift.days });
  const { months } = shift;
  if (axis.unit === 'week') {
    // Months have no whole number of weeks: the nearest one.
    const days = 7 * Math.round((axis.from - period.from) / 7);
    return (from, to) => ({ from: from - days, to: to - days });
  }
  if (axis.unit === 'day')
    return (from) => {
      const day = monthsBack(from, months);
      const same = new Date(day * dayMs).getUTCDate() === new Date(from * dayMs).getUTCDate();
      return same ? { from: day, to: day + 1 } : null;
    };
  return (from, to) => ({ from: monthsBack(from, months), to: monthsBack(to, months) });
}

/** Adds the days of a period that lie under nothing, in buckets of their own. */
function withRest(found: readonly Stretch[], period: Days, wanted: Bucket, weekStart: 0 | 1 | 6): Stretch[] {
  const all: Stretch[] = [];
  const rest = (from: number, to: number) => {
    let unit = wanted;
    for (;;) {
      const made: Stretch[] = [];
      for (let at = from; at < to && made.length <= maxBuckets; ) {
        const start = bucketStart(at, unit, weekStart);
        const next = nextBucket(start, unit);
        const end = Math.min(next, to);
        made.push({ from: at, to: end, under: null, cut: at > start || end < next });
        at = end;
      }
      if (made.length <= maxBuckets || unit === 'quarter') {
        all.push(...made);
        return;
      }
      unit = larger[unit];
    }
  };
  let at = period.from;
  for (const stretch of found.toSorted((a, b) => a.from - b.from)) {
    rest(at, stretch.from);
    all.push(stretch);
    at = stretch.to;
  }
  rest(at, period.to);
  return all;
}

/** Which stretch the day of each call lies in; -1 is none. */
export function groupsOf(stretches: readonly Stretch[], columns: Columns, tz: string): Groups {
  const days = callDays(columns, tz);
  const first = stretches[0]?.from ?? 0;
  const last = stretches.at(-1)?.to ?? 0;
  const indexOfDay = new Int32Array(last - first).fill(-1);
  for (const [at, { from, to }] of stretches.entries()) indexOfDay.fill(at, from - first, to - first);
  const values = new Int32Array(days.length);
  for (let slot = 0; slot < values.length; slot++) {
    const day = (days[slot] as number) - first;
    values[slot] = day >= 0 && day < indexOfDay.length ? (indexOfDay[day] as number) : -1;
  }
  return { size: stretches.length, offsets: null, values };
}

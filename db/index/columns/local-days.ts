import { memoBy } from '../arrays/memo.ts';

/** Days since 1970-01-01 and weekday in a time zone. Offsets are asked once per UTC day and exactly around changes. */
interface LocalDays {
  /** Local day number of a moment (UTC ms). */
  day(ms: number): number;
  /** Offset east of UTC in minutes at a moment. */
  offset(ms: number): number;
  /**
   * The offsets in force from `fromMs` to `toMs` (UTC ms): [since when, minutes east of UTC], ascending. The first one begins
   * at `fromMs`.
   */
  offsets(fromMs: number, toMs: number): [number, number][];
}

const cache = new Map<string, LocalDays>();
const dayMs = 86_400_000;

/** Local days of an IANA zone; an unknown zone is read as UTC. */
export function localDays(zone: string): LocalDays {
  const known = cache.get(zone);
  if (known) return known;
  const made = create(zone);
  cache.set(zone, made);
  return made;
}

function create(zone: string): LocalDays {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return { day: (ms) => Math.floor(ms / dayMs), offset: () => 0, offsets: (fromMs) => [[fromMs, 0]] };
  }
  const exact = (ms: number): number => {
    const parts: Record<string, number> = {};
    for (const part of format.formatToParts(ms)) parts[part.type] = Number(part.value);
    const local = Date.UTC(
      parts['year'] ?? 1970,
      (parts['month'] ?? 1) - 1,
      parts['day'] ?? 1,
      parts['hour'] ?? 0,
      parts['minute'] ?? 0,
      parts['second'] ?? 0,
    );
    return Math.round((local - Math.floor(ms / 1000) * 1000) / 60_000);
  };
  const atMidnight = new Map<number, number>();
  const midnight = (day: number): number => {
    const found = atMidnight.get(day);
    if (found !== undefined) return found;
    const value = exact(day * dayMs);
    atMidnight.set(day, value);
    return value;
  };
  const offset = (ms: number): number => {
    const day = Math.floor(ms / dayMs);
    const before = midnight(day);
    return before === midnight(day + 1) ? before : exact(ms);
  };
  const offsets = (fromMs: number, toMs: number): [number, number][] => {
    const found: [number, number][] = [[fromMs, exact(fromMs)]];
    for (let at = fromMs; at < toMs; ) {
      const until = Math.min(at + offsetStepMs, toMs);
      const before = (found.at(-1) as [number, number])[1];
      if (exact(until) !== before) {
        // Clocks change on a full second.
        let [low, high] = [Math.floor(at / 1000), Math.ceil(until / 1000)];
        while (high - low > 1) {
          const middle = Math.floor((low + high) / 2);
          if (exact(middle * 1000) === before) low = middle;
          else high = middle;
        }
        found.push([high * 1000, exact(high * 1000)]);
        // There may be another change before `until`.
        at = high * 1000;
      } else at = until;
    }
    return found;
  };
  return { offset, offsets, day: (ms) => Math.floor((ms + offset(ms) * 60_000) / dayMs) };
}

/** No zone put its clocks forth and back within so few days (Recife, October 2000: seven). */
const offsetStepMs = 5 * dayMs;

/**
 * The moments (UTC ms, from inclusive, to exclusive) between which local days `from` … `to` ('YYYY-MM-DD', both included) of a
 * zone lie; null stays open. Days have 23 or 25 hours where clocks change, begin later where midnight is skipped, and a day
 * that the zone left out has no moment.
 */
export function localDayRange(
  from: string | null,
  to: string | null,
  zone: string,
): { readonly fromMs: number | null; readonly toMs: number | null } {
  const days = localDays(zone);
  /** Stretches of one offset around a day's midnight in whatever zone. */
  const around = (day: number) => {
    const [begin, end] = [(day - 2) * dayMs, (day + 2) * dayMs];
    const found = days.offsets(begin, end);
    return found.map(([since, minutes], at) => ({
      since: at === 0 ? Number.NEGATIVE_INFINITY : since,
      until: found[at + 1]?.[0] ?? Number.POSITIVE_INFINITY,
      midnight: day * dayMs - minutes * 60_000,
    }));
  };
  // The first moment that is of that day or a later one.
  const beginning = (day: number) =>
    Math.min(
      ...around(day).flatMap(({ since, until, midnight }) =>
        midnight < until ? [Math.max(since, midnight)] : [],
      ),
    );
  // The moment after the last one that is of an earlier day: clocks that go back over midnight have some of it twice.
  const ending = (day: number) =>
    Math.max(
      ...around(day).flatMap(({ since, until, midnight }) =>
        midnight > since ? [Math.min(until, midnight)] : [],
      ),
    );
  return {
    fromMs: from === null ? null : beginning(dayNumber(from)),
    toMs: to === null ? null : ending(dayNumber(to) + 1),
  };
}

type Dated = { readonly size: number; readonly started: Float64Array };

/** Local day of each slot, made once per columns and zone. */
export const dayColumn = memoBy((columns: Dated, zone: string): Int32Array => {
  const days = localDays(zone);
  const made = new Int32Array(columns.size);
  // Calls come by time: most have the offset of the call before, at whose UTC day it does not change.
  let utcDay = Number.NaN;
  let steady = false;
  let shiftMs = 0;
  for (let slot = 0; slot < made.length; slot++) {
    const ms = columns.started[slot] as number;
    const day = Math.floor(ms / dayMs);
    if (day !== utcDay) {
      utcDay = day;
      const minutes = days.offset(day * dayMs);
      steady = minutes === days.offset((day + 1) * dayMs);
      shiftMs = minutes * 60_000;
    }
    made[slot] = steady ? Math.floor((ms + shiftMs) / dayMs) : days.day(ms);
  }
  return made;
});

/** 'YYYY-MM-DD' of a day number. */
export const dayText = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);
/** Day number of 'YYYY-MM-DD'. */
export const dayNumber = (text: string): number => Math.floor(Date.parse(`${text}T00:00:00Z`) / dayMs);
/** Weekday of a day number: 0 Monday … 6 Sunday (1970-01-01 was a Thursday). */
export const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7;

/** First day of the bucket a day lies in. `weekStart`: 1 Monday, 0 Sunday, 6 Saturday. */
export function bucketStart(
  day: number,
  unit: 'day' | 'week' | 'month' | 'quarter',
  weekStart: 0 | 1 | 6,
): number {
  if (unit === 'day') return day;
  if (unit === 'week') {
    const first = (weekStart + 6) % 7;
    return day - ((weekdayOf(day) - first + 7) % 7);
  }
  const date = new Date(day * dayMs);
  const month = unit === 'month' ? date.getUTCMonth() : Math.floor(date.getUTCMonth() / 3) * 3;
  return Math.floor(Date.UTC(date.getUTCFullYear(), month, 1) / dayMs);
}

/** First day of the bucket after the one that starts at `start`. */
export function nextBucket(start: number, unit: 'day' | 'week' | 'month' | 'quarter'): number {
  if (unit === 'day') return start + 1;
  if (unit === 'week') return start + 7;
  const date = new Date(start * dayMs);
  return Math.floor(
    Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + (unit === 'month' ? 1 : 3), 1) / dayMs,
  );
}

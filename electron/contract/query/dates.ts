/** A stretch of local days: from the first day, up to and excluding the last ('YYYY-MM-DD'). */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

type Unit = 'day' | 'week' | 'month' | 'quarter' | 'year';

/** What a date in a query means, before "today" is known. */
export type DateSpec =
  | { readonly kind: 'day'; readonly year: number; readonly month: number; readonly day: number }
  | { readonly kind: 'month'; readonly year: number; readonly month: number }
  | { readonly kind: 'quarter'; readonly year: number; readonly quarter: number }
  | { readonly kind: 'year'; readonly year: number }
  | {
      readonly kind: 'relative';
      readonly unit: Unit;
      readonly offset: number;
    }
  /** So many days, weeks, months … up to and including today. */
  | { readonly kind: 'last'; readonly unit: Unit; readonly count: number }
  | { readonly kind: 'range'; readonly from: DateSpec; readonly to: DateSpec };

/** Reads a moment, UTC: `2026-11-25T13:04Z`, to the millisecond at most. UTC ms; null when it is none. */
export function parseMoment(raw: string): number | null {
  const text = raw.trim().toUpperCase();
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?Z$/.test(text)) return null;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : ms;
}

/** Reads a date of the query grammar; null when it is none. */
export function parseDateText(raw: string): DateSpec | null {
  const text = raw.trim().toLowerCase();
  const between = /^(.+?)\.\.(.+)$/.exec(text);
  if (between) {
    const from = parseDateText(between[1] as string);
    const to = parseDateText(between[2] as string);
    return from && to && from.kind !== 'range' && to.kind !== 'range' ? { kind: 'range', from, to } : null;
  }
  const day = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  if (day) {
    const [year, month, date] = [Number(day[1]), Number(day[2]), Number(day[3])];
    const real = new Date(Date.UTC(year, month - 1, date));
    return year >= 1970 && real.getUTCMonth() === month - 1 && real.getUTCDate() === date
      ? { kind: 'day', year, month, day: date }
      : null;
  }
  const month = /^(\d{4})-(\d{1,2})$/.exec(text);
  if (month)
    return Number(month[2]) >= 1 && Number(month[2]) <= 12 && Number(month[1]) >= 1970
      ? { kind: 'month', year: Number(month[1]), month: Number(month[2]) }
      : null;
  const quarter = /^(\d{4})-?q([1-4])$/.exec(text);
  if (quarter)
    return Number(quarter[1]) >= 1970
      ? { kind: 'quarter', year: Number(quarter[1]), quarter: Number(quarter[2]) }
      : null;
  if (/^(19[7-9]|2\d\d)\d$/.test(text)) return { kind: 'year', year: Number(text) };
  if (text === 'today') return { kind: 'relative', unit: 'day', offset: 0 };
  if (text === 'yesterday') return { kind: 'relative', unit: 'day', offset: -1 };
  const relative = /^(this|last|previous)-(week|month|quarter|year)$/.exec(text);
  if (relative)
    return { kind: 'relative', unit: relative[2] as 'week', offset: relative[1] === 'this' ? 0 : -1 };
  const last = /^last-([1-9]\d{0,3})-(day|week|month|quarter|year)s?$/.exec(text);
  return last ? { kind: 'last', unit: last[2] as Unit, count: Number(last[1]) } : null;
}

// Later days have years of five digits, which nothing that compares days as texts expects.
const lastDayMs = Date.UTC(9999, 11, 31);
const iso = (ms: number) => new Date(Math.min(ms, lastDayMs)).toISOString().slice(0, 10);
const utc = (year: number, month: number, day: number) => Date.UTC(year, month, day);
const monthsIn = { month: 1, quarter: 3, year: 12 } as const;

/**
 * The day (UTC ms of its midnight) so many months before another one. A month that has no such day gives the first day after it:
 * as the end of a stretch that lies between two months, as a beginning the first day that there is.
 */
export function monthsBefore(dayMs: number, months: number): number {
  const date = new Date(dayMs);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() - months];
  return Math.min(utc(year, month, date.getUTCDate()), utc(year, month + 1, 1));
}

/** The days a date means, given today's local day and the first day of the week (1 Monday, 0 Sunday, 6 Saturday). */
export function resolveDate(spec: DateSpec, today: string, weekStart: 0 | 1 | 6): DayRange {
  const [y, m, d] = today.split('-').map(Number) as [number, number, number];
  switch (spec.kind) {
    case 'day':
      return {
        from: iso(utc(spec.year, spec.month - 1, spec.day)),
        to: iso(utc(spec.year, spec.month - 1, spec.day + 1)),
      };
    case 'month':
      return { from: iso(utc(spec.year, spec.month - 1, 1)), to: iso(utc(spec.year, spec.month, 1)) };
    case 'quarter':
      return {
        from: iso(utc(spec.year, spec.quarter * 3 - 3, 1)),
        to: iso(utc(spec.year, spec.quarter * 3, 1)),
      };
    case 'year':
      return { from: iso(utc(spec.year, 0, 1)), to: iso(utc(spec.year + 1, 0, 1)) };
    case 'last': {
      const { unit, count } = spec;
      const end = utc(y, m - 1, d + 1);
      const begin =
        unit === 'day' || unit === 'week'
          ? utc(y, m - 1, d + 1 - count * (unit === 'week' ? 7 : 1))
          : monthsBefore(end, count * monthsIn[unit]);
      // The grammar has no days before 1970; no call lies there.
      return { from: iso(Math.max(0, begin)), to: iso(end) };
    }
    case 'range':
      return {
        from: resolveDate(spec.from, today, weekStart).from,
        to: resolveDate(spec.to, today, weekStart).to,
      };
    case 'relative': {
      if (spec.unit === 'day')
        return { from: iso(utc(y, m - 1, d + spec.offset)), to: iso(utc(y, m - 1, d + spec.offset + 1)) };
      if (spec.unit === 'week') {
        const back = (new Date(utc(y, m - 1, d)).getUTCDay() - weekStart + 7) % 7;
        return {
          from: iso(utc(y, m - 1, d - back + 7 * spec.offset)),
          to: iso(utc(y, m - 1, d - back + 7 * (spec.offset + 1))),
        };
      }
      if (spec.unit === 'month')
        return { from: iso(utc(y, m - 1 + spec.offset, 1)), to: iso(utc(y, m + spec.offset, 1)) };
      if (spec.unit === 'quarter') {
        const first = Math.floor((m - 1) / 3) * 3 + 3 * spec.offset;
        return { from: iso(utc(y, first, 1)), to: iso(utc(y, first + 3, 1)) };
      }
      return { from: iso(utc(y + spec.offset, 0, 1)), to: iso(utc(y + spec.offset + 1, 0, 1)) };
    }
  }
}

/** Days of reading on which "this" and "last" differ most: a range that is reversed on all of them is a mistake. */
const someDays = ['2026-01-01', '2026-01-31', '2026-04-16', '2026-12-31', '2400-02-29'];

/** Whether a date is a range that ends before it begins, on whatever day it is read; an open question counts as no. */
export function isReversed(spec: DateSpec): boolean {
  return (
    spec.kind === 'range' &&
    someDays.every((today) => {
      const { from, to } = resolveDate(spec, today, 1);
      return from >= to && from < iso(lastDayMs);
    })
  );
}

import type { Comparison } from '../../electron/contract/trends.ts';
import { nextBucket } from '../search/local-days.ts';
import { daysOf } from './axis.ts';
import { and, type Base, clausesOf, dateClauses, openBase, withoutDates, written } from './base.ts';

/** A base to compare with, or why there is none. */
export type Compared = { readonly base: Base; readonly label: string } | { readonly note: string };

const dayMs = 86_400_000;
const dayOf = (year: number, month: number, day: number) => Math.floor(Date.UTC(year, month, day) / dayMs);

/** The days of a period moved back by a number of months; the last days of a longer month fall on its end. */
function monthsBack(day: number, months: number): number {
  const date = new Date(day * dayMs);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() - months];
  return Math.min(
    dayOf(year, month, date.getUTCDate()),
    dayOf(year, month + 1, 1) - (date.getUTCDate() === 1 ? 0 : 1),
  );
}

/** The period before one: the calendar month, quarter or year before, else as many days. */
export function periodBefore(from: number, to: number): { readonly from: number; readonly to: number } {
  const start = new Date(from * dayMs);
  if (start.getUTCDate() === 1) {
    for (const [unit, months] of [
      ['month', 1],
      ['quarter', 3],
    ] as const)
      if (nextBucket(from, unit) === to) return { from: monthsBack(from, months), to: from };
    if (start.getUTCMonth() === 0 && dayOf(start.getUTCFullYear() + 1, 0, 1) === to)
      return { from: monthsBack(from, 12), to: from };
  }
  return { from: from - (to - from), to: from };
}

/** The calls a report is compared with. */
export function comparedBase(base: Base, comparison: Comparison): Compared {
  const { db, store, where } = base;
  if (comparison.kind === 'query') {
    const nodes = clausesOf(comparison.q);
    const dated = nodes.some((node) => node.kind === 'date');
    const dates = dated ? '' : dateClauses(base.range.from, base.range.to);
    return {
      base: openBase(db, store, and(written(nodes), dates), where),
      label: comparison.name?.trim() || comparison.q.trim() || 'all calls',
    };
  }
  const { range } = base;
  if (range.from === null)
    return {
      note: 'Choose a period with a beginning: without one there is nothing before it to compare with.',
    };
  const last = daysOf(base)?.last ?? base.today;
  const to = range.to ?? Math.max(base.today, last) + 1;
  if (to <= range.from) return { note: 'The period has no days, so there is nothing to compare with.' };
  const period =
    comparison.kind === 'year'
      ? { from: monthsBack(range.from, 12), to: monthsBack(to, 12) }
      : periodBefore(range.from, to);
  if (period.from < 0) return { note: 'There are no calls before 1970 to compare with.' };
  return {
    base: openBase(
      db,
      store,
      and(written(withoutDates(base.nodes)), dateClauses(period.from, period.to)),
      where,
    ),
    label: comparison.kind === 'year' ? 'a year before' : 'previous period',
  };
}

import type { Comparison } from '../../electron/contract/trends.ts';
import { daysOf } from './axis.ts';
import { and, type Base, dateClauses, openBase, parseReportQuery, withoutDates, written } from './base.ts';
import { monthsBack, type Shift, shiftBetween } from './overlay.ts';

/** A base to compare with and how far before the report's it lies, or why there is none. */
export type Compared =
  | { readonly base: Base; readonly label: string; readonly shift: Shift }
  | { readonly note: string };

/** The period before one: as many whole calendar months (so quarters and years) where it is made of such, else as many days. */
export function periodBefore(
  from: number,
  to: number,
): { readonly from: number; readonly to: number; readonly shift: Shift } {
  const shift = shiftBetween(to, from);
  return 'months' in shift
    ? { from: monthsBack(from, shift.months), to: from, shift }
    : { from: from - shift.days, to: from, shift };
}

/** The calls a report is compared with. */
export function comparedBase(base: Base, comparison: Comparison): Compared {
  const { db, store, where } = base;
  if (comparison.kind === 'query') {
    const { nodes } = parseReportQuery(comparison.q);
    const dated = nodes.some((node) => node.kind === 'date');
    const dates = dated ? '' : dateClauses(base.range.from, base.range.to);
    const compared = openBase(db, store, and(written(nodes), dates), where);
    const begin = compared.range.from;
    return {
      base: compared,
      label: comparison.name?.trim() || comparison.q.trim() || 'all calls',
      // Another period begins where the report does; without one of its own, its days lie under the same days.
      shift:
        dated && begin !== null && base.range.from !== null
          ? shiftBetween(base.range.from, begin)
          : { days: 0 },
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
      ? { from: monthsBack(range.from, 12), to: monthsBack(to, 12), shift: { months: 12 } }
      : periodBefore(range.from, to);
  if (period.to <= period.from)
    return { note: 'The year before had no 29 February, so there is nothing to compare with.' };
  if (period.from < 0) return { note: 'There are no calls before 1970 to compare with.' };
  return {
    base: openBase(
      db,
      store,
      and(written(withoutDates(base.nodes)), dateClauses(period.from, period.to)),
      where,
    ),
    label: comparison.kind === 'year' ? 'a year before' : 'previous period',
    shift: period.shift,
  };
}

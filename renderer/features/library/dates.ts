import type { Node } from '../../../electron/contract/query/ast.ts';
import { type DayRange, parseDateText, resolveDate } from '../../../electron/contract/query/dates.ts';
import { clauses } from '../../../electron/contract/query/edit.ts';

/** The days that a query's own date clauses leave (from inclusive, to exclusive); null where it has none. */
export function chosenDays(q: string, today: string, weekStart: 0 | 1 | 6): DayRange | null {
  let range: DayRange | null = null;
  const narrow = (from: string, to: string) => {
    range = {
      from: range && range.from > from ? range.from : from,
      to: range && range.to < to ? range.to : to,
    };
  };
  for (const { node } of clauses(q)) {
    const days = daysOf(node, today, weekStart);
    if (days) narrow(days.from, days.to);
  }
  return range;
}

function daysOf(node: Node, today: string, weekStart: 0 | 1 | 6): DayRange | null {
  if (node.kind !== 'date') return null;
  const spec = parseDateText(node.text);
  if (!spec) return null;
  const { from, to } = resolveDate(spec, today, weekStart);
  if (node.field === 'after') return { from, to: '9999-12-31' };
  if (node.field === 'before') return { from: '0000-01-01', to: from };
  return { from, to };
}

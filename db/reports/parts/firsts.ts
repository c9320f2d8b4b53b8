import type { FirstsReport } from '../../../electron/contract/trends.ts';
import { percent } from '../../../electron/contract/units.ts';
import type { ColumnStore } from '../../index/columns/columns.ts';
import { dayText } from '../../index/columns/local-days.ts';
import { wilson } from '../../index/figures/wilson.ts';
import type { Db } from '../../store/open.ts';
import { and, dateClauses, valueClause, withoutDates, written } from '../base.ts';
import { callDays } from '../buckets.ts';
import { facetGroups } from '../facet-groups.ts';
import { mentioningMask } from '../occurrences.ts';
import { type OneSeries, openOne } from '../series.ts';
import { leftOut, namesake, number, shownRows, tableOf } from './cells.ts';
import type { Part } from './part.ts';

/** Which call it came up in is told up to the fifth; then it is a later one. */
const toldCalls = 5;
/** Rows of an exported table at most; the rest is said to be left out. */
const exportedRows = 10_000;

/** Accounts by their first mention of a series, latest first. Throws 'trends/unknown-tracker', 'trends/query-too-long'. */
function firstsReport(
  db: Db,
  store: ColumnStore,
  input: OneSeries & { readonly limit: number },
): FirstsReport {
  const { base, series, ms } = openOne(db, store, input);
  const has = mentioningMask(base, series);
  const { labels, values } = facetGroups(base, 'account');
  const { mask, columns } = base;
  const { started } = columns;
  const days = callDays(columns, input.tz);
  const known = new Int32Array(labels.length);
  const mentioning = new Int32Array(labels.length);
  const nth = new Int32Array(labels.length);
  const first = new Int32Array(labels.length).fill(-1);
  const onDay = new Int32Array(labels.length);
  /** Known calls before those of the newest moment seen: calls of one moment come in no order. */
  const before = new Int32Array(labels.length);
  const newest = new Float64Array(labels.length).fill(Number.NEGATIVE_INFINITY);
  // Slots come newest first.
  for (let slot = mask.length - 1; slot >= 0; slot--) {
    const group = values[slot] as number;
    if (mask[slot] === 0 || series.known[slot] === 0 || group === labels.length) continue;
    if ((started[slot] as number) > (newest[group] as number)) {
      newest[group] = started[slot] as number;
      before[group] = known[group] as number;
    }
    known[group]!++;
    if (has[slot] === 0) continue;
    if (first[group] === -1) {
      first[group] = slot;
      nth[group] = (before[group] as number) + 1;
    }
    mentioning[group]!++;
    if (days[slot] === days[first[group] as number]) onDay[group]!++;
  }
  const found = [...first.keys()].filter((group) => first[group] !== -1);
  const byCall = Array.from({ length: toldCalls + 1 }, () => 0);
  for (const group of found) byCall[Math.min(nth[group] as number, toldCalls + 1) - 1]!++;
  found.sort(
    (a, b) =>
      (first[a] as number) - (first[b] as number) || ((labels[a] as string) < (labels[b] as string) ? -1 : 1),
  );
  const accounts = known.reduce((sum, calls) => sum + Math.sign(calls), 0);
  const band = accounts > 0 ? wilson(found.length, accounts) : null;
  const text = written([...base.nodes, ...series.nodes]);
  const undated = written([...withoutDates(base.nodes), ...series.nodes]);
  return {
    accounts,
    mentioning: found.length,
    share: accounts > 0 ? found.length / accounts : null,
    low: band?.low ?? null,
    high: band?.high ?? null,
    byCall,
    rows: found.slice(0, input.limit).map((group) => {
      const account = labels[group] as string;
      const day = days[first[group] as number] as number;
      const clause = valueClause('account', account);
      return {
        account,
        known: known[group] as number,
        mentioning: mentioning[group] as number,
        day: dayText(day),
        onDay: onDay[group] as number,
        nth: nth[group] as number,
        q: and(text, clause),
        dayQ: and(undated, clause, dateClauses(day, day + 1)),
      };
    }),
    ms: ms(),
  };
}

export const firsts: Part<'firsts'> = {
  report: firstsReport,
  table(db, store, request) {
    const { rows, mentioning } = firstsReport(db, store, { ...request, limit: exportedRows });
    return {
      ...tableOf(rows, [
        ['account', (row) => row.account],
        ['first mention', (row) => row.day],
        ['at call', (row) => row.nth],
        ...namesake('known', 'mentioning'),
        ['query', (row) => row.q],
        ['query of that day', (row) => row.dayQ],
      ]),
      ...leftOut(rows.length, mentioning, 'accounts'),
    };
  },
  chart(db, store, request) {
    const report = firstsReport(db, store, { ...request, limit: shownRows });
    const { accounts, mentioning, share, byCall, rows } = report;
    return {
      sentence:
        share === null
          ? 'None of these calls is of an account.'
          : `It came up with ${number(mentioning)} of ${number(accounts)} accounts (${percent(share)}); with ${number(byCall[0] ?? 0)} of them in the first call.`,
      drawing: {
        kind: 'columns',
        columns: byCall.map((count, at) => ({
          label: at < toldCalls ? `call ${at + 1}` : 'later',
          parts: [count],
        })),
      },
      ...tableOf(rows, [
        ['Account', (row) => row.account],
        ['First mention', (row) => row.day],
        ['At call', (row) => row.nth],
        ['Mentioning', (row) => row.mentioning],
        ['Calls', (row) => row.known],
      ]),
    };
  },
};

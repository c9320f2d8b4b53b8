import { isolate } from '../../../electron/contract/direction.ts';
import type { Rows, StageRow } from '../../../electron/contract/trends.ts';
import { memo } from '../../index/arrays/memo.ts';
import type { ColumnStore } from '../../index/columns/columns.ts';
import type { Db } from '../../store/open.ts';
import { and, written } from '../base.ts';
import { type FacetGroups, facetGroups } from '../facet-groups.ts';
import { type OneSeries, openOne } from '../series.ts';
import { type Groups, smallSample, tally } from '../tally.ts';
import { groupClause } from './breakdown.ts';
import { namesake, ranked, round, shareBar, shareText, tableOf } from './cells.ts';
import type { Part } from './part.ts';

/** Calls by both; worked out once per state of the store. */
const pairsOf = memo((then: FacetGroups, now: FacetGroups): Groups => {
  const values = new Int32Array(then.values.length);
  for (let slot = 0; slot < values.length; slot++)
    values[slot] = (then.values[slot] as number) * now.size + (now.values[slot] as number);
  return { size: then.size * now.size, offsets: null, values };
});

/** A series by the stage at the time of the call and the stage now, pairs with most calls first. */
export function stagesReport(db: Db, store: ColumnStore, input: OneSeries): Rows<StageRow> {
  const { base, series, ms } = openOne(db, store, input);
  const then = facetGroups(base, 'stage@call');
  const now = facetGroups(base, 'stage');
  const sums = tally(base, series, pairsOf(then, now));
  const text = written([...base.nodes, ...series.nodes]);
  const rows: StageRow[] = [];
  for (let pair = 0; pair < sums.calls.length; pair++) {
    const calls = sums.calls[pair] as number;
    if (calls === 0) continue;
    const [before, after] = [Math.floor(pair / now.size), pair % now.size];
    const clauses = [groupClause(then, 'stage@call', before), groupClause(now, 'stage', after)];
    if (clauses.includes(null)) continue;
    const known = sums.known[pair] as number;
    const mentioning = sums.mentioning[pair] as number;
    rows.push({
      atCall: then.labels[before] ?? null,
      now: now.labels[after] ?? null,
      calls,
      known,
      mentioning,
      share: known > 0 ? mentioning / known : null,
      small: known < smallSample,
      q: and(text, ...(clauses as string[])),
    });
  }
  const labels = (row: StageRow) => `${row.atCall ?? ''}\u0000${row.now ?? ''}`;
  rows.sort((a, b) => b.calls - a.calls || b.mentioning - a.mentioning || (labels(a) < labels(b) ? -1 : 1));
  return { rows, ms: ms() };
}

export const stages: Part<'stages'> = {
  report: stagesReport,
  table: (db, store, request) =>
    tableOf(stagesReport(db, store, request).rows, [
      ['stage at call time', (row) => row.atCall ?? 'none'],
      ['stage now', (row) => row.now ?? 'none'],
      ...namesake('calls', 'known', 'mentioning'),
      ['share', (row) => round(row.share)],
      ['query', (row) => row.q],
    ]),
  chart: (db, store, request) =>
    ranked(
      stagesReport(db, store, request).rows,
      (row) => shareBar(`${isolate(row.atCall ?? 'none')} → ${isolate(row.now ?? 'none')}`, row),
      [
        ['Stage at call time', (row) => row.atCall ?? 'none'],
        ['Stage now', (row) => row.now ?? 'none'],
        ['Calls', (row) => row.known],
        ['Mentioning', (row) => row.mentioning],
        ['Share', (row) => shareText(row.share)],
      ],
    ),
};

import type { StageRow } from '../../electron/contract/trends.ts';
import type { Db } from '../open.ts';
import type { ColumnStore } from '../search/columns.ts';
import { and, openBase, written } from './base.ts';
import { groupClause } from './breakdown.ts';
import { facetGroups } from './facet-groups.ts';
import { type OneSeries, openSeries } from './series.ts';
import { smallSample, tally } from './tally.ts';

/** A series by the stage at the time of the call and the stage now, pairs with most calls first. */
export function stagesReport(
  db: Db,
  store: ColumnStore,
  input: OneSeries,
): { readonly rows: readonly StageRow[]; readonly ms: number } {
  const begin = performance.now();
  const base = openBase(db, store, input.q, input);
  const series = openSeries(base, input.series);
  const then = facetGroups(base, 'stage@call');
  const now = facetGroups(base, 'stage');
  const values = then.values.map((group, slot) => group * now.size + (now.values[slot] as number));
  const sums = tally(base, series, { size: then.size * now.size, offsets: null, values });
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
  rows.sort((a, b) => b.calls - a.calls || b.mentioning - a.mentioning);
  return { rows, ms: performance.now() - begin };
}

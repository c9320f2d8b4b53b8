import { EarshotError } from '../../electron/contract/errors.ts';
import type { Node } from '../../electron/contract/query/ast.ts';
import type { ReportSeries, SeriesRef } from '../../electron/contract/trends.ts';
import { memo } from '../index/arrays/memo.ts';
import { type ColumnStore, type Columns, flag } from '../index/columns/columns.ts';
import { type SlottedFigures, type StoredTracker, trackerStore } from '../index/figures/tracker-store.ts';
import type { Mask, QueryContext } from '../search/match.ts';
import type { Db } from '../store/open.ts';
import { type Base, openBase, type ParsedQuery, valueNode } from './base.ts';
import { definitionOf } from './definition.ts';

/** What a report about one series is asked. */
export interface OneSeries extends QueryContext {
  readonly q: string;
  readonly series: SeriesRef;
}

/** What is counted over a base. */
export interface Series {
  readonly ref: SeriesRef;
  readonly name: string;
  readonly type: ReportSeries['type'];
  /** Clauses that select its mentioning calls. */
  readonly nodes: readonly Node[];
  /** The query that is counted; null for a tracker. */
  readonly query: ParsedQuery | null;
  readonly tracker: StoredTracker | null;
  /** Figures of a tracker; null for a query. */
  readonly block: SlottedFigures | null;
  /** Calls of a query; null for a tracker. */
  readonly mask: Mask | null;
  /** By slot: 1 where the series can be told. */
  readonly known: Uint8Array;
  /** By slot: 0 where it cannot be told, 1 where it can, 3 where its occurrences are listed too. */
  readonly states: Uint8Array;
  readonly definition: string;
}

const knownEverywhere = ({ columns }: Base): Uint8Array => everywhere(columns);
const everywhere = memo(({ size }: Columns) => new Uint8Array(size).fill(1));

/** By slot: 1 where there is a transcript. */
export const withTranscript = ({ columns }: Base): Uint8Array => transcripts(columns);
const transcripts = memo(({ flags, size }: Columns) => {
  const known = new Uint8Array(size);
  for (let slot = 0; slot < size; slot++) known[slot] = (flags[slot] as number) & flag.transcript ? 1 : 0;
  return known;
});

/** By slot: 3 where there is a transcript: there all that a tracker of mine finds is listed. */
const statesOfMine = ({ columns }: Base): Uint8Array => spoken(columns);
const spoken = memo((columns: Columns) => transcripts(columns).map((known) => known * 3));

function unknownTracker(): EarshotError {
  return new EarshotError({
    code: 'trends/unknown-tracker',
    message: 'This tracker is not in the store.',
    nextStep: 'Choose another one; it was removed, or a sync no longer brings it.',
  });
}

/** Opens a series over a base. Throws 'trends/unknown-tracker'. */
export function openSeries(base: Base, ref: SeriesRef): Series {
  if (ref.kind === 'query') {
    const query = openBase(base.db, base.store, ref.q, base.where);
    const known = knownEverywhere(base);
    return {
      ref,
      name: ref.name?.trim() || ref.q.trim() || 'All calls',
      type: 'QUERY',
      nodes: query.nodes,
      query,
      tracker: null,
      block: null,
      mask: query.mask,
      known,
      states: known,
      definition: `Calls that the query “${ref.q.trim()}” finds.`,
    };
  }
  const store = trackerStore(base.db, base.store);
  const tracker = store.find(ref.key);
  if (!tracker) throw unknownTracker();
  return {
    ref,
    name: tracker.name,
    type: tracker.type,
    nodes: [valueNode('tracker', tracker.name)],
    query: null,
    tracker,
    block: store.block(tracker),
    mask: null,
    ...(tracker.type === 'MINE'
      ? { known: withTranscript(base), states: statesOfMine(base) }
      : { known: store.coverage().trackers, states: store.coverage().states }),
    definition: definitionOf(base.db, tracker),
  };
}

/** Opens the one series of a question; `ms()`: how long ago that was. Throws 'trends/unknown-tracker'. */
export function openOne(db: Db, store: ColumnStore, input: OneSeries) {
  const begin = performance.now();
  const base = openBase(db, store, input.q, input);
  return { base, series: openSeries(base, input.series), ms: () => performance.now() - begin };
}

import type { Node } from '../../electron/contract/query/ast.ts';
import { explainNode } from '../../electron/contract/query/explain.ts';
import type { Comparison, ReportFooter } from '../../electron/contract/trends.ts';
import { memo } from '../index/arrays/memo.ts';
import { type Coverage, occurrencesSinceMs, trackerStore } from '../index/figures/tracker-store.ts';
import { prepared } from '../store/statements.ts';
import { lastSyncMs } from '../sync/sync.ts';
import { and, type Base, parseReportQuery, written } from './base.ts';
import { type Series, withTranscript } from './series.ts';

/** What the footer counts of a call, a bit each. */
const bits = { withTranscript: 1, withTrackers: 2, withOccurrences: 4, before2023: 8, internal: 16 } as const;
const names = Object.keys(bits) as (keyof typeof bits)[];

/** The bits of every slot, worked out once per state of the store. */
const bitsOf = (base: Base): Uint8Array => {
  const coverage = trackerStore(base.db, base.store).coverage();
  return bitsIn(coverage.states, base, coverage);
};

const bitsIn = memo((_states: Uint8Array, base: Base, coverage: Coverage): Uint8Array => {
  const { columns, store } = base;
  const transcript = withTranscript(base);
  // The grammar's value `Internal` in whatever case Gong writes it.
  const internalCodes = store.dictionaries.scope.matching('Internal', true);
  const internal = Uint8Array.from(store.dictionaries.scope.labels, (_, code) =>
    internalCodes.has(code) ? bits.internal : 0,
  );
  const scope = columns.single.scope;
  const made = new Uint8Array(columns.size);
  for (let slot = 0; slot < made.length; slot++)
    made[slot] =
      (transcript[slot] as number) * bits.withTranscript +
      (coverage.trackers[slot] as number) * bits.withTrackers +
      (coverage.listed[slot] as number) * bits.withOccurrences +
      ((columns.started[slot] as number) < occurrencesSinceMs ? bits.before2023 : 0) +
      (internal[scope[slot] as number] ?? 0);
  return made;
});

function asksForWords(node: Node): boolean {
  if (node.kind === 'and' || node.kind === 'or') return node.nodes.some(asksForWords);
  if (node.kind === 'not') return asksForWords(node.node);
  return node.kind === 'word' || node.kind === 'phrase' || node.kind === 'near';
}

/** What every figure of some series over a base was computed from. */
export function footerOf(base: Base, series: readonly Series[], compare: Comparison | null): ReportFooter {
  const { mask } = base;
  const of = bitsOf(base);
  const combinations = new Int32Array(1 << names.length);
  for (let slot = 0; slot < mask.length; slot++) combinations[of[slot] as number]! += mask[slot] as number;
  const counts = { withTranscript: 0, withTrackers: 0, withOccurrences: 0, before2023: 0, internal: 0 };
  combinations.forEach((count, combination) => {
    for (const name of names) if (combination & bits[name]) counts[name] += count;
  });
  const hidden = prepared(base.db, 'SELECT count(*) FROM call WHERE hidden > 0 AND is_private = 1')
    .pluck()
    .get() as number;
  const queries = [
    base,
    ...series.flatMap(({ query }) => query ?? []),
    ...(compare?.kind === 'query' ? [parseReportQuery(compare.q)] : []),
  ];
  return {
    definitions: series.map((one) => one.definition),
    filters: explainNode(base.plan.root),
    denominator: base.count,
    ...counts,
    externalQ: and(written(base.nodes), '-scope:"Internal"'),
    privateHidden: hidden,
    unindexed: queries.some(({ nodes }) => nodes.some(asksForWords)) ? base.store.words().unindexed : 0,
    problems: [...new Map(queries.map(({ q, plan }) => [q, plan]))].flatMap(([q, { problems }]) =>
      problems.map((problem) => ({ ...problem, q })),
    ),
    tz: base.where.tz,
    lastSyncMs: lastSyncMs(base.db),
  };
}

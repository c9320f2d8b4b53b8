import { explainNode } from '../../electron/contract/query/explain.ts';
import type { ReportFooter } from '../../electron/contract/trends.ts';
import { planQuery } from '../search/plan.ts';
import { prepared } from '../statements.ts';
import { lastSyncMs } from '../sync.ts';
import { and, type Base, written } from './base.ts';
import { withTranscript } from './series.ts';
import { occurrencesSinceMs, trackerStore } from './tracker-store.ts';

/** What every figure over a base was computed from. */
export function footerOf(base: Base, q: string, definitions: readonly string[]): ReportFooter {
  const { mask, columns, store } = base;
  const transcript = withTranscript(base);
  const coverage = trackerStore(base.db, store).coverage();
  // The grammar's value `Internal` in whatever case Gong writes it.
  const internalCodes = store.dictionaries.scope.matching('Internal', true);
  const scope = columns.single.scope;
  const counts = { withTranscript: 0, withTrackers: 0, withOccurrences: 0, before2023: 0, internal: 0 };
  for (let slot = 0; slot < mask.length; slot++) {
    if (mask[slot] === 0) continue;
    counts.withTranscript += transcript[slot] as number;
    counts.withTrackers += coverage.trackers[slot] as number;
    counts.withOccurrences += coverage.listed[slot] as number;
    if ((columns.started[slot] as number) < occurrencesSinceMs) counts.before2023++;
    if (internalCodes.has(scope[slot] as number)) counts.internal++;
  }
  const hidden = prepared(base.db, 'SELECT count(*) FROM call WHERE hidden > 0 AND is_private = 1')
    .pluck()
    .get() as number;
  return {
    definitions,
    filters: explainNode(planQuery(q, false).root),
    denominator: base.count,
    ...counts,
    externalQ: and(written(base.nodes), '-scope:"Internal"'),
    privateHidden: hidden,
    tz: base.where.tz,
    lastSyncMs: lastSyncMs(base.db),
  };
}

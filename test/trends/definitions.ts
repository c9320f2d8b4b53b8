import * as fc from 'fast-check';
import type { ChartSpec } from '../../electron/contract/dashboards.ts';

/** What a tracker asks beside its phrases: any of it. */
export const trackerConditions = {
  saidBy: fc.constantFrom('anyone' as const, 'company' as const, 'customer' as const),
  onlyQuestions: fc.boolean(),
  saidAt: fc.option(
    fc.record({
      part: fc.constantFrom('first' as const, 'last' as const),
      amount: fc.integer({ min: 1, max: 100 }),
      unit: fc.constantFrom('minutes' as const, 'percent' as const),
    }),
  ),
};

/** A chart over time of one tracker, or as it is changed by `over`. */
export const trendSpec = (over: Partial<ChartSpec> = {}): ChartSpec => ({
  kind: 'trend',
  q: '',
  series: [{ kind: 'tracker', key: 'gong:11' }],
  bucket: 'month',
  compare: null,
  measure: 'share',
  field: 'outcome',
  sort: 'calls',
  unit: 'percent',
  split: 'side',
  scorecard: null,
  ...over,
});

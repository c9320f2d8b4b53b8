import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Bucket, Comparison, SeriesRef } from '../../../electron/contract/trends.ts';
import { buckets, fields, measures, type ReportState, readState, reportHref, writeState } from './state.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 30 });
const series: fc.Arbitrary<SeriesRef> = fc.oneof(
  fc.nat().map((id) => ({ kind: 'tracker' as const, key: `gong:${id}` })),
  text.map((q) => ({ kind: 'query' as const, q })),
);
const compare: fc.Arbitrary<Comparison | null> = fc.oneof(
  fc.constantFrom(null, { kind: 'previous' as const }, { kind: 'year' as const }),
  text.map((q) => ({ kind: 'query' as const, q })),
);
const state: fc.Arbitrary<ReportState> = fc
  .record({
    q: text,
    series: fc.array(series, { maxLength: 5 }),
    bucket: fc.constantFrom(null, ...(Object.keys(buckets) as Bucket[])),
    measure: fc.constantFrom(...(Object.keys(measures) as (keyof typeof measures)[])),
    compare,
    mean: fc.boolean(),
    by: fc.constantFrom(...fields.map(([field]) => field)),
    sort: fc.constantFrom('calls' as const, 'share' as const, 'change' as const, 'mentions' as const),
    on: fc.nat({ max: 4 }),
    unit: fc.constantFrom('percent' as const, 'minutes' as const),
    split: fc.constantFrom('side' as const, 'outcome' as const),
    scorecard: fc.constantFrom(null, 'Discovery call', 'Größe &= 1'),
    only: fc.oneof(
      fc.constant({}),
      text.map((phrase) => ({ phrase })),
      fc.constantFrom('company' as const, 'unknown' as const).map((side) => ({ side, outcome: '' })),
      fc.nat({ max: 90 }).map((from) => ({ bin: { unit: 'minutes' as const, from, to: null } })),
    ),
  })
  .map((one) => ({ ...one, on: Math.max(0, Math.min(one.series.length - 1, one.on)) }));

test('a report comes back from its address as it was', () => {
  fc.assert(
    fc.property(state, (one) => {
      expect(readState(writeState(one))).toEqual(one);
      const params = new URLSearchParams(reportHref(one).replace('/trends?', ''));
      const raw = Object.fromEntries([...new Set(params.keys())].map((key) => [key, params.getAll(key)]));
      expect(readState(raw)).toEqual({ ...one, q: one.q.toWellFormed() });
    }),
  );
});

test('whatever stands in the address, a report comes of it', () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.constantFrom(
          'q',
          's',
          'bucket',
          'measure',
          'compare',
          'by',
          'sort',
          'on',
          'unit',
          'split',
          'only',
        ),
        fc.oneof(text, fc.array(text)),
      ),
      (raw) => {
        const read = readState(raw);
        expect(read.series.length).toBeLessThanOrEqual(5);
        expect(read.on).toBeGreaterThanOrEqual(0);
        expect(Object.keys(measures)).toContain(read.measure);
      },
    ),
    // Names that every object has.
    {
      examples: [[{ measure: 'valueOf' }], [{ sort: 'constructor', unit: 'toString', bucket: '__proto__' }]],
    },
  );
});

test('what is the default stays out of the address', () => {
  expect(reportHref({})).toBe('/trends?');
});

import { expect, test } from 'vitest';
import type { PointsReport } from '../../../../electron/contract/trends.ts';
import { fittingBucket } from './fitting.ts';

const report = (days: number, calls: number) =>
  ({
    series: [
      {
        points: [
          {
            from: '2025-01-01',
            to: new Date(Date.UTC(2025, 0, 1 + days)).toISOString().slice(0, 10),
          },
        ],
      },
    ],
    footer: { denominator: calls },
  }) as unknown as PointsReport;

test('the finest bucket in which there are enough calls', () => {
  expect(fittingBucket(report(600, 100_000))).toBe('week');
  expect(fittingBucket(report(30, 3000))).toBe('day');
  expect(fittingBucket(report(610, 197))).toBe('month');
  expect(fittingBucket(report(610, 60))).toBe('quarter');
  expect(fittingBucket(report(0, 0))).toBe('quarter');
});

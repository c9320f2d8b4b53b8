import { expect, test } from 'vitest';
import type { ReportSeries } from '../../electron/contract/trends.ts';
import type { Base } from './base.ts';
import { sentenceOf } from './sentence.ts';

test('a name that runs from right to left is told apart from the words around it, whatever else it has in it', () => {
  const series = {
    type: 'KEYWORD',
    name: 'תקציב (AWS) 2026',
    points: [] as const,
  } as unknown as ReportSeries;
  const base = { count: 0, nodes: [] as const } as unknown as Base;
  expect(sentenceOf(series, 'week', base)).toBe(
    'There are no calls here, so nothing is known of \u2068תקציב (AWS) 2026\u2069.',
  );
});

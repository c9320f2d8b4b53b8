import { expect, it } from 'vitest';
import { ingestCalls } from '../../db/calls/ingest/calls.ts';
import { openColumns } from '../../db/index/columns/columns.ts';
import { WordIndexer } from '../../db/index/words/update.ts';
import { pointsReport } from '../../db/reports/parts/points.ts';
import { openReader } from '../../db/store/connect.ts';
import type { Comparison, SeriesRef } from '../../electron/contract/trends.ts';
import { trendCsv } from '../../electron/documents/report-csv.ts';
import { sampleCall, useStore } from '../db/support.ts';
import { trendSpec } from './definitions.ts';

const where = { tz: 'UTC', weekStart: 1, now: Date.parse('2024-06-01T00:00:00Z') } as const;
const store = useStore();

function put(from: number, to: number): void {
  const calls = Array.from({ length: to - from }, (_, at) => sampleCall(String(1000 + from + at)));
  ingestCalls(store.db, calls, { atMs: 1, privateCalls: 'show' });
}

it('a report that asks for words says how many calls wait for the index, and follows it', () => {
  const reader = openReader(store.file);
  const columns = openColumns(reader);
  const indexer = new WordIndexer(reader);
  const index = () => {
    while (indexer.step());
  };
  const query = (q: string): SeriesRef => ({ kind: 'query', q });
  const report = (q: string, series: readonly SeriesRef[], compare: Comparison | null = null) =>
    pointsReport(reader, columns, { ...where, q, series, bucket: 'month', compare });
  put(0, 20);
  index();
  put(20, 220);
  const waiting = report('walnuts', [query('')]);
  expect(waiting.footer).toMatchObject({ unindexed: 200, denominator: 20 });
  for (const [q, series, compare] of [
    ['', [query(''), query('has:transcript OR "walnuts"')], null],
    ['-walnuts', [query('')], null],
    ['', [query('')], { kind: 'query', q: 'walnuts' }],
  ] as const)
    expect(report(q, series, compare).footer.unindexed, JSON.stringify([q, series, compare])).toBe(200);
  expect(report('has:transcript', [query('is:starred')]).footer.unindexed).toBe(0);
  const csv = () =>
    trendCsv(reader, columns, {
      ...trendSpec({ q: 'walnuts', series: [query('')] }),
      ...where,
      table: 'points',
      filter: {},
    }).text;
  expect(csv()).toContain('200 calls are still being prepared for text search');
  // Nothing changes in the store but what the index knows.
  index();
  const after = report('walnuts', [query('')]);
  expect(after.generation).toBe(waiting.generation);
  expect(after.footer).toMatchObject({ unindexed: 0, denominator: 220 });
  expect(csv()).not.toContain('prepared');
  indexer.close();
  columns.close();
  reader.close();
});

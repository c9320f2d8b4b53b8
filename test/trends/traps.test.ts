import { describe, expect, it } from 'vitest';
import { ingestCalls } from '../../db/calls/ingest/calls.ts';
import { openColumns } from '../../db/index/columns/columns.ts';
import { changeOf, wilson } from '../../db/index/figures/wilson.ts';
import { evidencePage } from '../../db/reports/parts/evidence.ts';
import { phrasesReport } from '../../db/reports/parts/phrases.ts';
import { pointsReport } from '../../db/reports/parts/points.ts';
import { positionsReport } from '../../db/reports/parts/positions.ts';
import { trackerList } from '../../db/reports/tracker-list.ts';
import { countOf } from '../../db/search/match.ts';
import { matchCalls } from '../../db/search/search.ts';
import type { Bucket, SeriesRef } from '../../electron/contract/trends.ts';
import { loadSampleCorpus } from '../../electron/gong/emulator/sample-corpus.ts';
import { withTimeOfCall } from '../../electron/gong/emulator/select.ts';
import { sampleCall, thrown, useStore } from '../db/support.ts';
import { buildStore } from '../fixtures/sample-store.ts';
import { localDay } from '../support/local-day.ts';
import { bucketOf, tell } from './corpus.ts';

const now = Date.parse('2024-09-15T12:00:00Z');
const where = { tz: 'Europe/Berlin', weekStart: 1, now } as const;
const pricing: SeriesRef = { kind: 'tracker', key: 'gong:1' };

interface Tracker {
  readonly count?: number;
  readonly occurrences?: readonly unknown[];
  readonly phrases?: readonly unknown[];
  readonly type?: string;
}
const at = (startTime: number, speakerId: string | null = 's1') => ({ startTime, speakerId });

describe('traps in Gong’s data', () => {
  const store = useStore();
  const put = (id: string, started: string, tracker: Tracker | null, more: Record<string, unknown> = {}) =>
    ingestCalls(
      store.db,
      [
        sampleCall(id, {
          metaData: { id, title: `Call ${id}`, started, duration: 600, ...more },
          content:
            tracker === null ? {} : { trackers: [{ id: '1', name: 'Pricing', type: 'KEYWORD', ...tracker }] },
        }),
      ],
      { atMs: 1, privateCalls: 'show' },
    );
  const points = (bucket: Bucket = 'month', over: object = {}) =>
    pointsReport(store.db, openColumns(store.db), {
      ...where,
      q: '',
      series: [pricing],
      bucket,
      compare: null,
      ...over,
    });
  const total = () => points().series[0]?.total;

  it('occurrences that are listed only under the phrases are counted, and counted once when listed twice', () => {
    put('1', '2024-01-02T10:00:00Z', {
      count: 2,
      occurrences: [],
      phrases: [{ phrase: 'price', count: 2, occurrences: [at(5), at(9, 's2')] }],
    });
    put('2', '2024-01-03T10:00:00Z', {
      count: 1,
      occurrences: [at(7)],
      phrases: [{ phrase: 'price', count: 1, occurrences: [at(7)] }],
    });
    expect(total()).toMatchObject({ mentions: 3, bySide: { company: 2, customer: 1, unknown: 0 } });
  });

  it('a count above the listed occurrences keeps both numbers; listed ones above the count win', () => {
    put('1', '2024-01-02T10:00:00Z', { count: 9, occurrences: [at(5), at(6)] });
    put('2', '2024-01-03T10:00:00Z', { count: 0, occurrences: [at(5)] });
    const columns = openColumns(store.db);
    expect(total()).toMatchObject({ mentions: 10, mentioning: 2 });
    const places = positionsReport(store.db, columns, {
      ...where,
      q: '',
      series: pricing,
      unit: 'percent',
      split: 'side',
    });
    expect(places).toMatchObject({ placed: 3, unlisted: 7 });
  });

  it('before 2023 counts are known and sides are not: the axis breaks there and is no zero', () => {
    put('1', '2022-12-31T22:59:59Z', { count: 4, occurrences: [] });
    put('2', '2023-01-15T10:00:00Z', { count: 1, occurrences: [at(3, 's2')] });
    const series = points('month').series[0];
    expect(
      series?.points.map((point) => [point.from, point.available, point.mentions, point.bySide]),
    ).toEqual([
      ['2022-12-31', 'counts', 4, null],
      ['2023-01-01', 'full', 1, { company: 0, customer: 1, unknown: 0 }],
    ]);
    expect(points().footer).toMatchObject({ before2023: 1, withOccurrences: 1, withTrackers: 2 });
  });

  it('a month whose trackers were not synced has no share, and the months around it do', () => {
    put('1', '2024-01-10T10:00:00Z', { count: 1, occurrences: [at(1)] });
    put('2', '2024-02-10T10:00:00Z', null);
    put('3', '2024-04-10T10:00:00Z', { count: 0, occurrences: [] });
    expect(
      points('month').series[0]?.points.map((point) => [
        point.available,
        point.calls,
        point.share,
        point.mentioning,
      ]),
    ).toEqual([
      ['full', 1, 1, 1],
      ['none', 1, null, null],
      ['empty', 0, null, 0],
      ['full', 1, 0, 0],
    ]);
  });

  it('smart trackers have no phrases, which is said; silent phrases are listed', () => {
    put('1', '2024-01-02T10:00:00Z', { type: 'SMART', count: 1, occurrences: [at(1)] });
    const columns = openColumns(store.db);
    expect(phrasesReport(store.db, columns, { ...where, q: '', series: pricing }).supported).toBe(false);
    put('1', '2024-01-02T10:00:00Z', {
      count: 1,
      phrases: [
        { phrase: 'price', count: 1, occurrences: [at(1)] },
        { phrase: 'cost', count: 0, occurrences: [] },
      ],
    });
    expect(
      phrasesReport(store.db, openColumns(store.db), { ...where, q: '', series: pricing }).rows,
    ).toMatchObject([
      { phrase: 'price', silent: false, first: '2024-01-02' },
      { phrase: 'cost', silent: true, first: null, q: null },
    ]);
  });

  it('speakers who match no participant stay, as not known', () => {
    put('1', '2024-01-02T10:00:00Z', { count: 3, occurrences: [at(1, 'nobody'), at(2, null), at(3, 's1')] });
    expect(total()?.bySide).toEqual({ company: 1, customer: 0, unknown: 2 });
    expect(points().series[0]?.raisedFirst).toEqual({ known: 0, company: 0, customer: 0 });
  });

  it('a call belongs to the day it started on: past midnight, a week’s end, clocks going forward and back', () => {
    // 23:30 in Berlin on a Sunday, for two hours; the same moment is Monday in Auckland.
    put('1', '2024-03-03T22:30:00Z', { count: 1, occurrences: [at(1)] }, { duration: 7200 });
    // The night of 31 March has 23 hours in Berlin, that of 27 October 25.
    put('2', '2024-03-30T23:30:00Z', { count: 1, occurrences: [at(1)] });
    put('3', '2024-03-31T22:30:00Z', { count: 1, occurrences: [at(1)] });
    put('4', '2024-10-26T22:30:00Z', { count: 1, occurrences: [at(1)] });
    put('5', '2024-10-27T22:59:00Z', { count: 1, occurrences: [at(1)] });
    const days = (tz: string, bucket: Bucket, weekStart: 0 | 1 | 6 = 1) =>
      points(bucket, { tz, weekStart })
        .series[0]?.points.filter((point) => point.calls > 0)
        .map((point) => `${bucketOf(point.from, bucket, weekStart)}:${point.calls}`);
    expect(days('Europe/Berlin', 'day')).toEqual([
      '2024-03-03:1',
      '2024-03-31:1',
      '2024-04-01:1',
      '2024-10-27:2',
    ]);
    expect(days('Europe/Berlin', 'week')).toEqual([
      '2024-02-26:1',
      '2024-03-25:1',
      '2024-04-01:1',
      '2024-10-21:2',
    ]);
    expect(days('Europe/Berlin', 'week', 0)).toEqual(['2024-03-03:1', '2024-03-31:2', '2024-10-27:2']);
    expect(days('Europe/Berlin', 'week', 6)).toEqual(['2024-03-02:1', '2024-03-30:2', '2024-10-26:2']);
    expect(days('Pacific/Auckland', 'week')).toEqual([
      '2024-03-04:1',
      '2024-03-25:1',
      '2024-04-01:1',
      '2024-10-21:1',
      '2024-10-28:1',
    ]);
  });

  it('small samples, buckets that are not over and bands are marked as such', () => {
    for (let call = 0; call < 12; call++)
      put(String(call), call < 3 ? '2024-08-10T10:00:00Z' : '2024-09-10T10:00:00Z', { count: call % 2 });
    const [august, september] = points('month').series[0]?.points ?? [];
    expect([august?.small, august?.partial]).toEqual([true, true]);
    expect([september?.small, september?.partial]).toEqual([true, true]);
    expect(points('month', { q: 'date:2024-08' }).series[0]?.points[0]?.partial).toBe(false);
    expect(wilson(0, 10).low).toBe(0);
    expect(wilson(10, 10).high).toBe(1);
    expect(wilson(37, 90)).toMatchObject({ low: expect.closeTo(0.3154, 3), high: expect.closeTo(0.5145, 3) });
    expect(changeOf({ part: 56, whole: 70 }, { part: 48, whole: 80 })).toMatchObject({
      delta: expect.closeTo(-0.2, 9),
      // Newcombe's own example, the other way round.
      low: expect.closeTo(-0.3339, 3),
      high: expect.closeTo(-0.0524, 3),
      certain: true,
    });
  });

  it('a name that is a query of its own, and a base with every sign of the grammar, still open exactly their calls', () => {
    const name = 'a "b" (c) OR -d \\ “e”, f:g*';
    ingestCalls(
      store.db,
      [
        sampleCall('1', {
          content: {
            brief: 'They spoke of walnuts.',
            trackers: [{ id: '1', name, type: 'KEYWORD', count: 1 }],
          },
        }),
        sampleCall('2'),
      ],
      { atMs: 1, privateCalls: 'show' },
    );
    const columns = openColumns(store.db);
    for (const q of [
      '',
      'walnuts OR nothing',
      '(walnuts OR x) -title:y*',
      'what about the walnuts then?',
      '"they spoke" NEAR(spoke walnuts, 5)',
    ]) {
      const report = pointsReport(store.db, columns, {
        ...where,
        q,
        series: [pricing],
        bucket: 'week',
        compare: null,
      });
      const found = report.series[0]?.total;
      expect(countOf(matchCalls(store.db, columns, found?.q ?? '', where).mask), q).toBe(found?.mentioning);
      expect(found?.mentioning, q).toBe(1);
    }
    expect(
      thrown(() => points('week', { q: Array.from({ length: 400 }, (_, word) => `word${word}`).join(' ') }))
        .code,
    ).toBe('trends/query-too-long');
  });
});

it('the real meetings: every month of every tracker equals what their raw records say', async () => {
  const corpus = loadSampleCorpus();
  const store = await buildStore(corpus);
  try {
    const calls = corpus
      .heads()
      .flatMap(({ id }) => corpus.call(id) ?? [])
      .map((call) => tell(withTimeOfCall(call) as Record<string, unknown>));
    const columns = openColumns(store.db);
    let cases = 0;
    for (const tracker of trackerList(store.db, columns)) {
      const series = { kind: 'tracker', key: tracker.key } as const;
      const report = pointsReport(store.db, columns, {
        ...where,
        q: '',
        series: [series],
        bucket: 'month',
        compare: null,
      });
      for (const point of report.series[0]?.points ?? []) {
        const month = calls.filter(
          (call) => bucketOf(localDay(call.ms, where.tz), 'month', 1) === bucketOf(point.from, 'month', 1),
        );
        const said = month.map((call) => (call.trackers ?? []).filter(({ name }) => name === tracker.name));
        const moments = said.flat().flatMap((item) => item.moments ?? []);
        cases++;
        expect([point.calls, point.mentioning, point.mentions, point.bySide?.customer]).toEqual([
          month.length,
          said.filter((list) => list.some((item) => item.mentions > 0)).length,
          said.flat().reduce((sum, item) => sum + item.mentions, 0),
          moments.filter(([, side]) => side === 'customer').length,
        ]);
      }
      const evidence = evidencePage(store.db, columns, {
        ...where,
        q: '',
        series,
        filter: {},
        order: 'newest',
        offset: 0,
        limit: 5,
      });
      expect(evidence.total).toBe(
        calls
          .flatMap((call) => call.trackers ?? [])
          .filter(({ name }) => name === tracker.name)
          .flatMap((item) => item.moments ?? []).length,
      );
      for (const item of evidence.items) expect(item.line).toBeTruthy();
    }
    expect(cases).toBeGreaterThan(150);
  } finally {
    store.close();
  }
});

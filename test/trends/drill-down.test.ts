import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ColumnStore, openColumns } from '../../db/index/columns/columns.ts';
import { overlapReport } from '../../db/reports/overlap.ts';
import { breakdownReport } from '../../db/reports/parts/breakdown.ts';
import { evidencePage } from '../../db/reports/parts/evidence.ts';
import { firsts } from '../../db/reports/parts/firsts.ts';
import { followsReport } from '../../db/reports/parts/follows.ts';
import { phrasesReport } from '../../db/reports/parts/phrases.ts';
import { pointsReport } from '../../db/reports/parts/points.ts';
import { positionsReport } from '../../db/reports/parts/positions.ts';
import { scoresReport } from '../../db/reports/parts/scores.ts';
import { stagesReport } from '../../db/reports/parts/stages.ts';
import { togetherReport } from '../../db/reports/parts/together.ts';
import { trackerList } from '../../db/reports/tracker-list.ts';
import { countOf } from '../../db/search/match.ts';
import { matchCalls } from '../../db/search/search.ts';
import { openWriter } from '../../db/store/open.ts';
import { stepTrackers } from '../../db/trackers/compute.ts';
import { saveTracker } from '../../db/trackers/store.ts';
import type { EvidenceFilter, SeriesRef } from '../../electron/contract/trends.ts';
import { loadSampleCorpus } from '../../electron/gong/emulator/sample-corpus.ts';
import { fields } from '../../renderer/features/trends/state.ts';
import { fillReviews } from '../fixtures/reviews.ts';
import { buildStore } from '../fixtures/sample-store.ts';

const where = { tz: 'Europe/Berlin', weekStart: 1, now: Date.parse('2026-01-15T12:00:00Z') } as const;

/** Every figure that the report can be asked to open, over the sample workspace: what opens is as many as was clicked. */
describe('every figure of a report over the sample opens exactly what it counts', () => {
  let sample: Awaited<ReturnType<typeof buildStore>>;
  let columns: ColumnStore;
  let walked = 0;
  beforeAll(async () => {
    sample = await buildStore(loadSampleCorpus());
    const writer = openWriter(sample.file);
    const languages = [{ language: null, phrases: ['battery', 'remote control'], relatedForms: true }];
    saveTracker(
      writer,
      {
        name: 'Batteries (my own)',
        definition: { languages, saidBy: 'anyone', onlyQuestions: false, saidAt: null },
      },
      1,
    );
    while (stepTrackers(writer, 50).more);
    fillReviews(writer, loadSampleCorpus(), 1);
    writer.close();
    columns = openColumns(sample.db);
  });
  afterAll(() => sample.close());

  const calls = (q: string) => countOf(matchCalls(sample.db, columns, q, where).mask);
  const opens = (q: string, count: number | null) => {
    walked++;
    expect(calls(q), q).toBe(count ?? 0);
  };
  const moments = (q: string, series: SeriesRef, filter: EvidenceFilter) => {
    walked++;
    const page = { ...where, q, series, filter, order: 'newest', offset: 0, limit: 1 } as const;
    const { total, calls } = evidencePage(sample.db, columns, page);
    return { total, calls };
  };
  const sum = (parts: readonly number[]) => parts.reduce((all, part) => all + part, 0);

  function walk(q: string, series: SeriesRef): void {
    const input = { ...where, q, series };
    const report = pointsReport(sample.db, columns, {
      ...input,
      series: [series],
      bucket: 'month',
      compare: { kind: 'year' },
    });
    opens(report.footer.externalQ, report.footer.denominator - report.footer.internal);
    const [one] = report.series;
    if (!one) throw new Error('no series');
    opens(one.total.q, one.total.mentioning);
    for (const side of ['company', 'customer', 'unknown'] as const)
      if (one.total.bySide) expect(moments(q, series, { side }).total).toBe(one.total.bySide[side]);
    for (const point of one.points) {
      opens(point.q, point.mentioning);
      opens(point.allQ, point.calls);
      if (point.bySide)
        expect(moments(q, series, { from: point.from, to: point.to }).total).toBe(
          sum(Object.values(point.bySide)),
        );
    }
    for (const point of one.ghost?.points ?? []) if (point) opens(point.q, point.mentioning);
    for (const point of one.ghost?.unmatched ?? []) opens(point.q, point.mentioning);
    for (const [field] of fields) {
      const { rows } = breakdownReport(sample.db, columns, {
        ...input,
        field,
        bucket: 'month',
        sort: 'calls',
        limit: 12,
      });
      for (const row of rows) {
        opens(row.q, row.mentioning);
        opens(row.allQ, row.calls);
      }
    }
    for (const row of stagesReport(sample.db, columns, input).rows) opens(row.q, row.mentioning);
    const since = firsts.report(sample.db, columns, { ...input, limit: 500 });
    expect(sum(since.byCall)).toBe(since.mentioning);
    for (const row of since.rows) {
      opens(row.q, row.mentioning);
      opens(row.dayQ, row.onDay);
    }
    for (const scorecard of [null, 'Discovery call', 'Call review by Gong']) {
      const scores = scoresReport(sample.db, columns, { ...input, bucket: 'month', scorecard });
      expect(scores.total.calls).toBe(one.total.mentioning);
      expect(sum(scores.points.map((point) => point.calls))).toBe(one.total.mentioning);
      for (const figures of [scores.total, ...scores.points]) {
        opens(figures.q, figures.reviewed);
        opens(figures.notReviewedQ, figures.calls - figures.reviewed);
      }
      for (const row of scores.scorecards) opens(row.q, row.reviewed);
      for (const row of scores.questions) if (row.q !== null) opens(row.q, row.calls);
    }
    for (const row of togetherReport(sample.db, columns, input).rows) opens(row.q, row.both);
    for (const unit of ['percent', 'minutes'] as const)
      for (const split of ['side', 'outcome'] as const) {
        const places = positionsReport(sample.db, columns, { ...input, unit, split });
        for (const { from, to, counts } of places.bins) {
          const bin = { unit, from, to };
          expect(moments(q, series, { bin }).total).toBe(sum(counts));
          for (const [at, { key }] of places.groups.entries()) {
            if (key === null) continue;
            const part = split === 'side' ? { side: key as 'company' } : { outcome: key };
            expect(moments(q, series, { bin, ...part }).total, `${key} ${from}`).toBe(counts[at]);
          }
        }
      }
    for (const row of phrasesReport(sample.db, columns, input).rows)
      if (row.q !== null) opens(row.q, row.calls);
      else expect(moments(q, series, { phrase: row.phrase }).total, row.phrase).toBe(row.listed);
    const follows = followsReport(sample.db, columns, { ...input, withinSec: 60 });
    for (const row of follows.rows)
      expect(moments(q, series, { followed: { key: row.key, withinSec: 60 } }), row.name).toEqual({
        total: row.followed,
        calls: row.calls,
      });
  }

  it('for each tracker, over all calls and over some', () => {
    const list = trackerList(sample.db, columns);
    for (const { key } of list) walk('', { kind: 'tracker', key });
    for (const { key } of list.slice(0, 3)) walk('battery -scope:"Internal"', { kind: 'tracker', key });
    const [a, b] = list;
    if (!a || !b) throw new Error('no trackers');
    const overlap = overlapReport(sample.db, columns, { ...where, q: '', a: a.key, b: b.key });
    for (const part of [overlap.both, overlap.onlyA, overlap.onlyB, overlap.neither])
      opens(part.q, part.calls);
    expect(walked).toBeGreaterThan(2000);
  });

  it('for a search', () => walk('', { kind: 'query', q: 'battery' }));
});

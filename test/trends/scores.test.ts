import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ColumnStore, openColumns } from '../../db/index/columns/columns.ts';
import { breakdownReport } from '../../db/reports/parts/breakdown.ts';
import { scoresReport } from '../../db/reports/parts/scores.ts';
import { openWriter } from '../../db/store/open.ts';
import type { SeriesRef } from '../../electron/contract/trends.ts';
import { trendCsv } from '../../electron/documents/report-csv.ts';
import type { LiveCorpus } from '../../electron/gong/emulator/corpus.ts';
import { loadSampleCorpus } from '../../electron/gong/emulator/sample-corpus.ts';
import { reviewsOf } from '../../electron/gong/emulator/scorecards.ts';
import type { AnsweredScorecard } from '../../electron/gong/schema/scorecards.ts';
import { fillReviews } from '../fixtures/reviews.ts';
import { buildStore } from '../fixtures/sample-store.ts';

const where = { tz: 'America/Los_Angeles', weekStart: 1, now: Date.parse('2026-09-15T12:00:00Z') } as const;
const everything: SeriesRef = { kind: 'query', q: '' };

describe('scores over the sample are those of Gong’s records', () => {
  let sample: Awaited<ReturnType<typeof buildStore>>;
  let columns: ColumnStore;
  let corpus: LiveCorpus;
  const ask = (q: string, scorecard: string | null) =>
    scoresReport(sample.db, columns, { ...where, q, series: everything, bucket: 'month', scorecard });
  beforeAll(async () => {
    corpus = loadSampleCorpus();
    sample = await buildStore(corpus);
    const writer = openWriter(sample.file);
    fillReviews(writer, corpus, 1);
    writer.close();
    columns = openColumns(sample.db);
  });
  afterAll(() => sample.close());

  /** Percent of one review, once more from the record. */
  function percentOf(review: AnsweredScorecard): number | null {
    const scorecard = reviewsOf(corpus).scorecards.find((item) => item.scorecardId === review.scorecardId);
    const answers = (review.answers ?? []).flatMap((answer) => {
      const question = scorecard?.questions?.find((item) => item.questionId === answer.questionId);
      if (answer.notApplicable || typeof answer.score !== 'number' || !question?.maxRange) return [];
      return [
        { overall: answer.isOverall === true, percent: (answer.score / Number(question.maxRange)) * 100 },
      ];
    });
    const overall = answers.filter((answer) => answer.overall);
    const used = overall.length > 0 ? overall : answers;
    return used.length === 0 ? null : used.reduce((sum, { percent }) => sum + percent, 0) / used.length;
  }

  /** Mean score, reviewed and scored calls of the calls in a month of Los Angeles; null: of all. */
  function plain(month: string | null, scorecard: string | null) {
    const format = new Intl.DateTimeFormat('en-CA', {
      timeZone: where.tz,
      year: 'numeric',
      month: '2-digit',
    });
    const calls = corpus
      .heads()
      .filter((head) => month === null || format.format(head.startedMs) === month)
      .map((head) =>
        reviewsOf(corpus)
          .answered.filter(
            (review) =>
              review.callId === head.id && (scorecard === null || review.scorecardName === scorecard),
          )
          .map(percentOf),
      );
    const means = calls
      .map((reviews) => reviews.filter((value) => value !== null))
      .filter((values) => values.length > 0)
      .map((values) => values.reduce((sum, value) => sum + value, 0) / values.length);
    return {
      calls: calls.length,
      reviewed: calls.filter((reviews) => reviews.length > 0).length,
      scored: means.length,
      mean: means.length === 0 ? null : means.reduce((sum, value) => sum + value, 0) / means.length,
    };
  }

  it.each([null, 'Discovery call', 'Call review by Gong', 'Negotiation'])(
    'with scorecard %s',
    (scorecard) => {
      const report = scoresReport(sample.db, columns, {
        ...where,
        q: '',
        series: everything,
        bucket: 'month',
        scorecard,
      });
      const close = (found: { mean: number | null }, expected: ReturnType<typeof plain>) => {
        const { mean, ...counts } = expected;
        expect(found).toMatchObject(counts);
        if (mean === null) expect(found.mean).toBeNull();
        else expect(found.mean).toBeCloseTo(mean, 1);
      };
      close(report.total, plain(null, scorecard));
      expect(report.points.length).toBeGreaterThan(12);
      for (const point of report.points) close(point, plain(point.from.slice(0, 7), scorecard));
      expect(report.inStore).toBe(reviewsOf(corpus).answered.length);
    },
  );

  it('has the questions of a scorecard in its order, each over the calls that answer it', () => {
    const { questions, total } = ask('', 'discovery CALL');
    expect(questions.map(({ question }) => question)).toEqual([
      'How well were the customer’s needs understood?',
      'Were open questions asked?',
      'How do you rate the call as a whole?',
    ]);
    // Everybody answers the question about the whole call: its calls can be opened.
    expect(questions[2]).toMatchObject({ calls: total.reviewed, q: total.q });
    const answers = reviewsOf(corpus).answered.flatMap((review) =>
      review.scorecardName === 'Discovery call' && !review.answers?.[0]?.notApplicable
        ? [Number(review.answers?.[0]?.score) * 20]
        : [],
    );
    expect(questions[0]?.calls).toBe(answers.length);
    expect(questions[0]?.mean).toBeCloseTo(
      answers.reduce((sum, value) => sum + value, 0) / answers.length,
      1,
    );
  });

  it('says of no review what it is: no mean, everything not reviewed', () => {
    const { total, scorecards } = ask('score:not-reviewed', null);
    expect(total).toMatchObject({ reviewed: 0, scored: 0, mean: null });
    expect(total.calls).toBe(plain(null, null).calls - plain(null, null).reviewed);
    expect(scorecards).toEqual([]);
  });

  it('breaks a report down by score, scorecard and folder, with what is not reviewed', () => {
    const rows = (field: 'score' | 'scorecard' | 'folder') =>
      breakdownReport(sample.db, columns, {
        ...where,
        q: '',
        series: everything,
        field,
        bucket: 'month',
        sort: 'calls',
        limit: 30,
      }).rows.map(({ label, calls }) => [label, calls]);
    const { calls, reviewed } = plain(null, null);
    expect(rows('score')).toContainEqual(['not reviewed', calls - reviewed]);
    expect(rows('scorecard')).toContainEqual(['Discovery call', plain(null, 'Discovery call').reviewed]);
    expect(rows('scorecard')).toContainEqual(['none', calls - reviewed]);
    expect(rows('folder').map(([label]) => label)).toContain('Good questions');
  });

  it('saves the figures as a table', () => {
    const { text } = trendCsv(sample.db, columns, {
      ...where,
      q: '',
      series: [everything],
      bucket: 'month',
      compare: null,
      field: 'outcome',
      sort: 'calls',
      unit: 'percent',
      split: 'side',
      filter: {},
      table: 'scores',
      scorecard: 'Discovery call',
    });
    const rows = parse(text, { bom: true, relax_column_count: true }) as string[][];
    const total = rows.find(([name]) => name === 'Discovery call, in all');
    const { calls, reviewed, scored } = plain(null, 'Discovery call');
    expect(total?.slice(3, 7)).toEqual([calls, reviewed, calls - reviewed, scored].map(String));
  });
});

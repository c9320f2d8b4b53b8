import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { readCallDetail } from '../../db/calls/call-detail.ts';
import { ingestCalls } from '../../db/calls/ingest/calls.ts';
import { ingestFolderContent, ingestFolders } from '../../db/calls/ingest/library.ts';
import { ingestScorecards, ingestUsers } from '../../db/calls/ingest/settings.ts';
import { openColumns } from '../../db/index/columns/columns.ts';
import { matchingGongIds } from '../../db/search/ids.ts';
import { markGone, purgeGone } from '../../db/sync/gone.ts';
import { commitAnswered } from '../../db/sync/sync-reviews.ts';
import { exportCalls } from '../../electron/documents/export-calls.ts';
import type { LibraryCallRecord } from '../../electron/gong/schema/library.ts';
import type { AnsweredRecord } from '../../electron/gong/schema/scorecards.ts';
import { sampleCall, useStore } from './support.ts';

const store = useStore();
const where = { tz: 'UTC', weekStart: 1, nowMs: Date.parse('2026-01-01T00:00:00Z') } as const;

const scorecard = {
  scorecardId: '9',
  scorecardName: 'Discovery',
  questions: [
    {
      questionId: '91',
      questionText: 'Needs?',
      isOverall: false,
      questionType: 'RANGE',
      minRange: '1',
      maxRange: '5',
    },
    {
      questionId: '92',
      questionText: 'All in all?',
      isOverall: true,
      questionType: 'RANGE',
      minRange: '0',
      maxRange: '10',
    },
    {
      questionId: '93',
      questionText: 'Next step?',
      questionType: 'BOOLEAN',
      minRange: null,
      maxRange: null,
      answerOptions: [
        { id: '1', text: 'Yes' },
        { id: '2', text: 'No' },
      ],
    },
    { questionId: '94', questionText: 'What else?', questionType: 'OPEN' },
  ],
};
const answer = (questionId: string, over: Record<string, unknown> = {}) => ({
  questionId,
  isOverall: questionId === '92',
  score: null,
  answerText: null,
  notApplicable: false,
  selectedOptions: null,
  ...over,
});
const answered = (
  id: string,
  callId: string,
  answers: AnsweredRecord['answers'],
  over: Record<string, unknown> = {},
) => ({
  answeredScorecardId: id,
  scorecardId: '9',
  scorecardName: 'Discovery (old name)',
  callId,
  callStartTime: '2024-03-01T10:00:00+01:00',
  reviewedUserId: '7',
  reviewerUserId: '8',
  reviewMethod: 'MANUAL',
  reviewTime: '2024-03-04T12:30:00.5+01:00',
  visibilityType: 'PUBLIC',
  answers,
  ...over,
});
const ids = (q: string) =>
  [...matchingGongIds(store.db as never, openColumns(store.db as never), q, where)].sort();
const commit = (records: AnsweredRecord[], privateReviews = false) =>
  commitAnswered(store.db, { records, atMs: 1, sweepMs: 1, privateReviews });

function fill(): void {
  ingestCalls(
    store.db,
    ['1', '2', '3', '4'].map((id) => sampleCall(id)),
    { atMs: 1, privateCalls: 'show' },
  );
  ingestUsers(store.db, [{ id: '8', firstName: 'Mara', lastName: 'Lind' }], 1);
  ingestScorecards(store.db, [scorecard], 1);
}

it('scores a review by its question about the call as a whole, else by the mean of the numbers, each by its own range', () => {
  fill();
  commit([
    answered('101', '1', [
      answer('91', { score: 2 }),
      answer('92', { score: 7 }),
      answer('94', { answerText: 'Hm' }),
    ]),
    // Without the overall question; what does not apply counts nothing, an option is no number.
    answered('102', '2', [
      answer('91', { score: 3 }),
      answer('92', { score: 9, notApplicable: true }),
      answer('93', { selectedOptions: ['1'], score: 1 }),
    ]),
    answered('103', '3', [answer('94', { answerText: 'Only words' })]),
    // A question that was taken out of the scorecard: up to 5 it is one of Gong's usual.
    answered('104', '1', [answer('999', { score: 4 }), answer('998', { score: 30 })]),
  ]);
  expect(store.db.prepare('SELECT gong_id, score FROM answered_scorecard ORDER BY 1').raw().all()).toEqual([
    ['101', 70],
    ['102', 60],
    ['103', null],
    ['104', 80],
  ]);
  // A call's score is the mean of its reviews'.
  expect(ids('score:=75')).toEqual(['1']);
  expect(ids('score:>=3/5')).toEqual(['1', '2']);
  expect(ids('score:"60-80"')).toEqual(['1', '2']);
  expect(ids('score:no-score')).toEqual(['3']);
  expect(ids('score:not-reviewed')).toEqual(['4']);
  expect(ids('-score:>=70')).toEqual(['2', '3', '4']);
  expect(ids('has:scorecard')).toEqual(['1', '2', '3']);
  expect(ids('scorecard:"Discovery"')).toEqual(['1', '2', '3']);
  // Nothing to do with the user's own inbox.
  expect(ids('is:reviewed')).toEqual([]);
});

it('shows names and answers on the call page, and the name the scorecard has now', () => {
  fill();
  commit([
    answered('101', '1', [
      answer('91', { score: 4, answerText: 'Well asked.' }),
      answer('93', { selectedOptions: ['2'] }),
      answer('92', { notApplicable: true }),
      answer('999', { score: 3 }),
    ]),
    answered('102', '1', [], {
      reviewMethod: 'AUTOMATIC',
      reviewerUserId: null,
      reviewTime: '2024-03-02T00:00:00Z',
    }),
  ]);
  const [first, second] = readCallDetail(store.db as never, openColumns(store.db as never), '1').scorecards;
  expect(first).toMatchObject({
    name: 'Discovery',
    q: 'scorecard:"Discovery"',
    automatic: false,
    reviewer: 'Mara Lind',
    reviewed: 'Ada Keller',
    reviewedMs: Date.parse('2024-03-04T11:30:00.500Z'),
    score: 70,
    answers: [
      {
        question: 'Needs?',
        score: 4,
        highest: 5,
        percent: 80,
        text: 'Well asked.',
        options: [],
        notApplicable: false,
      },
      { question: 'Next step?', score: null, percent: null, options: ['No'] },
      { question: 'All in all?', isOverall: true, notApplicable: true, percent: null },
      { question: null, score: 3, highest: null, percent: 60 },
    ],
  });
  expect(second).toMatchObject({ automatic: true, reviewer: 'Gong', score: null, answers: [] });
});

it('keeps a private review out of sight and out of the file, until private ones are asked for', () => {
  fill();
  const secret = answered('101', '1', [answer('91', { score: 5 })], { visibilityType: 'PRIVATE' });
  commit([secret]);
  expect(store.db.prepare('SELECT count(*) FROM answered_scorecard').pluck().get()).toBe(0);
  expect(ids('has:scorecard')).toEqual([]);
  commit([secret], true);
  expect(ids('score:>=80')).toEqual(['1']);
  commit([secret], false);
  expect(ids('score:>=80')).toEqual([]);
  expect(readCallDetail(store.db as never, openColumns(store.db as never), '1').scorecards).toEqual([]);
});

it('lists a record it cannot read under Problems and stores the others', () => {
  fill();
  expect(commit([{ callId: '1' } as never, 'text' as never, answered('101', '1', [])])).toMatchObject({
    changed: 1,
    problems: 2,
  });
});

it('a folder is replaced by what it keeps now; a call that is purged leaves nothing behind', () => {
  fill();
  const folder = { id: '5', name: 'Win/Loss', parentFolderId: null, createdBy: null };
  ingestFolders(store.db, { workspaceId: '1', records: [folder], rejected: [], atMs: 1 });
  const kept = (id: string, over: Record<string, unknown> = {}) => ({
    id,
    note: 'Listen',
    addedBy: '8',
    ...over,
  });
  const content = (records: LibraryCallRecord[]) =>
    ingestFolderContent(store.db, { folderId: '5', records, rejected: [], atMs: 1 });
  const snippet = { snippet: { fromSec: 60, toSec: 90 } };
  expect(content([kept('1', snippet), kept('1'), kept('2')])).toBe(2);
  expect(content([kept('1', snippet), kept('1'), kept('2')])).toBe(0);
  expect(ids('folder:"win/loss"')).toEqual(['1', '2']);
  expect(readCallDetail(store.db as never, openColumns(store.db as never), '1').library).toMatchObject([
    { path: 'Win/Loss', startSec: null, endSec: null, addedBy: 'Mara Lind', note: 'Listen' },
    { path: 'Win/Loss', startSec: 60, endSec: 90 },
  ]);
  expect(content([kept('2'), kept('3')])).toBe(3);
  expect(ids('has:folder')).toEqual(['2', '3']);
  commit([answered('101', '2', [answer('91', { score: 5 })])]);
  markGone(store.db, ['2'], { atMs: 2, policy: 'purge' });
  purgeGone(store.db, ['2'], 2);
  expect(store.db.prepare('SELECT call_gong_id FROM library_call').pluck().all()).toEqual(['3']);
  expect(store.db.prepare('SELECT count(*) FROM answered_scorecard').pluck().get()).toBe(0);
  expect(store.db.prepare('SELECT count(*) FROM scorecard_answer').pluck().get()).toBe(0);
});

it('exports both, and masks the team’s names in them', () => {
  fill();
  commit([answered('101', '1', [answer('91', { score: 4, answerText: 'Mara Lind says *well*.' })])]);
  ingestFolders(store.db, {
    workspaceId: '1',
    records: [{ id: '5', name: 'Win/Loss', parentFolderId: null }],
    rejected: [],
    atMs: 1,
  });
  ingestFolderContent(store.db, {
    folderId: '5',
    records: [
      {
        id: '1',
        note: 'Hear this',
        addedBy: '8',
        created: '2024-03-05T00:00:00Z',
        snippet: { fromSec: 60, toSec: 90 },
      },
    ],
    rejected: [],
    atMs: 1,
  });
  const file = (format: 'markdown' | 'html' | 'csv', maskNames = false) =>
    exportCalls(store.db as never, openColumns(store.db as never), ['1'], {
      format,
      transcript: false,
      maskNames,
      tz: 'UTC',
    }).content;
  const markdown = file('markdown');
  expect(markdown).toContain('## Scorecards');
  expect(markdown).toContain('**Discovery: 80 %** (Ada Keller, by Mara Lind, 2024-03-04 11\\:30)');
  expect(markdown).toContain('  - Needs? 4 of 5: Mara Lind says \\*well\\*.');
  expect(markdown).toContain('`1:00–1:30` Win/Loss, added by Mara Lind, 2024-03-05: Hear this');
  const html = file('html');
  expect(html).toContain('<h2>Scorecards</h2>');
  expect(html).toContain('<h2>Team library</h2>');
  for (const text of [file('markdown', true), file('html', true)]) expect(text).not.toMatch(/Mara|Keller/);
  expect(parse(file('csv'), { columns: true, bom: true })).toHaveLength(1);
});

import * as v from 'valibot';
import { expect, it } from 'vitest';
import { libraryCall, libraryFolder } from './library.ts';
import { answeredScorecard, answeredScorecardsPage, scorecard } from './scorecards.ts';

// Shapes as recorded from the live service (ids and ranges as text, nulls, fields that are not documented); texts are ours.
const recordedScorecard = {
  scorecardId: '9067931441193858457',
  scorecardName: 'Demo call',
  workspaceId: '7273476131570014205',
  enabled: false,
  updaterUserId: '-1',
  created: '2023-10-17T21:21:31+02:00',
  updated: '2023-10-17T21:21:31+02:00',
  reviewMethod: 'MANUAL',
  questions: [
    {
      questionId: '9013292953945730400',
      questionRevisionId: '3868116555550662381',
      questionText: 'Was a trial offered?',
      isOverall: false,
      questionType: 'RANGE',
      answerGuide: null,
      minRange: '1',
      maxRange: '5',
      answerOptions: [],
      updaterUserId: '-1',
      created: '2023-10-17T21:21:31+02:00',
      updated: '2023-10-17T21:21:31+02:00',
    },
  ],
};

it('reads a scorecard as the live service sends it, and keeps what is not documented', () => {
  const read = v.parse(scorecard, recordedScorecard);
  expect(read.scorecardId).toBe('9067931441193858457');
  expect(read.questions?.[0]).toMatchObject({ minRange: 1, maxRange: 5, updaterUserId: '-1' });
});

it('reads an answered scorecard with every field null or absent but its ids', () => {
  const bare = { answeredScorecardId: '563515258458745', callId: '7782342274025937895' };
  expect(v.parse(answeredScorecard, bare)).toEqual(bare);
  const nulls = {
    ...bare,
    scorecardId: null,
    scorecardName: null,
    reviewedUserId: null,
    // Reviewed by Gong.
    reviewerUserId: null,
    reviewMethod: null,
    reviewTime: null,
    visibilityType: null,
    answers: [
      {
        questionId: '35657219295037524478',
        isOverall: null,
        score: null,
        answerText: null,
        notApplicable: null,
        selectedOptions: null,
      },
    ],
    addedByGong: 1,
  };
  expect(v.parse(answeredScorecard, nulls)).toEqual(nulls);
});

it('takes a body without a list for no answer: an empty list is a list', () => {
  for (const body of [{}, { answeredScorecards: null }, { errors: ['x'] }, []])
    expect(v.safeParse(answeredScorecardsPage, body).success).toBe(false);
  expect(v.safeParse(answeredScorecardsPage, { answeredScorecards: [] }).success).toBe(true);
});

it('reads folders and what they keep', () => {
  expect(
    v.parse(libraryFolder, {
      id: '3492543238968030478',
      name: 'Public Folders',
      parentFolderId: null,
      createdBy: null,
      updated: '2023-10-17T21:21:31.816562+02:00',
    }),
  ).toMatchObject({ parentFolderId: null });
  expect(
    v.parse(libraryCall, { id: '7782342274025937895', note: null, snippet: { fromSec: 21, toSec: 132 } }),
  ).toMatchObject({ snippet: { fromSec: 21, toSec: 132 } });
  expect(v.safeParse(libraryCall, { id: '1', snippet: null }).success).toBe(true);
});

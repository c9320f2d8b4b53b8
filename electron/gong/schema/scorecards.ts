import * as v from 'valibot';
import { bool, changed, id, num, opt, paged, record, text } from './common.ts';

/** A whole number that Gong declares integer and sends as text ("1"). */
const amount = v.union([num, v.pipe(v.string(), v.trim(), v.decimal(), v.transform(Number))]);

const question = record({
  questionId: opt(id),
  questionRevisionId: opt(id),
  questionText: opt(text),
  isOverall: opt(bool),
  /** RANGE, BOOLEAN, OPEN, … : not a closed list. */
  questionType: opt(text),
  /** HTML. */
  answerGuide: opt(text),
  minRange: opt(amount),
  maxRange: opt(amount),
  answerOptions: opt(v.array(record({ id: opt(id), text: opt(text) }))),
});

/** A scorecard as `GET /v2/settings/scorecards` lists it. */
export const scorecard = record({
  scorecardId: id,
  scorecardName: opt(text),
  workspaceId: opt(id),
  enabled: opt(bool),
  /** AUTOMATIC or MANUAL. */
  reviewMethod: opt(text),
  ...changed,
  questions: opt(v.array(question)),
});
export type Scorecard = v.InferOutput<typeof scorecard>;
/** A scorecard that `scorecard` accepts, as it came from Gong. */
export type ScorecardRecord = v.InferInput<typeof scorecard>;
export type ScorecardQuestion = v.InferOutput<typeof question>;
export const scorecardsList = record({ requestId: opt(text), scorecards: v.array(v.unknown()) });

const answer = record({
  questionId: opt(id),
  questionRevisionId: opt(id),
  isOverall: opt(bool),
  score: opt(amount),
  answerText: opt(text),
  notApplicable: opt(bool),
  selectedOptions: opt(v.array(id)),
});

/** One review of one call, as `POST /v2/stats/activity/scorecards` lists it. */
export const answeredScorecard = record({
  answeredScorecardId: id,
  scorecardId: opt(id),
  scorecardName: opt(text),
  callId: id,
  callStartTime: opt(text),
  reviewedUserId: opt(id),
  /** Null for an automatic review. */
  reviewerUserId: opt(id),
  reviewMethod: opt(text),
  editorUserId: opt(id),
  reviewTime: opt(text),
  /** PUBLIC, PRIVATE or OPT_IN_USERS. */
  visibilityType: opt(text),
  answers: opt(v.array(answer)),
});
export type AnsweredScorecard = v.InferOutput<typeof answeredScorecard>;
/** A review that `answeredScorecard` accepts, as it came from Gong. */
export type AnsweredRecord = v.InferInput<typeof answeredScorecard>;
export const answeredScorecardsPage = record({ ...paged, answeredScorecards: v.array(v.unknown()) });

/** Days 'YYYY-MM-DD' in the company's time zone; “to” days are not included. `reviewMethod` is MANUAL where it is left out. */
export interface AnsweredScorecardsFilter {
  readonly callFromDate?: string;
  readonly callToDate?: string;
  readonly reviewFromDate?: string;
  readonly reviewToDate?: string;
  readonly reviewMethod?: 'AUTOMATIC' | 'MANUAL' | 'BOTH';
  readonly scorecardIds?: readonly string[];
  readonly reviewedUserIds?: readonly string[];
}

/** The filter as the emulator reads it. */
export const answeredScorecardsRequest = record({
  cursor: opt(text),
  filter: record({
    callFromDate: opt(text),
    callToDate: opt(text),
    reviewFromDate: opt(text),
    reviewToDate: opt(text),
    reviewMethod: opt(v.picklist(['AUTOMATIC', 'MANUAL', 'BOTH'])),
    scorecardIds: opt(v.array(id)),
    reviewedUserIds: opt(v.array(id)),
  }),
});

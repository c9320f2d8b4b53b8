import type { AnsweredRecord } from '../../../electron/gong/schema/scorecards.ts';
import { isRemoved } from '../../erase/calls.ts';
import { deepText, readEraser } from '../../erase/eraser.ts';
import { touchCalls } from '../../store/generation.ts';
import { num, objects, str, word } from '../../store/json.ts';
import type { WriterDb } from '../../store/open.ts';
import { deleteRows, findRow, insertRow, putRow, updateRows } from '../../store/rows.ts';
import { answeredScorecard, scorecardAnswer } from '../../store/schema.ts';
import { prepared } from '../../store/statements.ts';
import { parseTime } from '../../store/time.ts';

/** The highest score a question can get where its scorecard cannot be read: Gong's own questions go from 1 to 5. */
const usualTop = 5;

/** Two decimals: what is not told apart on screen is not told apart by a query. */
const rounded = (percent: number) => Math.round(percent * 100) / 100;

/** A score as a share of the highest one, 0 to 100; null when it is no number or the highest one is not known. */
function percentOf(score: number | null, top: number | null): number | null {
  if (score === null || top === null || top <= 0) return null;
  return rounded(Math.min(100, Math.max(0, (score * 100) / top)));
}

/** Highest score of each question that is answered with a number, by the question's id; null: its answers are no numbers. */
type Tops = ReadonlyMap<string, number | null>;

function topsOf(db: WriterDb, scorecardId: string | null): Tops | null {
  if (scorecardId === null) return null;
  const questions = prepared(db, "SELECT json ->> '$.questions' FROM scorecard WHERE gong_id = ?")
    .pluck()
    .get(scorecardId);
  if (typeof questions !== 'string') return null;
  return new Map(
    objects(JSON.parse(questions)).flatMap((question): [string, number | null][] => {
      const id = word(question['questionId']);
      return id === null ? [] : [[id, num(question['maxRange'])]];
    }),
  );
}

interface Scored {
  /** Of the review as a whole. */
  readonly score: number | null;
  readonly answers: readonly { readonly question: string | null; readonly score: number | null }[];
}

const mean = (values: readonly number[]) =>
  values.length === 0 ? null : rounded(values.reduce((sum, value) => sum + value, 0) / values.length);

/** Scores of a review: what the question about the whole call got, else the mean of the answers that are numbers. */
function scoredOf(record: AnsweredRecord, tops: Tops | null): Scored {
  const overall: number[] = [];
  const all: number[] = [];
  const answers = (record.answers ?? []).map((answer) => {
    const question = word(answer.questionId);
    const known = question === null ? undefined : tops?.get(question);
    const score = answer.notApplicable === true ? null : num(answer.score);
    // A question that was taken out of its scorecard is known no more.
    const top = known === undefined ? ((score ?? 0) <= usualTop ? usualTop : null) : known;
    const percent = percentOf(score, top);
    if (percent !== null) (answer.isOverall === true ? overall : all).push(percent);
    return { question, score: percent };
  });
  return { score: mean(overall) ?? mean(all), answers };
}

function nameOf(db: WriterDb, record: AnsweredRecord, gongId: string): string {
  const scorecardId = word(record.scorecardId);
  const known = prepared(db, 'SELECT name FROM scorecard WHERE gong_id = ?').pluck().get(scorecardId);
  return word(known) ?? word(record.scorecardName) ?? scorecardId ?? gongId;
}

function writeAnswers(db: WriterDb, gongId: string, { answers }: Scored): void {
  deleteRows(db, scorecardAnswer, { answered_id: gongId });
  for (const [position, { question, score }] of answers.entries())
    insertRow(db, scorecardAnswer, { answered_id: gongId, position, question_id: question, score });
}

/** Works out names and scores again after scorecards changed. Returns the calls on which something looks different. */
export function rescore(db: WriterDb): string[] {
  const rows = prepared(
    db,
    'SELECT gong_id AS id, call_gong_id AS call, scorecard_id AS scorecard, name, score, json FROM answered_scorecard',
  ).all() as {
    id: string;
    call: string;
    scorecard: string | null;
    name: string;
    score: number | null;
    json: string;
  }[];
  const tops = new Map<string | null, Tops | null>();
  const changed: string[] = [];
  for (const row of rows) {
    if (!tops.has(row.scorecard)) tops.set(row.scorecard, topsOf(db, row.scorecard));
    const record = JSON.parse(row.json) as AnsweredRecord;
    const scored = scoredOf(record, tops.get(row.scorecard) ?? null);
    const name = nameOf(db, record, row.id);
    writeAnswers(db, row.id, scored);
    if (name === row.name && scored.score === row.score) continue;
    updateRows(db, answeredScorecard, { gong_id: row.id }, { name, score: scored.score });
    changed.push(row.call);
  }
  return changed;
}

/** What reviews are stored with. */
export interface AnsweredReading {
  readonly atMs: number;
  /** Beginning of this reading of the list, UTC ms: what it should have listed and did not is missing. */
  readonly sweepMs: number;
  /** Whether private reviews are kept and shown. */
  readonly privateReviews: boolean;
  /** Reviews of calls that started before, and are not here, are not kept; UTC ms, null for all. */
  readonly notBeforeMs?: number | null;
  /** Calls of some hosts alone are synced: reviews of calls that are not here are not kept. */
  readonly onlyOfStored?: boolean;
}

const isStored = (db: WriterDb, call: string) =>
  prepared(db, 'SELECT 1 FROM call WHERE gong_id = +?').get(call) !== undefined;

/** Whether a review is of a call that was removed from here, or that is too old to be kept. */
function isOfRemoved(
  db: WriterDb,
  record: AnsweredRecord,
  call: string,
  notBeforeMs: number | null,
): boolean {
  const startedMs = notBeforeMs === null ? null : parseTime(record.callStartTime).ms;
  if (startedMs !== null && notBeforeMs !== null && startedMs < notBeforeMs) return !isStored(db, call);
  return isRemoved(db, call);
}

const isPrivate = (visibility: string | null) => visibility !== null && visibility !== 'PUBLIC';

/** Stores one review; whether its call looks different now. Throws TypeError for one without an id or a call. */
export function storeAnswered(db: WriterDb, given: AnsweredRecord, page: AnsweredReading): boolean {
  const eraser = readEraser(db);
  const record = eraser ? deepText(given, (text) => eraser.text(text)) : given;
  const gongId = word(record.answeredScorecardId);
  const call = word(record.callId);
  if (gongId === null || call === null) throw new TypeError('the review has no id or no call');
  if (isOfRemoved(db, record, call, page.notBeforeMs ?? null)) return false;
  const old = findRow(db, answeredScorecard, { gong_id: gongId });
  if (!old && page.onlyOfStored && !isStored(db, call)) return false;
  const visibility = str(record.visibilityType);
  const hidden = isPrivate(visibility) && !page.privateReviews;
  // What only its author may see is not kept unless it is asked for; what was kept stays, out of sight.
  if (hidden && !old) return false;
  const json = hidden ? (old?.json ?? '') : JSON.stringify(record);
  if (old && old.json === json && old.hidden === Number(hidden)) {
    updateRows(db, answeredScorecard, { gong_id: gongId }, { seen_ms: page.sweepMs, missing_ms: null });
    return false;
  }
  const scored = scoredOf(record, topsOf(db, word(record.scorecardId)));
  putRow(db, answeredScorecard, {
    gong_id: gongId,
    call_gong_id: call,
    scorecard_id: word(record.scorecardId),
    name: nameOf(db, record, gongId),
    reviewed_user_id: word(record.reviewedUserId),
    reviewer_user_id: word(record.reviewerUserId),
    editor_user_id: word(record.editorUserId),
    review_method: str(record.reviewMethod),
    review_ms: parseTime(record.reviewTime).ms,
    call_started_ms: parseTime(record.callStartTime).ms,
    visibility,
    score: scored.score,
    json,
    hidden: Number(hidden),
    seen_ms: page.sweepMs,
    missing_ms: null,
    synced_ms: page.atMs,
  });
  writeAnswers(db, gongId, scored);
  if (old && old.call_gong_id !== call) touchCalls(db, [old.call_gong_id]);
  return true;
}

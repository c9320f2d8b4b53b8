import type { AnsweredScorecard, LibraryPlace } from '../../electron/contract/call.ts';
import { valueClauseOf } from '../../electron/contract/query/format.ts';
import { type Json, num, objects, str, word } from '../store/json.ts';
import type { Db } from '../store/open.ts';
import { prepared } from '../store/statements.ts';

/** Gong's own doing has this user's id. */
const systemUser = '-1';

/** A person by user id, by the name on the call where there is one. */
function personOf(db: Db, callId: number, userId: string | null): string | null {
  if (userId === null) return null;
  if (userId === systemUser) return 'Gong';
  const name = prepared(
    db,
    `SELECT coalesce((SELECT name FROM party WHERE call_id = ? AND user_id = ? AND name IS NOT NULL),
       (SELECT coalesce(name, email) FROM user WHERE gong_id = ?))`,
  )
    .pluck()
    .get(callId, userId, userId) as string | null;
  return name ?? `User ${userId}`;
}

function questionsOf(db: Db, scorecardId: string | null): ReadonlyMap<string, Json> {
  const questions = prepared(db, "SELECT json ->> '$.questions' FROM scorecard WHERE gong_id = ?")
    .pluck()
    .get(scorecardId) as string | null | undefined;
  return new Map(
    objects(questions ? JSON.parse(questions) : null).map((question) => [
      word(question['questionId']) ?? '',
      question,
    ]),
  );
}

interface AnsweredRow {
  readonly id: string;
  readonly scorecard: string | null;
  readonly name: string;
  readonly reviewed: string | null;
  readonly reviewer: string | null;
  readonly editor: string | null;
  readonly method: string | null;
  readonly ms: number | null;
  readonly visibility: string | null;
  readonly score: number | null;
  readonly json: string;
}

/** The reviews of a call that are to be shown, newest first, with every answer. */
export function readScorecards(db: Db, callId: number, gongId: string): readonly AnsweredScorecard[] {
  const rows = prepared(
    db,
    `SELECT gong_id AS id, scorecard_id AS scorecard, name, reviewed_user_id AS reviewed,
       reviewer_user_id AS reviewer, editor_user_id AS editor, review_method AS method, review_ms AS ms, visibility,
       score, json
     FROM answered_scorecard WHERE call_gong_id = ? AND hidden = 0 ORDER BY review_ms DESC, gong_id`,
  ).all(gongId) as AnsweredRow[];
  return rows.map((row) => {
    const questions = questionsOf(db, row.scorecard);
    const scores = prepared(db, 'SELECT score FROM scorecard_answer WHERE answered_id = ? ORDER BY position')
      .pluck()
      .all(row.id) as (number | null)[];
    return {
      id: row.id,
      name: row.name,
      q: valueClauseOf('scorecard', row.name),
      automatic: row.method === 'AUTOMATIC',
      reviewer: row.method === 'AUTOMATIC' ? 'Gong' : personOf(db, callId, row.reviewer),
      reviewed: personOf(db, callId, row.reviewed),
      editor: personOf(db, callId, row.editor),
      reviewedMs: row.ms,
      isPrivate: row.visibility !== null && row.visibility !== 'PUBLIC',
      score: row.score,
      answers: objects((JSON.parse(row.json) as Json)['answers']).map((answer, at) =>
        answerOf(answer, questions.get(word(answer['questionId']) ?? ''), scores[at] ?? null),
      ),
    };
  });
}

function answerOf(
  answer: Json,
  question: Json | undefined,
  percent: number | null,
): AnsweredScorecard['answers'][number] {
  const options = new Map(
    objects(question?.['answerOptions']).map((option) => [word(option['id']), str(option['text'])]),
  );
  const chosen = Array.isArray(answer['selectedOptions']) ? answer['selectedOptions'] : [];
  return {
    question: word(question?.['questionText']),
    isOverall: answer['isOverall'] === true,
    score: num(answer['score']),
    highest: num(question?.['maxRange']),
    percent,
    text: word(answer['answerText']),
    options: chosen.flatMap((id) => options.get(word(id)) ?? word(id) ?? []),
    notApplicable: answer['notApplicable'] === true,
  };
}

/** Where the team keeps a call, by folder. */
export function readLibrary(db: Db, callId: number, gongId: string): readonly LibraryPlace[] {
  const rows = prepared(
    db,
    `SELECT path, label, note, added_by AS addedBy, created_ms AS addedMs, from_s AS startSec, to_s AS endSec
     FROM library_call k JOIN library_folder f ON f.gong_id = k.folder_id
     WHERE call_gong_id = ? ORDER BY path, from_s, position`,
  ).all(gongId) as (Omit<LibraryPlace, 'q'> & { label: string })[];
  return rows.map(({ label, ...row }) => ({
    ...row,
    addedBy: personOf(db, callId, row.addedBy),
    q: valueClauseOf('folder', label),
  }));
}

import type { AnsweredRecord } from '../../electron/gong/schema/scorecards.ts';
import { recordProblem } from '../calls/ingest/problems.ts';
import { type AnsweredReading, storeAnswered } from '../calls/ingest/scorecards.ts';
import { touchCalls } from '../store/generation.ts';
import type { WriterDb } from '../store/open.ts';
import { deleteRows, updateRows } from '../store/rows.ts';
import { answeredScorecard, scorecardAnswer } from '../store/schema.ts';
import { prepared } from '../store/statements.ts';
import { type Checkpoint, completePage, type Page, writeCheckpoint } from './sync.ts';

/** A page of reviews with everything that commits together with it. */
export interface AnsweredPage extends AnsweredReading, Page {
  readonly records: readonly AnsweredRecord[];
}

/** Stores a page of reviews with its checkpoint in one transaction; `changed`: reviews that are new or different. */
export function commitAnswered(
  db: WriterDb,
  page: AnsweredPage,
): { readonly changed: number; readonly problems: number } {
  return db.transaction(() => {
    const touched: string[] = [];
    let problems = 0;
    for (const record of page.records) {
      try {
        if (storeAnswered(db, record, page)) touched.push(String(record.callId));
      } catch (error) {
        problems += recordProblem(db, 'record', record, error, page);
      }
    }
    if (touched.length > 0) touchCalls(db, touched);
    return { changed: touched.length, problems: problems + completePage(db, 'record', page) };
  })();
}

/** A reading of the list of reviews that came to its end. */
export interface AnsweredSweep {
  readonly sweepMs: number;
  /** Which reviews it must have listed: those whose call, or whose review, was in [fromMs, toMs); null is open. */
  readonly by: 'call' | 'review';
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly atMs: number;
  readonly checkpoint: Checkpoint;
}

/** A review is gone when two readings, at least so far apart, did not list it. */
const twiceWithinMs = 3_600_000;

/** Removes the reviews that Gong lists no more. Returns how many. */
export function finishAnsweredSweep(db: WriterDb, sweep: AnsweredSweep): number {
  return db.transaction(() => {
    const column = sweep.by === 'call' ? 'call_started_ms' : 'review_ms';
    const rows = prepared(
      db,
      `SELECT gong_id AS id, call_gong_id AS call, missing_ms AS missing FROM answered_scorecard
       WHERE seen_ms < ? AND ${column} >= ? AND ${column} < ?`,
    ).all(sweep.sweepMs, sweep.fromMs ?? Number.MIN_SAFE_INTEGER, sweep.toMs ?? Number.MAX_SAFE_INTEGER) as {
      id: string;
      call: string;
      missing: number | null;
    }[];
    const gone = rows.filter(({ missing }) => missing !== null && sweep.atMs - missing >= twiceWithinMs);
    for (const { id, missing } of rows)
      if (missing === null) updateRows(db, answeredScorecard, { gong_id: id }, { missing_ms: sweep.atMs });
    for (const { id } of gone) {
      deleteRows(db, scorecardAnswer, { answered_id: id });
      deleteRows(db, answeredScorecard, { gong_id: id });
    }
    if (gone.length > 0)
      touchCalls(
        db,
        gone.map(({ call }) => call),
      );
    writeCheckpoint(db, sweep.checkpoint, sweep.atMs);
    return gone.length;
  })();
}

/** Start of the oldest call that has a review, UTC ms; null: none has. */
export function oldestReviewedCallMs(db: WriterDb): number | null {
  return prepared(db, 'SELECT min(call_started_ms) FROM answered_scorecard').pluck().get() as number | null;
}

/** Shows or hides the private reviews that are stored. Returns how many changed. */
export function applyReviewVisibility(db: WriterDb, privateReviews: boolean): number {
  return db.transaction(() => {
    const calls = prepared(
      db,
      `UPDATE answered_scorecard SET hidden = @hidden
       WHERE visibility IS NOT NULL AND visibility <> 'PUBLIC' AND hidden <> @hidden RETURNING call_gong_id`,
    )
      .pluck()
      .all({ hidden: privateReviews ? 0 : 1 }) as string[];
    if (calls.length > 0) touchCalls(db, calls);
    return calls.length;
  })();
}

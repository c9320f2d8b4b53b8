import { mediaStem } from '../media/files.ts';
import { nextGeneration } from '../store/generation.ts';
import type { Db, WriterDb } from '../store/open.ts';
import { deleteRows, insertRow, putRow } from '../store/rows.ts';
import {
  absence,
  answeredScorecard,
  call,
  change,
  erasing,
  libraryCall,
  mediaFile,
  mineCall,
  mineMark,
  mineNote,
  mineTag,
  problem,
  purged,
  removal,
  transcript,
} from '../store/schema.ts';
import { prepared } from '../store/statements.ts';
import { forgetEdits } from './edits.ts';

export type RemovalReason = (typeof removal.$inferSelect)['why'];

/** Notes that files may hold traces of a call, or of words without a call (null), until `finishErasing`. */
export function beginErasing(db: WriterDb, gongId: string | null, atMs: number): void {
  putRow(db, erasing, { stem: gongId === null ? '' : mediaStem(gongId), at_ms: atMs });
}

/** Whether a call was removed from here and has not come again. */
export const isRemoved = (db: Db, gongId: string): boolean =>
  prepared(
    db,
    'SELECT 1 FROM removal WHERE gong_id = +? AND NOT EXISTS (SELECT 1 FROM call WHERE call.gong_id = removal.gong_id)',
  ).get(gongId) !== undefined;

/** Everything that Gong gave us about a call. What has the row's id goes with it by its reference; what has Gong's id does not. */
function eraseCall(db: WriterDb, id: number, gongId: string): void {
  deleteRows(db, call, { id });
  deleteRows(db, transcript, { gong_id: gongId });
  prepared(
    db,
    'DELETE FROM scorecard_answer WHERE answered_id IN (SELECT gong_id FROM answered_scorecard WHERE call_gong_id = ?)',
  ).run(gongId);
  deleteRows(db, answeredScorecard, { call_gong_id: gongId });
  deleteRows(db, libraryCall, { call_gong_id: gongId });
  deleteRows(db, change, { gong_id: gongId });
  deleteRows(db, problem, { call_id: gongId });
  deleteRows(db, absence, { gong_id: gongId });
  deleteRows(db, mediaFile, { gong_id: gongId });
}

/** What the user typed, tagged and marked on a call is theirs and stays; what their highlights quote was said in it, and goes. */
const eraseQuotes = (db: WriterDb, gongId: string): void =>
  void prepared(db, 'UPDATE mine_note SET quote = NULL WHERE gong_id = ? AND quote IS NOT NULL').run(gongId);

/** Where a person is erased with their calls, nothing that the user made of these stays either. */
function eraseOwn(db: WriterDb, gongId: string): void {
  for (const table of [mineCall, mineTag, mineNote, mineMark]) deleteRows(db, table, { gong_id: gongId });
}

/**
 * Removes calls and everything Gong gave us about them, in one transaction that also says why. Their words lie in files until
 * `clearStore` and its like in the other files are done: `erasing` says so. Returns how many calls there were.
 */
export function eraseCalls(
  db: WriterDb,
  gongIds: readonly string[],
  why: RemovalReason,
  atMs: number,
): number {
  return db.transaction(() => {
    const find = prepared(db, 'SELECT id FROM call WHERE gong_id = ?').pluck();
    const found = gongIds.flatMap((gongId) => {
      const id = find.get(gongId) as number | undefined;
      return id === undefined ? [] : [{ gongId, id }];
    });
    if (found.length === 0) return 0;
    const generation = nextGeneration(db);
    forgetEdits(db, new Set(found.map(({ gongId }) => gongId)));
    for (const { gongId, id } of found) {
      beginErasing(db, gongId, atMs);
      eraseCall(db, id, gongId);
      if (why === 'person') eraseOwn(db, gongId);
      else eraseQuotes(db, gongId);
      insertRow(db, purged, { call_id: id, gong_id: gongId, generation });
      insertRow(db, removal, { at_ms: atMs, gong_id: gongId, why });
    }
    return found.length;
  })();
}

/**
 * Removes calls that were removed before and came back with an older copy, and what such a copy brought back of the user's own about them.
 * Returns how many there were.
 */
export function eraseCallsAgain(
  db: WriterDb,
  removed: readonly Pick<typeof removal.$inferSelect, 'gong_id' | 'why' | 'at_ms'>[],
): number {
  return db.transaction(() => {
    forgetEdits(db, new Set(removed.map(({ gong_id }) => gong_id)));
    let calls = 0;
    for (const { gong_id, why, at_ms } of removed) {
      calls += eraseCalls(db, [gong_id], why, at_ms);
      if (why === 'person') eraseOwn(db, gong_id);
      else eraseQuotes(db, gong_id);
    }
    return calls;
  })();
}

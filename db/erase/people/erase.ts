import type { ErasureCounts, ErasureReceipt } from '../../../electron/contract/privacy.ts';
import { eraseInCall } from '../../calls/ingest/calls.ts';
import { refreshNotes } from '../../calls/ingest/document.ts';
import { touchUsers } from '../../calls/ingest/people.ts';
import { touchCalls } from '../../store/generation.ts';
import { type Json, obj } from '../../store/json.ts';
import type { Db, WriterDb } from '../../store/open.ts';
import { unpack } from '../../store/raw.ts';
import { deleteRows, insertRow } from '../../store/rows.ts';
import { erasureReceipt, mediaFile, problem, user, userAddress } from '../../store/schema.ts';
import { prepared } from '../../store/statements.ts';
import { beginErasing, eraseCalls } from '../calls.ts';
import { forgetEdits } from '../edits.ts';
import { type Eraser, readEraser } from '../eraser.ts';
import { addressMark, keepMarks, type Takes } from '../marks.ts';
import { countTraces, findTraces, type Trace, traceIn } from './find.ts';
import { identify } from './identify.ts';
import { eraseInOwn } from './own.ts';

/** Columns with texts of Gong's that belong to no call's record. */
const otherTexts = [
  ['answered_scorecard', 'gong_id', ['json']],
  ['library_folder', 'gong_id', ['name', 'path', 'label', 'json']],
  ['library_call', 'folder_id, position', ['title', 'note', 'url', 'json']],
] as const;

function eraseInOthers(db: WriterDb, eraser: Eraser): void {
  for (const [table, key, columns] of otherTexts) {
    const keys = key.split(', ');
    const rows = prepared(db, `SELECT ${key}, ${columns.join(', ')} FROM ${table}`).all() as Record<
      string,
      string | number | null
    >[];
    for (const row of rows) {
      const changed = columns.filter(
        (name) => typeof row[name] === 'string' && eraser.text(row[name]) !== row[name],
      );
      for (const name of changed)
        prepared(
          db,
          `UPDATE ${table} SET ${name} = ? WHERE ${keys.map((one) => `${one} = ?`).join(' AND ')}`,
        ).run(eraser.text(String(row[name])), ...keys.map((one) => row[one]));
    }
  }
  const changes = prepared(db, 'SELECT id, summary, fields FROM change').all() as {
    id: number;
    summary: string;
    fields: string;
  }[];
  for (const { id, summary, fields } of changes)
    if (eraser.text(summary) !== summary || eraser.text(fields) !== fields)
      prepared(db, 'DELETE FROM change WHERE id = ?').run(id);
  const problems = prepared(db, 'SELECT id, reason, raw FROM problem').all() as {
    id: number;
    reason: string;
    raw: Buffer | null;
  }[];
  for (const { id, reason, raw } of problems) {
    const text = raw ? unpack(raw) : '';
    if (eraser.text(text) !== text || eraser.text(reason) !== reason) deleteRows(db, problem, { id });
  }
}

/** Gong's users among them leave the users' list, and their addresses. */
function eraseUsers(db: WriterDb, eraser: Eraser): void {
  const users = prepared(db, 'SELECT gong_id, json FROM user').all() as { gong_id: string; json: string }[];
  const gone = users.filter(({ gong_id, json }) =>
    eraser.user({ ...(obj(JSON.parse(json)) as Json), id: gong_id }),
  );
  for (const { gong_id } of gone) {
    deleteRows(db, user, { gong_id });
    deleteRows(db, userAddress, { user_id: gong_id });
  }
  const addresses = prepared(db, 'SELECT address, user_id FROM user_address').all() as {
    address: string;
    user_id: string;
  }[];
  for (const { address, user_id } of addresses)
    if (eraser.user({ id: user_id, emailAddress: addressMark(address)?.value }))
      deleteRows(db, userAddress, { address });
  touchUsers(db);
}

/** Takes them out of a call that stays; of one on which they speak, the recording goes too. */
function eraseInStored(db: WriterDb, eraser: Eraser, trace: Trace, atMs: number): void {
  eraseInCall(db, eraser, trace, atMs);
  if (!trace.present) return;
  beginErasing(db, trace.gongId, atMs);
  deleteRows(db, mediaFile, { gong_id: trace.gongId });
  deleteRows(db, problem, { call_id: trace.gongId });
}

/** Takes them out of everything that belongs to no call's record: the user's own, reviews, folders, changes, problems, users. */
function eraseBeside(db: WriterDb, eraser: Eraser, traces: readonly Trace[]): void {
  const noted = eraseInOwn(db, eraser, traces);
  eraseInOthers(db, eraser);
  eraseUsers(db, eraser);
  const rowOf = prepared(db, 'SELECT id FROM call WHERE gong_id = ?').pluck();
  for (const gongId of new Set(noted)) {
    const row = rowOf.get(gongId) as number | undefined;
    if (row !== undefined) refreshNotes(db, row, gongId);
  }
  touchCalls(db, noted);
}

/**
 * Erases everybody once more whom the store knows to be erased, in one transaction: an older copy brought them back. Reads every call,
 * about 1 ms each. Their words lie in files until that is finished (`erasing`).
 */
export function erasePeopleAgain(db: WriterDb, atMs: number): void {
  const eraser = readEraser(db);
  if (!eraser) return;
  db.transaction(() => {
    beginErasing(db, null, atMs);
    const ids = prepared(db, 'SELECT id FROM call').pluck().all() as number[];
    const traces = ids.flatMap((id) => traceIn(db, eraser, id) ?? []);
    forgetEdits(db, new Set(traces.filter(({ present }) => present).map(({ gongId }) => gongId)));
    const going = traces.filter(({ goes }) => goes).map(({ gongId }) => gongId);
    eraseCalls(db, going, 'person', atMs);
    for (const trace of traces) if (!trace.goes) eraseInStored(db, eraser, trace, atMs);
    eraseBeside(db, eraser, traces);
  })();
}

/**
 * Erases the people that a text names, in one transaction: the calls they took part in, or their words, names and addresses in them and
 * the recordings; in other calls and in the user's own texts, where they are named. What Gong sends of them from now on is treated the
 * same. Their words lie in files until that is finished (`erasing`). Returns the receipt. Throws 'erase/who'.
 */
export function erasePerson(db: WriterDb, text: string, takes: Takes, atMs: number): ErasureReceipt {
  return db.transaction(() => {
    beginErasing(db, null, atMs);
    const identity = identify(db, text);
    const found = findTraces(db, identity, true);
    const { eraser, traces } = found;
    const counts = countTraces(db, found);
    const id = insertRow(db, erasureReceipt, { at_ms: atMs, takes, counts: JSON.stringify(counts) });
    keepMarks(db, identity.marks, id, takes);
    const present = traces.filter((trace) => trace.present).map(({ gongId }) => gongId);
    forgetEdits(db, new Set(present));
    if (takes === 'calls') eraseCalls(db, present, 'person', atMs);
    for (const trace of traces)
      if (takes === 'words' || !trace.present) eraseInStored(db, eraser, trace, atMs);
    eraseBeside(db, eraser, traces);
    return { id, atMs, finishedMs: null, takes, counts };
  })();
}

/** Counts of a receipt; earlier versions did not count what could not be decided. */
const countsOf = (text: string): ErasureCounts => {
  const counts = JSON.parse(text) as Partial<ErasureCounts>;
  return { ...(counts as ErasureCounts), undecided: counts.undecided ?? 0 };
};

/** The receipts, newest first. */
export function readReceipts(db: Db): readonly ErasureReceipt[] {
  const rows = prepared(
    db,
    'SELECT id, at_ms AS atMs, finished_ms AS finishedMs, takes, counts FROM erasure_receipt ORDER BY id DESC',
  ).all() as (Omit<ErasureReceipt, 'counts'> & { counts: string })[];
  return rows.map((row) => ({
    ...row,
    counts: countsOf(row.counts),
  }));
}

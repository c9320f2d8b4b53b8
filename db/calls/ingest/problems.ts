import { readEraser } from '../../erase/eraser.ts';
import { storeErrorCode } from '../../store/errors.ts';
import { obj, str } from '../../store/json.ts';
import type { Db, WriterDb } from '../../store/open.ts';
import { hashOf, pack } from '../../store/raw.ts';
import { prepared } from '../../store/statements.ts';

/** What a problem is about. */
type ProblemKind = 'record' | 'transcript' | 'request';

function idOf(kind: ProblemKind, record: unknown): string | null {
  const fields = obj(record);
  return kind === 'transcript' ? str(fields?.['callId']) : str(obj(fields?.['metaData'])?.['id']);
}

/**
 * Keeps a record that could not be stored, with the reason, so that nothing is lost silently. The same record twice
 * is one problem. An error of the store itself (disk full, damaged) is thrown on: it is not the record's fault.
 * Returns 1 when the problem is new.
 */
export function recordProblem(
  db: WriterDb,
  kind: ProblemKind,
  record: unknown,
  error: unknown,
  options: { readonly atMs: number; readonly requestId?: string | null },
): number {
  if (storeErrorCode(error)) throw error;
  const reason = error instanceof Error ? error.message : String(error);
  const json = JSON.stringify(record ?? null);
  // One that cannot be read cannot be told apart by who is on it: it is not kept when it names somebody who was erased.
  const eraser = readEraser(db);
  const raw = eraser && eraser.text(json) !== json ? null : pack(json);
  return prepared(
    db,
    `INSERT INTO problem(at_ms, kind, call_id, reason, request_id, hash, raw) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (kind, hash) WHERE resolved_ms IS NULL DO NOTHING`,
  ).run(
    options.atMs,
    kind,
    idOf(kind, record),
    reason.slice(0, 2000),
    options.requestId ?? null,
    hashOf(`${kind}:${json}`),
    raw,
  ).changes;
}

/** Marks the open problems of a call (of this kind) as solved: its record came through. */
export function resolveProblems(db: WriterDb, kind: ProblemKind, gongId: string, atMs: number): void {
  prepared(
    db,
    'UPDATE problem SET resolved_ms = ? WHERE call_id = ? AND kind = ? AND resolved_ms IS NULL',
  ).run(atMs, gongId, kind);
}

/** Notes a failed request, once for each reason while it stays open. */
export function requestProblem(
  db: WriterDb,
  problem: { readonly atMs: number; readonly reason: string; readonly requestId?: string | null },
): void {
  recordProblem(db, 'request', { reason: problem.reason }, new Error(problem.reason), problem);
}

/** Marks all open problems with requests as solved: a request of that kind succeeded. */
export function resolveRequestProblems(db: WriterDb, atMs: number): void {
  prepared(db, "UPDATE problem SET resolved_ms = ? WHERE kind = 'request' AND resolved_ms IS NULL").run(atMs);
}

/** Records and transcripts that are listed as problems and not solved. */
export function openProblems(db: Db): readonly { readonly id: number; readonly callId: string | null }[] {
  return prepared(
    db,
    "SELECT id, call_id AS callId FROM problem WHERE kind <> 'request' AND resolved_ms IS NULL ORDER BY kind, id",
  ).all() as { id: number; callId: string | null }[];
}

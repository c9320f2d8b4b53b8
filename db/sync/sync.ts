import type { SyncRun } from '../../electron/contract/sync.ts';
import type { CallRecord } from '../../electron/gong/schema/call.ts';
import type { TranscriptRecord } from '../../electron/gong/schema/transcript.ts';
import { type IngestOptions, type IngestSummary, ingestCalls } from '../calls/ingest/calls.ts';
import { recordProblem } from '../calls/ingest/problems.ts';
import { ingestTranscripts, type TranscriptSummary } from '../calls/ingest/transcripts.ts';
import { obj, word } from '../store/json.ts';
import type { Db, WriterDb } from '../store/open.ts';
import { deleteRows, findRow, insertRow, putRow, updateRows } from '../store/rows.ts';
import { checkpoint as checkpoints, run, seen, setting, workspace } from '../store/schema.ts';
import { prepared } from '../store/statements.ts';
import { countGone } from './gone.ts';
import { runSummary } from './run-summary.ts';

/** Where a sync stands, under a name of its choosing; JSON-safe. */
export interface Checkpoint {
  readonly key: string;
  /** Null removes the checkpoint. */
  readonly value: unknown;
}

/** The value of a checkpoint, or null. */
export function readCheckpoint(db: Db, key: string): unknown {
  const row = findRow(db, checkpoints, { key });
  return row ? JSON.parse(row.value) : null;
}

/** Writes or removes a checkpoint. Within `commitPage` it commits together with the page. */
export function writeCheckpoint(db: WriterDb, checkpoint: Checkpoint, atMs: number): void {
  const { key, value } = checkpoint;
  if (value === null) deleteRows(db, checkpoints, { key });
  else putRow(db, checkpoints, { key, value: JSON.stringify(value), at_ms: atMs });
}

/** A record that failed validation: kept raw, listed under Problems. */
interface Rejected {
  readonly raw: unknown;
  readonly reason: string;
  readonly id?: string | null;
}

/** What commits together with the records of any page. */
export interface Page {
  readonly atMs: number;
  readonly rejected?: readonly Rejected[];
  readonly checkpoint?: Checkpoint;
  readonly requestId?: string | null;
}

/** Writes down what of a page could not be read, and its checkpoint. Returns how many problems are new. */
export function completePage(db: WriterDb, kind: 'record' | 'transcript', page: Page): number {
  let problems = 0;
  for (const { raw, reason } of page.rejected ?? [])
    problems += recordProblem(db, kind, raw, new Error(reason), page);
  if (page.checkpoint) writeCheckpoint(db, page.checkpoint, page.atMs);
  return problems;
}

/** A page of calls with everything that commits together with it. */
export interface CallsPage extends IngestOptions, Page {
  readonly records: readonly CallRecord[];
  readonly runId?: number;
  /** Name of the run's list that the page is of: its calls are seen, the others of its time are suspects. */
  readonly list?: string;
}

function noteSeen(db: WriterDb, list: string, page: CallsPage): void {
  const insert = prepared(db, 'INSERT INTO seen(gong_id, list) VALUES (?, ?) ON CONFLICT DO NOTHING');
  const idOf = (record: unknown) => word(obj(obj(record)?.['metaData'])?.['id']);
  // A call whose record could not be read was there all the same: it is not gone.
  const ids = [...page.records.map(idOf), ...(page.rejected ?? []).map(({ raw, id }) => id ?? idOf(raw))];
  for (const id of ids) if (id !== null) insert.run(id, list);
}

/**
 * How many calls a run has seen in one of its lists, of those that lie in its stretch [fromMs, toMs), UTC ms, null is open: by
 * start or schedule, since Gong goes by one of them. A page can hold calls of another list.
 */
export function countSeen(
  db: Db,
  list: string,
  { fromMs, toMs }: { readonly fromMs: number | null; readonly toMs: number },
): number {
  return prepared(
    db,
    `SELECT count(*) FROM seen LEFT JOIN call ON call.gong_id = seen.gong_id
     WHERE list = @list AND (call.id IS NULL OR (started_ms >= @fromMs AND started_ms < @toMs)
       OR (scheduled_ms >= @fromMs AND scheduled_ms < @toMs))`,
  )
    .pluck()
    .get({ list, fromMs: fromMs ?? Number.MIN_SAFE_INTEGER, toMs }) as number;
}

/** Stores a page of calls, what was seen, the run's counts and the checkpoint in one transaction. */
export function commitPage(db: WriterDb, page: CallsPage): IngestSummary {
  return ingestCalls(db, page.records, page, (summary) => {
    if (page.list !== undefined) noteSeen(db, page.list, page);
    if (page.runId !== undefined) addToRun(db, page.runId, summary);
    return { ...summary, problems: summary.problems + completePage(db, 'record', page) };
  });
}

/** A page of transcripts with everything that commits together with it. */
export interface TranscriptsPage extends Page {
  readonly records: readonly TranscriptRecord[];
  /** Call ids that were asked for; those without an answer are not asked again soon. */
  readonly asked?: readonly string[];
  readonly runId?: number;
}

/** Stores a page of transcripts, the run's counts and the checkpoint in one transaction. */
export function commitTranscripts(db: WriterDb, page: TranscriptsPage): TranscriptSummary {
  return ingestTranscripts(db, page.records, page, (summary) => {
    const asked = prepared(db, 'UPDATE call SET transcript_asked_ms = ? WHERE gong_id = ?');
    for (const id of page.asked ?? []) asked.run(page.atMs, id);
    if (page.runId !== undefined) {
      prepared(db, 'UPDATE run SET transcripts = transcripts + ? WHERE id = ?').run(
        summary.added + summary.changed,
        page.runId,
      );
    }
    return { ...summary, problems: summary.problems + completePage(db, 'transcript', page) };
  });
}

/** An empty transcript of a call younger than this may only not be ready. */
const silentAfterMs = 3 * 86_400_000;

/** Transcripts of calls younger than this are looked at again a day after, because Gong still corrects them. */
const settledAfterMs = 7 * 86_400_000;
const againAfterMs = 86_400_000;

/** @before: the time before which asking counts as long ago; @hosts: ids as JSON, none for all. */
const wantsTranscript = `gone_ms IS NULL AND hidden <> 2
  AND (@hosts = '[]' OR primary_user_id IN (SELECT value FROM json_each(@hosts)))
  AND (transcript_asked_ms IS NULL OR transcript_asked_ms < @before)
  AND NOT EXISTS (SELECT 1 FROM transcript t WHERE t.gong_id = call.gong_id
    AND (t.sentences > 0 OR call.started_ms < @before - ${silentAfterMs})
    AND (call.started_ms < @before - ${settledAfterMs} OR transcript_asked_ms >= @before - ${againAfterMs}))`;

/**
 * Calls whose transcript is to be asked for, newest first: those that have none and were not asked for one since
 * `askedBeforeMs`, and young ones whose transcript may have been corrected; of these hosts, or of all.
 */
export function callsWithoutTranscript(
  db: Db,
  options: { readonly limit: number; readonly askedBeforeMs: number; readonly hosts?: readonly string[] },
): readonly string[] {
  return prepared(
    db,
    `SELECT gong_id FROM call WHERE ${wantsTranscript}
     ORDER BY started_ms DESC, id DESC LIMIT @limit`,
  )
    .pluck()
    .all({
      before: options.askedBeforeMs,
      limit: options.limit,
      hosts: JSON.stringify(options.hosts ?? []),
    }) as string[];
}

/** How many calls `callsWithoutTranscript` would give without its limit. */
export function countWithoutTranscript(db: Db, askedBeforeMs: number, hosts: readonly string[] = []): number {
  return prepared(db, `SELECT count(*) FROM call WHERE ${wantsTranscript}`)
    .pluck()
    .get({ before: askedBeforeMs, hosts: JSON.stringify(hosts) }) as number;
}

/** Writes several checkpoints in one transaction. */
export function writeCheckpoints(db: WriterDb, checkpoints: readonly Checkpoint[], atMs: number): void {
  db.transaction(() => {
    for (const checkpoint of checkpoints) writeCheckpoint(db, checkpoint, atMs);
  })();
}

/** Writes down what a run sets out to do; what an abandoned one has seen and where it stood is forgotten. */
export function beginPlan(db: WriterDb, plan: unknown, atMs: number): void {
  db.transaction(() => {
    endPlan(db);
    writeCheckpoint(db, { key: 'plan', value: plan }, atMs);
  })();
}

/** Forgets the plan and the places of its windows: the run got through. */
export function endPlan(db: WriterDb): void {
  db.transaction(() => {
    deleteRows(db, seen, {});
    prepared(db, "DELETE FROM checkpoint WHERE key IN ('plan', 'settings') OR key LIKE 'place:%'").run();
  })();
}

/** Begins a run; one that was left running by a crash becomes 'interrupted'. Returns its id. */
export function startRun(db: WriterDb, atMs: number): number {
  return db.transaction(() => {
    updateRows(db, run, { outcome: 'running' }, { outcome: 'interrupted', finished_ms: atMs });
    return insertRow(db, run, { started_ms: atMs });
  })();
}

function addToRun(db: WriterDb, runId: number, summary: IngestSummary): void {
  const row = findRow(db, run, { id: runId });
  if (!row) return;
  const kinds = JSON.parse(row.kinds) as Record<string, number>;
  for (const [kind, count] of Object.entries(summary.kinds)) kinds[kind] = (kinds[kind] ?? 0) + count;
  const added = row.added + summary.added;
  const changed = row.changed + summary.changed;
  const unchanged = row.unchanged + summary.unchanged;
  updateRows(db, run, { id: runId }, { added, changed, unchanged, kinds: JSON.stringify(kinds) });
}

/** Ends a run and writes its summary in words, which is returned. */
export function finishRun(
  db: WriterDb,
  runId: number,
  end: { readonly atMs: number; readonly outcome: SyncRun['outcome']; readonly requests: number },
): string {
  return db.transaction(() => {
    const row = findRow(db, run, { id: runId });
    if (!row) throw new Error(`there is no run ${runId}`);
    const summary = runSummary({ ...row, kinds: JSON.parse(row.kinds) as Record<string, number> });
    const { atMs, outcome, requests } = end;
    updateRows(db, run, { id: runId }, { finished_ms: atMs, outcome, requests, summary });
    return summary;
  })();
}

/** Name of a workspace, or its id where Gong did not tell the name. */
export function workspaceName(db: Db, id: string): string {
  return findRow(db, workspace, { gong_id: id })?.name ?? id;
}

/** End of the last run that got through, UTC milliseconds, or null. */
export function lastSyncMs(db: Db): number | null {
  return prepared(db, "SELECT max(finished_ms) FROM run WHERE outcome = 'done'").pluck().get() as
    | number
    | null;
}

/** How the last sync that got through ended, and how many problems are open. */
export function lastState(db: Db): {
  readonly lastFinishedMs: number | null;
  readonly lastSummary: string | null;
  readonly problemCount: number;
  /** Calls that are marked as gone from Gong. */
  readonly gone: { readonly count: number; readonly firstMs: number | null };
} {
  const last = prepared(
    db,
    "SELECT finished_ms AS ms, summary FROM run WHERE outcome = 'done' ORDER BY id DESC LIMIT 1",
  ).get() as { ms: number; summary: string } | undefined;
  const open = prepared(
    db,
    "SELECT count(*) FROM problem WHERE resolved_ms IS NULL AND kind <> 'request'",
  ).pluck();
  return {
    lastFinishedMs: last?.ms ?? null,
    lastSummary: last?.summary ?? null,
    problemCount: open.get() as number,
    gone: countGone(db),
  };
}

/** A setting kept in the store, as it was written; null when there is none. */
export function readSetting(db: Db, key: string): unknown {
  const row = findRow(db, setting, { key });
  return row ? JSON.parse(row.value) : null;
}

/** Writes a setting (JSON-safe). */
export function writeSetting(db: WriterDb, key: string, value: unknown): void {
  putRow(db, setting, { key, value: JSON.stringify(value) });
}

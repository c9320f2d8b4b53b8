import type { Db, WriterDb } from '../store/open.ts';
import { deleteRows, putRow } from '../store/rows.ts';
import { absence } from '../store/schema.ts';
import { prepared } from '../store/statements.ts';
import { type GonePolicy, markGone, purgeAfterMs, purgeGone, purgeSince } from './gone.ts';

// A list that lacks a call does not prove that Gong has lost it: the call may have moved in time, the list may follow another
// time than the one it was asked by, or a page may have been wrong. So Gong is asked for the call by its id, and only when
// it does not give it twice, at least an hour apart, is the call gone.

const hour = 3_600_000;
/** A call that Gong gave when it was asked by id is not asked for again so soon: some lie on the edge of every list. */
const presentForMs = 24 * hour;
/** Between the two answers without a call that make it gone. */
const apartMs = hour;

/** Which calls a run's lists should have held. */
export interface ListedCalls {
  /** Stretches of time that were read completely, [fromMs, toMs) by start of the call, UTC ms; null is open. */
  readonly ranges: readonly { readonly fromMs: number | null; readonly toMs: number }[];
  readonly workspaceId: string | null;
  /** Hosts; empty for all. */
  readonly primaryUserIds: readonly string[];
}

/** A call to ask for by id. */
export interface Suspect {
  readonly gongId: string;
  readonly workspaceId: string | null;
}

const inScope = `(@workspaceId IS NULL OR workspace_id = @workspaceId)
  AND (@users = '[]' OR primary_user_id IN (SELECT value FROM json_each(@users)))`;
const scopeOf = (calls: Pick<ListedCalls, 'workspaceId' | 'primaryUserIds'>) => ({
  workspaceId: calls.workspaceId,
  users: JSON.stringify(calls.primaryUserIds),
});
const bounds = (range: { readonly fromMs: number | null; readonly toMs: number | null }) => ({
  from: range.fromMs ?? Number.MIN_SAFE_INTEGER,
  to: range.toMs ?? Number.MAX_SAFE_INTEGER,
});

/** How many stored calls a scope should show; `fromMs`, `toMs`: its bounds, UTC ms, null is open. */
export function countInScope(
  db: Db,
  scope: Pick<ListedCalls, 'workspaceId' | 'primaryUserIds'> & {
    readonly fromMs: number | null;
    readonly toMs: number | null;
  },
): number {
  return prepared(
    db,
    `SELECT count(*) FROM call WHERE gone_ms IS NULL AND started_ms >= @from AND started_ms < @to AND ${inScope}`,
  )
    .pluck()
    .get({ ...bounds(scope), ...scopeOf(scope) }) as number;
}

/** What a run knows about time: it asks for each call once. */
export interface RunTimes {
  /** When the run was planned, UTC ms. */
  readonly plannedMs: number;
  readonly nowMs: number;
}

/**
 * Calls to ask Gong for by id: those that were not seen although they should have been listed, those that were absent an hour
 * ago or longer, those whose mark was never proven, and, under 'purge', those whose removal is due.
 */
export function findSuspects(
  db: WriterDb,
  calls: ListedCalls,
  times: RunTimes,
  policy: GonePolicy,
  graceMs = purgeAfterMs,
): readonly Suspect[] {
  const found = new Map<string, Suspect>();
  const add = (rows: unknown[]) => {
    for (const suspect of rows as Suspect[]) found.set(suspect.gongId, suspect);
  };
  const fields = 'call.gong_id AS gongId, call.workspace_id AS workspaceId';
  const now = { plannedMs: times.plannedMs, nowMs: times.nowMs };
  db.transaction(() => {
    prepared(
      db,
      `DELETE FROM absence WHERE gong_id IN (SELECT gong_id FROM seen)
         OR NOT EXISTS (SELECT 1 FROM call WHERE call.gong_id = absence.gong_id)
         OR (absent_ms IS NULL AND asked_ms > 0 AND abs(? - asked_ms) > ?)`,
    ).run(times.nowMs, presentForMs);
    for (const range of calls.ranges) {
      add(
        prepared(
          db,
          `SELECT ${fields} FROM call WHERE gone_ms IS NULL AND started_ms >= @from AND started_ms < @to AND ${inScope}
             AND NOT EXISTS (SELECT 1 FROM seen WHERE seen.gong_id = call.gong_id)
             AND NOT EXISTS (SELECT 1 FROM absence WHERE absence.gong_id = call.gong_id)`,
        ).all({ ...bounds(range), ...scopeOf(calls) }),
      );
    }
    add(
      prepared(
        db,
        `SELECT ${fields} FROM absence JOIN call ON call.gong_id = absence.gong_id
         WHERE asked_ms < @plannedMs AND (asked_ms = 0 OR abs(@nowMs - absent_ms) >= ${apartMs})`,
      ).all(now),
    );
    const since = purgeSince(db, policy, times.nowMs);
    if (since !== null && since <= times.nowMs - graceMs) {
      add(
        prepared(
          db,
          `SELECT ${fields} FROM call WHERE gone_ms IS NOT NULL AND gone_ms <= @nowMs - @graceMs
             AND NOT EXISTS (SELECT 1 FROM absence WHERE absence.gong_id = call.gong_id)`,
        ).all({ nowMs: times.nowMs, graceMs }),
      );
    }
  })();
  return [...found.values()];
}

/** Calls that prove an answer by being in it: an answer without any of them says that the key sees nothing there. */
export interface Witnesses {
  readonly ids: readonly string[];
  /** Whether they are of the suspects' workspace. */
  readonly own: boolean;
}

const witnesses = 3;

/**
 * Calls to ask for along with the suspects of a workspace: such as this run has seen, else such as no list of it should have
 * held; of the same workspace if there are any, since a key can lose one workspace and keep the others.
 */
export function findWitnesses(db: Db, workspaceId: string | null, suspects: readonly Suspect[]): Witnesses {
  const suspected = new Set(suspects.map(({ gongId }) => gongId));
  const seen = prepared(
    db,
    `SELECT DISTINCT seen.gong_id FROM seen JOIN call ON call.gong_id = seen.gong_id
     WHERE gone_ms IS NULL AND (@any OR workspace_id IS @workspaceId) LIMIT ${witnesses}`,
  ).pluck();
  const stored = prepared(
    db,
    `SELECT gong_id FROM call WHERE gone_ms IS NULL AND (@any OR workspace_id IS @workspaceId)
       AND NOT EXISTS (SELECT 1 FROM absence WHERE absence.gong_id = call.gong_id AND absent_ms IS NOT NULL)
     ORDER BY started_ms DESC LIMIT @limit`,
  ).pluck();
  for (const any of [0, 1]) {
    const found = new Set(seen.all({ any, workspaceId }) as string[]);
    const others = stored.all({ any, workspaceId, limit: suspected.size + witnesses }) as string[];
    for (const id of others) if (found.size < witnesses && !suspected.has(id)) found.add(id);
    if (found.size > 0) return { ids: [...found], own: any === 0 };
  }
  return { ids: [], own: false };
}

/** Gong's answer to a question by id. */
export interface ByIdAnswer {
  readonly asked: readonly string[];
  /** Those of them that Gong gave. */
  readonly given: readonly string[];
  readonly atMs: number;
  readonly policy: GonePolicy;
  readonly runId?: number;
}

/** Writes down an answer. Returns how many calls it made gone or, marked long enough, removed. */
export function recordAnswer(
  db: WriterDb,
  answer: ByIdAnswer,
): { readonly gone: number; readonly removed: number } {
  return db.transaction(() => {
    const { atMs, policy } = answer;
    const note = (gong_id: string, absent_ms: number | null) =>
      putRow(db, absence, { gong_id, asked_ms: atMs, absent_ms });
    const former = prepared(
      db,
      `SELECT gone_ms AS goneMs, absent_ms AS absentMs, asked_ms AS askedMs FROM call
       LEFT JOIN absence ON absence.gong_id = call.gong_id WHERE call.gong_id = ?`,
    );
    const given = new Set(answer.given);
    const gone: string[] = [];
    const due: string[] = [];
    for (const gongId of answer.asked) {
      if (given.has(gongId)) {
        note(gongId, null);
        continue;
      }
      const row = former.get(gongId) as
        | { goneMs: number | null; absentMs: number | null; askedMs: number | null }
        | undefined;
      if (!row) continue;
      if (row.askedMs === null && row.goneMs !== null) due.push(gongId);
      else if (row.absentMs === null) note(gongId, atMs);
      else if (Math.abs(atMs - row.absentMs) >= apartMs) gone.push(gongId);
      else note(gongId, row.absentMs);
    }
    const marked = markGone(db, gone, answer);
    for (const gongId of gone) deleteRows(db, absence, { gong_id: gongId });
    const removed = policy === 'purge' ? purgeGone(db, due, atMs) : 0;
    if (answer.runId !== undefined)
      prepared(db, 'UPDATE run SET gone = gone + ? WHERE id = ?').run(marked, answer.runId);
    return { gone: marked, removed };
  })();
}

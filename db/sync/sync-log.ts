import type { NamedId, SyncProblem, SyncRun } from '../../electron/contract/sync.ts';
import type { Db } from '../store/open.ts';
import { prepared } from '../store/statements.ts';

/** The last sync runs, newest first. */
export function readRuns(db: Db): readonly SyncRun[] {
  return prepared(
    db,
    `SELECT id, started_ms AS startedMs, finished_ms AS finishedMs, outcome, requests, added, changed, unchanged,
       gone, transcripts, summary FROM run ORDER BY id DESC LIMIT 100`,
  ).all() as SyncRun[];
}

/** Problems, open ones first, then newest first. That of a hidden call does not name it. */
export function readProblems(db: Db): readonly SyncProblem[] {
  return prepared(
    db,
    `SELECT id, at_ms AS atMs,
       iif(EXISTS (SELECT 1 FROM call WHERE gong_id = call_id AND hidden > 0), NULL, call_id) AS callId, kind, reason, request_id AS requestId, resolved_ms AS resolvedMs
     FROM problem ORDER BY resolved_ms IS NOT NULL, id DESC LIMIT 1000`,
  ).all() as SyncProblem[];
}

/** How many problems are open. */
export function countProblems(db: Db): number {
  return prepared(db, 'SELECT count(*) FROM problem WHERE resolved_ms IS NULL').pluck().get() as number;
}

/** Users and workspaces to choose a sync scope from, by name; users of one name with their address. */
export function readChoices(db: Db): {
  readonly users: readonly NamedId[];
  readonly workspaces: readonly NamedId[];
} {
  return {
    users: prepared(
      db,
      `SELECT gong_id AS id, coalesce(name, email, gong_id) || iif(
         count(*) OVER (PARTITION BY lower(name)) > 1 AND name IS NOT NULL, ' <' || coalesce(email, gong_id) || '>', ''
       ) AS name FROM user ORDER BY 2 COLLATE NOCASE, 1`,
    ).all() as NamedId[],
    workspaces: prepared(
      db,
      'SELECT gong_id AS id, coalesce(name, gong_id) AS name FROM workspace ORDER BY 2 COLLATE NOCASE, 1',
    ).all() as NamedId[],
  };
}

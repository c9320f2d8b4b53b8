import * as absence from '../../../../db/absence.ts';
import { applyVisibility } from '../../../../db/gone.ts';
import { ingestTrackers, ingestUsers, ingestWorkspaces } from '../../../../db/ingest/settings.ts';
import { openProblemRecords, requestProblem, resolveRequestProblems } from '../../../../db/problems.ts';
import * as sync from '../../../../db/sync.ts';
import type { SyncStore } from '../../../sync/store.ts';
import type { TasksOf } from '../facade.ts';

/** What the sync asks of the store; each task is one transaction on the writer worker. */
export const syncTasks: TasksOf<SyncStore> = {
  readCheckpoint: ({ db }, key) => sync.readCheckpoint(db, key),
  writeCheckpoint: ({ db, now }, checkpoint) => sync.writeCheckpoint(db, checkpoint, now()),
  writeCheckpoints: ({ db, now }, checkpoints) => sync.writeCheckpoints(db, checkpoints, now()),
  commitPage: ({ db, changed }, page) => {
    const summary = sync.commitPage(db, page);
    if (summary.added + summary.changed > 0) changed();
    return summary;
  },
  commitTranscripts: ({ db, changed }, page) => {
    const summary = sync.commitTranscripts(db, page);
    if (summary.added + summary.changed > 0) changed();
    return summary;
  },
  countSeen: ({ db }, list) => sync.countSeen(db, list),
  countInScope: ({ db }, scope) => absence.countInScope(db, scope),
  findSuspects: ({ db }, calls, times, policy) => absence.findSuspects(db, calls, times, policy),
  findWitnesses: ({ db }, workspaceId, suspects) => absence.findWitnesses(db, workspaceId, suspects),
  recordAnswer: ({ db, changed }, answer) => {
    const result = absence.recordAnswer(db, answer);
    if (result.gone + result.removed > 0) changed();
    return result;
  },
  workspaceName: ({ db }, id) => sync.workspaceName(db, id),
  callsWithoutTranscript: ({ db }, options) => sync.callsWithoutTranscript(db, options),
  countWithoutTranscript: ({ db }, askedBeforeMs) => sync.countWithoutTranscript(db, askedBeforeMs),
  beginPlan: ({ db, now }, plan) => sync.beginPlan(db, plan, now()),
  endPlan: ({ db }) => sync.endPlan(db),
  startRun: ({ db, now }) => sync.startRun(db, now()),
  finishRun: ({ db, now }, runId, outcome, requests) =>
    sync.finishRun(db, runId, { atMs: now(), outcome, requests }),
  lastState: ({ db }) => sync.lastState(db),
  ingestSettings: ({ db, now }, kind, records) => {
    const ingest = { users: ingestUsers, workspaces: ingestWorkspaces, trackers: ingestTrackers }[kind];
    return ingest(db, records, now());
  },
  applyVisibility: ({ db, changed }, options) => {
    const moved = applyVisibility(db, options);
    if (moved > 0) changed();
    return moved;
  },
  openProblems: ({ db }) =>
    [...openProblemRecords(db, 'record'), ...openProblemRecords(db, 'transcript')].map(({ id, callId }) => ({
      id,
      callId,
    })),
  requestProblem: ({ db, now }, reason, requestId) => requestProblem(db, { atMs: now(), reason, requestId }),
  resolveRequestProblems: ({ db, now }) => resolveRequestProblems(db, now()),
};

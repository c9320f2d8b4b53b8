import * as library from '../../../../db/calls/ingest/library.ts';
import {
  openProblemRecords,
  requestProblem,
  resolveRequestProblems,
} from '../../../../db/calls/ingest/problems.ts';
import * as settings from '../../../../db/calls/ingest/settings.ts';
import * as absence from '../../../../db/sync/absence.ts';
import { applyVisibility } from '../../../../db/sync/gone.ts';
import * as sync from '../../../../db/sync/sync.ts';
import * as reviews from '../../../../db/sync/sync-reviews.ts';
import type { SyncStore } from '../../../sync/store.ts';
import type { TasksOf } from '../facade.ts';

/** What the sync asks of the store; each task is one transaction on the writer worker. */
export const syncTasks: TasksOf<SyncStore> = {
  readCheckpoint: ({ db }, key) => sync.readCheckpoint(db, key),
  writeCheckpoint: ({ db, now }, checkpoint) => sync.writeCheckpoint(db, checkpoint, now()),
  writeCheckpoints: ({ db, now }, checkpoints) => sync.writeCheckpoints(db, checkpoints, now()),
  commitPage: ({ db }, page) => sync.commitPage(db, page),
  commitTranscripts: ({ db }, page) => sync.commitTranscripts(db, page),
  countSeen: ({ db }, list, stretch) => sync.countSeen(db, list, stretch),
  countInScope: ({ db }, scope) => absence.countInScope(db, scope),
  findSuspects: ({ db }, calls, times, policy) => absence.findSuspects(db, calls, times, policy),
  findWitnesses: ({ db }, workspaceId, suspects) => absence.findWitnesses(db, workspaceId, suspects),
  recordAnswer: ({ db }, answer) => absence.recordAnswer(db, answer),
  workspaceName: ({ db }, id) => sync.workspaceName(db, id),
  callsWithoutTranscript: ({ db }, options) => sync.callsWithoutTranscript(db, options),
  countWithoutTranscript: ({ db }, askedBeforeMs) => sync.countWithoutTranscript(db, askedBeforeMs),
  beginPlan: ({ db, now }, plan) => sync.beginPlan(db, plan, now()),
  endPlan: ({ db }) => sync.endPlan(db),
  startRun: ({ db, now }) => sync.startRun(db, now()),
  finishRun: ({ db, now }, runId, outcome, requests) =>
    sync.finishRun(db, runId, { atMs: now(), outcome, requests }),
  lastState: ({ db }) => sync.lastState(db),
  ingestUsers: ({ db, now }, records) => settings.ingestUsers(db, records, now()),
  ingestWorkspaces: ({ db, now }, records) => settings.ingestWorkspaces(db, records, now()),
  ingestTrackers: ({ db, now }, records) => settings.ingestTrackers(db, records, now()),
  ingestScorecards: ({ db, now }, records) => settings.ingestScorecards(db, records, now()),
  commitAnswered: ({ db }, page) => reviews.commitAnswered(db, page),
  finishAnsweredSweep: ({ db }, sweep) => reviews.finishAnsweredSweep(db, sweep),
  oldestReviewedCall: ({ db }) => reviews.oldestReviewedCallMs(db),
  ingestFolders: ({ db }, folders) => library.ingestFolders(db, folders),
  ingestFolderContent: ({ db }, content) => library.ingestFolderContent(db, content),
  passOverFolder: ({ db }, folderId, atMs) => library.passOverFolder(db, folderId, atMs),
  libraryInStore: ({ db }, workspaceId) => library.libraryInStore(db, workspaceId),
  foldersToRead: ({ db }, workspaces, sinceMs) => library.foldersToRead(db, workspaces, sinceMs),
  workspacesInStore: ({ db }) => library.workspacesInStore(db),
  applyVisibility: ({ db, now }, options) =>
    applyVisibility(db, { ...options, atMs: now() }) +
    reviews.applyReviewVisibility(db, options.privateCalls),
  openProblems: ({ db }) =>
    [...openProblemRecords(db, 'record'), ...openProblemRecords(db, 'transcript')].map(({ id, callId }) => ({
      id,
      callId,
    })),
  requestProblem: ({ db, now }, reason, requestId) => requestProblem(db, { atMs: now(), reason, requestId }),
  resolveRequestProblems: ({ db, now }) => resolveRequestProblems(db, now()),
};

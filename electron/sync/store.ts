import * as library from '../../db/calls/ingest/library.ts';
import { openProblems, requestProblem, resolveRequestProblems } from '../../db/calls/ingest/problems.ts';
import * as settings from '../../db/calls/ingest/settings.ts';
import { removeByAge } from '../../db/erase/retention.ts';
import type { WriterDb } from '../../db/store/open.ts';
import type { AsyncTasks } from '../../db/store/tasks.ts';
import * as absence from '../../db/sync/absence.ts';
import { readCompany } from '../../db/sync/company.ts';
import { applyVisibility } from '../../db/sync/gone.ts';
import * as sync from '../../db/sync/sync.ts';
import * as reviews from '../../db/sync/sync-reviews.ts';

/** What the sync does with the store; each is one transaction. */
export const syncTasks = {
  readCheckpoint: sync.readCheckpoint,
  writeCheckpoint: sync.writeCheckpoint,
  writeCheckpoints: sync.writeCheckpoints,
  commitPage: sync.commitPage,
  commitTranscripts: sync.commitTranscripts,
  countSeen: sync.countSeen,
  countInScope: absence.countInScope,
  findSuspects: absence.findSuspects,
  findWitnesses: absence.findWitnesses,
  recordAnswer: absence.recordAnswer,
  removeByAge,
  workspaceName: sync.workspaceName,
  readCompany,
  callsWithoutTranscript: sync.callsWithoutTranscript,
  countWithoutTranscript: sync.countWithoutTranscript,
  beginPlan: sync.beginPlan,
  endPlan: sync.endPlan,
  startRun: sync.startRun,
  finishRun: sync.finishRun,
  lastState: sync.lastState,
  ingestUsers: settings.ingestUsers,
  ingestWorkspaces: settings.ingestWorkspaces,
  ingestTrackers: settings.ingestTrackers,
  ingestScorecards: settings.ingestScorecards,
  commitAnswered: reviews.commitAnswered,
  finishAnsweredSweep: reviews.finishAnsweredSweep,
  oldestReviewedCallMs: reviews.oldestReviewedCallMs,
  ingestFolders: library.ingestFolders,
  ingestFolderContent: library.ingestFolderContent,
  passOverFolder: library.passOverFolder,
  libraryInStore: library.libraryInStore,
  foldersToRead: library.foldersToRead,
  workspacesInStore: library.workspacesInStore,
  /** Returns how many calls came into sight or went out of it. */
  applyVisibility: (db: WriterDb, options: Parameters<typeof applyVisibility>[1]) =>
    applyVisibility(db, options) + reviews.applyReviewVisibility(db, options.privateCalls),
  openProblems,
  requestProblem,
  resolveRequestProblems,
};

/** The store as the sync sees it. Whoever makes an engine hands it in. */
export type SyncStore = AsyncTasks<typeof syncTasks>;

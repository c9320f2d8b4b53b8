import * as absence from '../../db/absence.ts';
import { applyVisibility, type GonePolicy } from '../../db/gone.ts';
import * as library from '../../db/ingest/library.ts';
import { ingestScorecards, ingestTrackers, ingestUsers, ingestWorkspaces } from '../../db/ingest/settings.ts';
import { openProblemRecords, requestProblem, resolveRequestProblems } from '../../db/problems.ts';
import * as sync from '../../db/sync.ts';
import * as reviews from '../../db/sync-reviews.ts';
import type { WriterContext } from '../core/contexts.ts';

/** What the sync asks of the store; each task is one transaction on the writer worker. */
export const syncTasks = {
  readCheckpoint: (ctx: WriterContext, key: string) => sync.readCheckpoint(ctx.db, key),
  writeCheckpoint: (ctx: WriterContext, checkpoint: sync.Checkpoint) =>
    sync.writeCheckpoint(ctx.db, checkpoint, ctx.now()),
  commitPage: (ctx: WriterContext, page: sync.CallsPage) => {
    const summary = sync.commitPage(ctx.db, page);
    if (summary.added + summary.changed > 0) ctx.changed();
    return summary;
  },
  commitTranscripts: (ctx: WriterContext, page: sync.TranscriptsPage) => {
    const summary = sync.commitTranscripts(ctx.db, page);
    if (summary.added + summary.changed > 0) ctx.changed();
    return summary;
  },
  writeCheckpoints: (ctx: WriterContext, checkpoints: readonly sync.Checkpoint[]) =>
    sync.writeCheckpoints(ctx.db, checkpoints, ctx.now()),
  countSeen: (ctx: WriterContext, list: string) => sync.countSeen(ctx.db, list),
  countInScope: (ctx: WriterContext, scope: Parameters<typeof absence.countInScope>[1]) =>
    absence.countInScope(ctx.db, scope),
  findSuspects: (
    ctx: WriterContext,
    calls: absence.ListedCalls,
    times: absence.RunTimes,
    policy: GonePolicy,
  ) => absence.findSuspects(ctx.db, calls, times, policy),
  findWitnesses: (ctx: WriterContext, workspaceId: string | null, suspects: readonly absence.Suspect[]) =>
    absence.findWitnesses(ctx.db, workspaceId, suspects),
  recordAnswer: (ctx: WriterContext, answer: absence.ByIdAnswer) => {
    const result = absence.recordAnswer(ctx.db, answer);
    if (result.gone + result.removed > 0) ctx.changed();
    return result;
  },
  workspaceName: (ctx: WriterContext, id: string) => sync.workspaceName(ctx.db, id),
  callsWithoutTranscript: (ctx: WriterContext, options: { limit: number; askedBeforeMs: number }) =>
    sync.callsWithoutTranscript(ctx.db, options),
  countWithoutTranscript: (ctx: WriterContext, askedBeforeMs: number) =>
    sync.countWithoutTranscript(ctx.db, askedBeforeMs),
  beginPlan: (ctx: WriterContext, plan: unknown) => sync.beginPlan(ctx.db, plan, ctx.now()),
  endPlan: (ctx: WriterContext) => sync.endPlan(ctx.db),
  startRun: (ctx: WriterContext) => sync.startRun(ctx.db, ctx.now()),
  finishRun: (
    ctx: WriterContext,
    runId: number,
    outcome: 'done' | 'failed' | 'cancelled',
    requests: number,
  ) => sync.finishRun(ctx.db, runId, { atMs: ctx.now(), outcome, requests }),
  lastState: (ctx: WriterContext) => sync.lastState(ctx.db),
  ingestSettings: (
    ctx: WriterContext,
    kind: 'users' | 'workspaces' | 'trackers' | 'scorecards',
    records: readonly unknown[],
  ) => {
    const ingest = {
      users: ingestUsers,
      workspaces: ingestWorkspaces,
      trackers: ingestTrackers,
      scorecards: ingestScorecards,
    }[kind];
    return ingest(ctx.db, records, ctx.now());
  },
  commitAnswered: (ctx: WriterContext, page: reviews.AnsweredPage) => {
    const result = reviews.commitAnswered(ctx.db, page);
    if (result.changed > 0) ctx.changed();
    return result;
  },
  finishAnsweredSweep: (ctx: WriterContext, sweep: reviews.AnsweredSweep) => {
    const gone = reviews.finishAnsweredSweep(ctx.db, sweep);
    if (gone > 0) ctx.changed();
    return gone;
  },
  oldestReviewedCall: (ctx: WriterContext) => reviews.oldestReviewedCallMs(ctx.db),
  ingestFolders: (ctx: WriterContext, folders: library.FolderList) => {
    const changed = library.ingestFolders(ctx.db, folders);
    if (changed > 0) ctx.changed();
    return changed;
  },
  ingestFolderContent: (ctx: WriterContext, content: library.FolderContent) => {
    const changed = library.ingestFolderContent(ctx.db, content);
    if (changed > 0) ctx.changed();
    return changed;
  },
  passOverFolder: (ctx: WriterContext, folderId: string, atMs: number) =>
    library.passOverFolder(ctx.db, folderId, atMs),
  libraryInStore: (ctx: WriterContext, workspaceId: string | null) =>
    library.libraryInStore(ctx.db, workspaceId),
  foldersToRead: (ctx: WriterContext, workspaces: readonly (string | null)[], sinceMs: number) =>
    library.foldersToRead(ctx.db, workspaces, sinceMs),
  workspacesInStore: (ctx: WriterContext) => library.workspacesInStore(ctx.db),
  applyVisibility: (ctx: WriterContext, options: { privateCalls: boolean; gonePolicy: GonePolicy }) => {
    const changed =
      applyVisibility(ctx.db, { ...options, atMs: ctx.now() }) +
      reviews.applyReviewVisibility(ctx.db, options.privateCalls);
    if (changed > 0) ctx.changed();
    return changed;
  },
  openProblems: (ctx: WriterContext) =>
    [...openProblemRecords(ctx.db, 'record'), ...openProblemRecords(ctx.db, 'transcript')].map(
      ({ id, callId }) => ({ id, callId }),
    ),
  requestProblem: (ctx: WriterContext, reason: string, requestId: string | null) =>
    requestProblem(ctx.db, { atMs: ctx.now(), reason, requestId }),
  resolveRequestProblems: (ctx: WriterContext) => resolveRequestProblems(ctx.db, ctx.now()),
};

import type { IngestSummary } from '../../db/calls/ingest/calls.ts';
import type {
  FolderContent,
  FolderList,
  foldersToRead,
  libraryInStore,
} from '../../db/calls/ingest/library.ts';
import type { TranscriptSummary } from '../../db/calls/ingest/transcripts.ts';
import type {
  ByIdAnswer,
  ListedCalls,
  RunTimes,
  recordAnswer,
  Suspect,
  Witnesses,
} from '../../db/sync/absence.ts';
import type { GonePolicy } from '../../db/sync/gone.ts';
import type { CallsPage, Checkpoint, lastState, TranscriptsPage } from '../../db/sync/sync.ts';
import type { AnsweredPage, AnsweredSweep, commitAnswered } from '../../db/sync/sync-reviews.ts';
import type { SyncRun } from '../contract/sync.ts';
import type { GongUser, KeywordTracker, Workspace } from '../gong/schema/neighbours.ts';
import type { ScorecardRecord } from '../gong/schema/scorecards.ts';

/** The store as the sync sees it; each is one transaction. Whoever makes an engine hands it in. */
export interface SyncStore {
  readCheckpoint(key: string): Promise<unknown>;
  writeCheckpoint(checkpoint: Checkpoint): Promise<void>;
  writeCheckpoints(checkpoints: readonly Checkpoint[]): Promise<void>;
  commitPage(page: CallsPage): Promise<IngestSummary>;
  commitTranscripts(page: TranscriptsPage): Promise<TranscriptSummary>;
  /** How many calls this run has seen in one of its lists, of those that lie in its stretch. */
  countSeen(
    list: string,
    stretch: { readonly fromMs: number | null; readonly toMs: number },
  ): Promise<number>;
  /** How many stored calls a scope should show; bounds in UTC ms, null is open. */
  countInScope(
    scope: Pick<ListedCalls, 'workspaceId' | 'primaryUserIds'> & {
      readonly fromMs: number | null;
      readonly toMs: number | null;
    },
  ): Promise<number>;
  findSuspects(calls: ListedCalls, times: RunTimes, policy: GonePolicy): Promise<readonly Suspect[]>;
  findWitnesses(workspaceId: string | null, suspects: readonly Suspect[]): Promise<Witnesses>;
  recordAnswer(answer: ByIdAnswer): Promise<ReturnType<typeof recordAnswer>>;
  workspaceName(id: string): Promise<string>;
  callsWithoutTranscript(options: { limit: number; askedBeforeMs: number }): Promise<readonly string[]>;
  countWithoutTranscript(askedBeforeMs: number): Promise<number>;
  beginPlan(plan: unknown): Promise<void>;
  endPlan(): Promise<void>;
  /** Returns the run's id. */
  startRun(): Promise<number>;
  /** Returns the run's summary in words. */
  finishRun(runId: number, outcome: SyncRun['outcome'], requests: number): Promise<string>;
  lastState(): Promise<ReturnType<typeof lastState>>;
  ingestUsers(records: readonly GongUser[]): Promise<unknown>;
  ingestWorkspaces(records: readonly Workspace[]): Promise<unknown>;
  ingestTrackers(records: readonly KeywordTracker[]): Promise<unknown>;
  ingestScorecards(records: readonly ScorecardRecord[]): Promise<unknown>;
  commitAnswered(page: AnsweredPage): Promise<ReturnType<typeof commitAnswered>>;
  /** Returns how many reviews are gone. */
  finishAnsweredSweep(sweep: AnsweredSweep): Promise<number>;
  /** Start of the oldest call that has a review, UTC ms; null: none has. */
  oldestReviewedCall(): Promise<number | null>;
  /** These two return how many calls look different now. */
  ingestFolders(folders: FolderList): Promise<number>;
  ingestFolderContent(content: FolderContent): Promise<number>;
  passOverFolder(folderId: string, atMs: number): Promise<void>;
  libraryInStore(workspaceId: string | null): Promise<ReturnType<typeof libraryInStore>>;
  foldersToRead(
    workspaces: readonly (string | null)[],
    sinceMs: number,
  ): Promise<ReturnType<typeof foldersToRead>>;
  workspacesInStore(): Promise<readonly string[]>;
  /** Returns how many calls came into sight or went out of it. */
  applyVisibility(options: { privateCalls: boolean; gonePolicy: GonePolicy }): Promise<number>;
  openProblems(): Promise<readonly { readonly id: number; readonly callId: string | null }[]>;
  requestProblem(reason: string, requestId: string | null): Promise<void>;
  resolveRequestProblems(): Promise<void>;
}

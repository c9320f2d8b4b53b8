import * as v from 'valibot';
import type { AppInfo } from './app.ts';
import { day } from './day.ts';
import { main, read } from './define.ts';
import type { WireError } from './errors.ts';
import { eachPart } from './parts.ts';
import { keepMonths } from './privacy.ts';

export type SyncPhase = 'idle' | 'settings' | 'calls' | 'transcripts' | 'reviews' | 'finishing';

/** Everything the status item and the sync page show; pushed as the `sync/status` event. */
export interface SyncStatus {
  readonly state: 'idle' | 'running' | 'paused' | 'waiting' | 'failed';
  readonly phase: SyncPhase;
  /** Records done and expected in this phase; total is null while unknown. */
  readonly done: number;
  readonly total: number | null;
  /** Records per second, smoothed. */
  readonly rate: number;
  readonly etaSeconds: number | null;
  readonly requestsToday: number;
  readonly requestBudget: number;
  /** When waiting: epoch ms at which it goes on (Retry-After, daily share). */
  readonly resumeAtMs: number | null;
  readonly lastFinishedMs: number | null;
  readonly lastSummary: string | null;
  readonly error: WireError | null;
  readonly problemCount: number;
  /** What to know of a sync that got through, in words: parts left out (a missing scope), a workspace no longer shown. */
  readonly limitations: readonly WireError[];
  /** Under the policy 'purge': calls that are gone from Gong, and when the first of them is removed here, epoch ms. */
  readonly removals: { readonly count: number; readonly fromMs: number } | null;
}

export interface SyncRun {
  readonly id: number;
  readonly startedMs: number;
  readonly finishedMs: number | null;
  readonly outcome: 'running' | 'done' | 'failed' | 'cancelled' | 'interrupted';
  readonly requests: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly gone: number;
  readonly transcripts: number;
  /** '12 new, 31 updated: 9 briefs arrived, 3 gone'. */
  readonly summary: string;
}

export interface SyncProblem {
  readonly id: number;
  readonly atMs: number;
  readonly callId: string | null;
  readonly kind: 'record' | 'transcript' | 'request';
  readonly reason: string;
  readonly requestId: string | null;
  readonly resolvedMs: number | null;
}

const scopeFields = v.object({
  /** First and last day of the calls in the user's time zone, null for all. */
  fromDate: v.nullable(day),
  toDate: v.nullable(day),
  primaryUserIds: v.array(v.string()),
  workspaceId: v.nullable(v.string()),
  context: v.picklist(['None', 'Basic', 'Extended']),
  contextTiming: v.array(v.picklist(['Now', 'TimeOfCall'])),
  /** Stored scopes know nothing of a part that came later: it is on. */
  exposed: v.object(eachPart(() => v.optional(v.boolean(), true))),
  /** Ask for media URLs at play time. They are never stored. */
  media: v.boolean(),
  privateCalls: v.boolean(),
  transcripts: v.boolean(),
  /** Reviews by Gong's scorecards. Scopes stored before these switches were there have them on. */
  scorecards: v.optional(v.boolean(), true),
  /** The team's library folders, with the calls kept in them. */
  library: v.optional(v.boolean(), true),
  lookbackDays: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(3650)),
  /** Requests a day this app may use of Gong's 10,000 per company. */
  dailyRequests: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000)),
  gonePolicy: v.picklist(['keep', 'hide', 'purge']),
  /** Days that a call stays marked as gone before the policy 'purge' removes it. */
  graceDays: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(3650)), 7),
  /** Calls older than so many months are removed and not synced again, but those that are starred or noted; null keeps all. */
  keepMonths: v.optional(keepMonths, null),
  syncOnStart: v.boolean(),
  /** 0 = never on its own. */
  everyMinutes: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(10080)),
});

/** Parts of a sync that are no flags of Gong's: requests of their own, with their labels. */
export const switches = [
  ['transcripts', 'Transcripts'],
  ['media', 'Recordings'],
  ['scorecards', 'Scorecards'],
  ['library', 'Team library'],
] as const;

/** Which calls and which of their parts are synced (Gong's request parameters). */
export const syncScope = v.pipe(
  scopeFields,
  v.check(
    ({ fromDate, toDate }) => fromDate === null || toDate === null || fromDate <= toDate,
    'the first day must not come after the last',
  ),
);
export type SyncScope = v.InferOutput<typeof syncScope>;

/** All on, as the issue asks: private calls and media their own switches. */
export const defaultSyncScope: SyncScope = {
  fromDate: null,
  toDate: null,
  primaryUserIds: [],
  workspaceId: null,
  context: 'Extended',
  contextTiming: ['Now', 'TimeOfCall'],
  exposed: eachPart(() => true),
  media: true,
  privateCalls: false,
  transcripts: true,
  scorecards: true,
  library: true,
  lookbackDays: 30,
  dailyRequests: 8000,
  gonePolicy: 'keep',
  graceDays: 7,
  keepMonths: null,
  syncOnStart: true,
  everyMinutes: 30,
};

/** What a sync would do, from one cheap request. */
export interface SyncPlan {
  /** From null: from the first call that Gong has. */
  readonly windows: readonly { readonly from: string | null; readonly to: string }[];
  readonly calls: number;
  readonly requests: { readonly calls: number; readonly transcripts: number; readonly settings: number };
  readonly seconds: number;
  readonly notes: readonly string[];
}

export interface NamedId {
  readonly id: string;
  readonly name: string;
}

export const syncProcedures = {
  'sync/status': main<SyncStatus>()(),
  'sync/start': main<SyncStatus>()(),
  'sync/pause': main<SyncStatus>()(),
  'sync/resume': main<SyncStatus>()(),
  'sync/cancel': main<SyncStatus>()(),
  'sync/retryProblems': main<SyncStatus>()(),
  /** Of the stored scope, or of one that is being thought about. */
  'sync/plan': main<SyncPlan>()({ scope: v.optional(syncScope) }),
  'sync/scope': main<SyncScope>()(),
  'sync/setScope': main<SyncScope>()(syncScope),
  /**
   * Decides whose calls are synced: those that the person of this address hosts, who is remembered as the user, or everybody's. Starts no
   * sync. Rejects with 'sync/unknown-person' where Gong has nobody of that address, with 'sync/people-unreadable' where the key may not
   * read who there is.
   */
  'sync/chooseCalls': main<AppInfo>()(
    v.variant('calls', [
      v.object({
        calls: v.literal('mine'),
        email: v.pipe(v.string(), v.trim(), v.minLength(3), v.maxLength(320)),
      }),
      v.object({ calls: v.literal('everybody') }),
    ]),
  ),
  'sync/runs': read<readonly SyncRun[]>()(),
  'sync/problems': read<readonly SyncProblem[]>()(),
  /** People and workspaces to choose a scope from; asks the store. */
  'sync/choices': read<{ users: readonly NamedId[]; workspaces: readonly NamedId[] }>()(),
} as const;

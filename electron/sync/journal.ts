import type { SyncScope } from '../contract/sync.ts';
import { type Coverage, scopeKey, type Window } from './plan.ts';
import type { SyncStore } from './store.ts';

/** A run that was planned longer ago is planned anew, or what came since would wait for the one after. */
const resumeWithinMs = 6 * 3_600_000;

/** What a run set out to do; kept as the checkpoint 'plan' so that a killed run goes on without asking anything twice. */
export interface Plan {
  readonly scope: string;
  readonly madeMs: number;
  readonly oldestMs: number;
  /** Calls to come where that is known: in a first sync. */
  readonly total: number | null;
  readonly windows: readonly Window[];
}

/** Where the reading of a window stands; committed with each of its pages. */
export type Place =
  /** The list from `fromMs` on goes on at `cursor`. */
  | {
      fromMs: number | null;
      cursor: string | null;
      /** About how far the list was read: the earlier of a late call's start and schedule; null: none was read. */
      enterMs: number | null;
      /** Whether all pages so far came in order of time. */
      ordered: boolean;
      /** Gong's count of the window; null: none was told. */
      total: number | null;
      /** Whether the list was entered in its middle: then its count is compared at the end. */
      entered: boolean;
    }
  /** Read to its end, waiting for the windows above it. */
  | 'read'
  /** Coverage counts it. */
  | 'finished';

const planKey = 'plan';
export const coverageKey = 'coverage';
/** Name of a window in the journal. */
export const placeKey = (window: Window) => `place:${window.kind}:${window.fromMs ?? ''}:${window.toMs}`;

/** The plan of a run that was interrupted in these hours and asked for the same; null: begin anew. */
export async function unfinishedPlan(
  store: SyncStore,
  scope: SyncScope,
  nowMs: number,
): Promise<Plan | null> {
  const plan = (await store.readCheckpoint(planKey)) as Plan | null;
  if (!plan || plan.scope !== scopeKey(scope)) return null;
  return isFresh(plan.madeMs, nowMs) ? plan : null;
}

/** A clock that was set back makes a plan of the future, which is as good. */
const isFresh = (ms: number, nowMs: number) => Math.abs(nowMs - ms) < resumeWithinMs;

const settingsKey = 'settings';

/** The kinds of company settings that an interrupted run has read. */
export async function settingsRead(store: SyncStore, nowMs: number): Promise<readonly string[]> {
  const read = (await store.readCheckpoint(settingsKey)) as { atMs: number; kinds: string[] } | null;
  return read && isFresh(read.atMs, nowMs) ? read.kinds : [];
}

/** Remembers that these kinds of settings were read. Forgotten at the end of the run. */
export function rememberSettings(store: SyncStore, kinds: readonly string[], atMs: number): Promise<void> {
  return store.writeCheckpoint({ key: settingsKey, value: { atMs, kinds } }, atMs);
}

/** What was read completely so far under this scope; null: nothing, or under another scope. */
export async function knownCoverage(store: SyncStore, scope: SyncScope): Promise<Coverage | null> {
  const coverage = (await store.readCheckpoint(coverageKey)) as Coverage | null;
  return coverage && coverage.scope === scopeKey(scope) ? coverage : null;
}

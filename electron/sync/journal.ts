import type { SyncScope } from '../contract/sync.ts';
import { type Coverage, scopeKey, type Window } from './plan.ts';
import type { SyncStore } from './run.ts';

/** A cursor of Gong's lives an hour; a run that ended longer ago is planned anew. */
const resumeWithinMs = 3_600_000;

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
  /** The list from `fromMs` on goes on at `cursor`; calls before `afterMs` were read if the list is in order of time. */
  | { fromMs: number; cursor: string | null; afterMs: number; ordered: boolean }
  /** Read to its end, waiting for the windows above it. */
  | 'read'
  /** Its gone calls are marked and coverage counts it. */
  | 'finished';

export const planKey = 'plan';
export const coverageKey = 'coverage';
/** Name of a window in the journal and of its sweep. */
export const windowName = (window: Window) => `${window.kind}:${window.fromMs}:${window.toMs}`;
export const placeKey = (window: Window) => `place:${windowName(window)}`;

/** The plan of a run that was interrupted within the hour and asked for the same; null: begin anew. */
export async function unfinishedPlan(
  store: SyncStore,
  scope: SyncScope,
  nowMs: number,
): Promise<Plan | null> {
  const plan = (await store.readCheckpoint(planKey)) as Plan | null;
  if (!plan || plan.scope !== scopeKey(scope)) return null;
  const age = nowMs - plan.madeMs;
  return age >= 0 && age < resumeWithinMs ? plan : null;
}

/** What was read completely so far under this scope; null: nothing, or under another scope. */
export async function knownCoverage(store: SyncStore, scope: SyncScope): Promise<Coverage | null> {
  const coverage = (await store.readCheckpoint(coverageKey)) as Coverage | null;
  return coverage && coverage.scope === scopeKey(scope) ? coverage : null;
}

import type { SyncScope } from '../contract/sync.ts';
import { isGongDate } from '../gong/schema/call.ts';
import { settleAbsences } from './absences.ts';
import { readCalls } from './calls.ts';
import { knownCoverage, type Plan, unfinishedPlan } from './journal.ts';
import { Notifier, runLanes } from './lanes.ts';
import { countStored, lostView, lostWorkspace, noCallsFound, seesCalls } from './lost-view.ts';
import {
  type Coverage,
  filterOf,
  planWindows,
  scopeBounds,
  scopeKey,
  scopeRange,
  topOf,
  type Window,
} from './plan.ts';
import { type RunDeps, requestWithinQuota } from './request.ts';
import { syncReviews } from './reviews.ts';
import { syncSettings } from './settings.ts';
import { type CallsAhead, readTranscripts, transcriptRetryMs } from './transcripts.ts';

/**
 * One whole sync: company settings, then calls newest first with their transcripts beside them, and what is gone; then
 * reviews and the library. One that was interrupted some hours ago goes on where it stopped, without asking again for what it has.
 */
export async function runSync(deps: RunDeps): Promise<void> {
  const { store, scope } = deps;
  let plan = await unfinishedPlan(store, scope, deps.now());
  if (!plan) {
    await syncSettings(deps);
    plan = await makePlan(deps);
    await store.beginPlan(plan, deps.now());
  }
  const calls: CallsAhead = { done: false, notifier: new Notifier() };
  const whole = plan;
  let lost: readonly (string | null)[] = [];
  await runLanes(deps.signal, [
    async (signal) => {
      await readCalls({ ...deps, signal }, whole, () => calls.notifier.notify());
      const since = sinceThen(whole, scope, deps.zone, deps.now());
      if (since) await readCalls({ ...deps, signal }, since, () => calls.notifier.notify());
      lost = await settleAbsences({ ...deps, signal }, whole);
      calls.done = true;
      if (scope.transcripts)
        deps.status.afterCalls(
          await store.countWithoutTranscript(deps.now() - transcriptRetryMs, scope.primaryUserIds),
        );
      calls.notifier.notify();
    },
    ...(scope.transcripts ? [(signal: AbortSignal) => readTranscripts({ ...deps, signal }, calls)] : []),
  ]);
  // What fails here is gone on with by the next sync, which reads what came since and not all calls again.
  await syncReviews(deps);
  deps.status.phase('finishing', null);
  await store.endPlan();
  await store.resolveRequestProblems(deps.now());
  for (const workspaceId of lost) {
    const problem = lostWorkspace(workspaceId === null ? null : await store.workspaceName(workspaceId));
    deps.status.limit(problem);
    await store.requestProblem({ atMs: deps.now(), reason: problem.message });
  }
}

/** Reading that took longer missed calls meanwhile, ms. */
const longReadingMs = 15 * 60_000;
/** Starts and schedules differ: so far before the plan was made it is looked again. */
const overlapMs = 3_600_000;

/** What came while a plan was carried out, or lay interrupted: one more window; null when it took not long. */
function sinceThen(plan: Plan, scope: SyncScope, zone: string, nowMs: number): Plan | null {
  if (nowMs - plan.madeMs < longReadingMs || plan.windows.length === 0) return null;
  const toMs = topOf(scopeBounds(scope, zone), nowMs);
  const fromMs = plan.madeMs - overlapMs;
  return toMs <= fromMs
    ? null
    : { ...plan, madeMs: nowMs, total: null, windows: [{ kind: 'recent', fromMs, toMs }] };
}

/** What one cheap request tells of the calls in a scope. */
interface Probe {
  /** Start of the first call of the list, epoch ms: about the oldest. */
  readonly oldestMs: number;
  readonly total: number;
  /** Whether Gong shows no calls at all. */
  readonly empty: boolean;
}

/** Asks for the first page without content: the oldest call and Gong's count. */
export async function probe(
  deps: Pick<RunDeps, 'client' | 'now' | 'scope' | 'zone'> & { readonly signal?: AbortSignal },
): Promise<Probe> {
  const range = scopeRange(deps.scope, deps.zone, deps.now());
  // A day that a time zone left out holds no moment, and Gong refuses to be asked about it.
  if (range && range.fromMs !== null && range.fromMs >= range.toMs)
    return { oldestMs: deps.now(), total: 0, empty: true };
  const page = await deps.client.callsExtensive(
    { filter: filterOf(deps.scope, range) },
    deps.signal ? { signal: deps.signal } : undefined,
  );
  const empty = page.raw.length === 0;
  return { oldestMs: empty ? deps.now() : startOf(page.raw[0]), total: page.total ?? 0, empty };
}

/** Start of a record, epoch ms, even of one that cannot be read otherwise; 0 when not even that is there. */
function startOf(record: unknown): number {
  const meta = (record as { metaData?: { started?: unknown; scheduled?: unknown } | null } | null)?.metaData;
  const text = meta?.started ?? meta?.scheduled;
  return typeof text === 'string' && isGongDate(text) ? Date.parse(text.replace(/(\.\d{3})\d+/, '$1')) : 0;
}

/** The windows that a probe and what is known lead to. */
export function windowsFor(
  probed: Probe,
  known: Coverage | null,
  scope: SyncScope,
  zone: string,
  nowMs: number,
): { readonly windows: Window[]; readonly oldestMs: number } {
  const oldestMs = Math.min(probed.oldestMs, known?.oldestMs ?? Number.POSITIVE_INFINITY);
  if (probed.empty) return { oldestMs, windows: [] };
  // A list that begins earlier than it did holds calls that were imported since, below everything that was read.
  const begun = known?.oldestMs ?? oldestMs;
  const coverage =
    known && oldestMs < begun ? { ...known, fromMs: Math.max(known.fromMs ?? begun, begun) } : known;
  return { oldestMs, windows: planWindows({ coverage, scope, zone, nowMs, oldestMs, total: probed.total }) };
}

async function makePlan(deps: RunDeps): Promise<Plan> {
  const { scope, store } = deps;
  deps.status.phase('calls', null);
  const known = await knownCoverage(store, scope);
  let probed = await requestWithinQuota(deps, () => probe(deps));
  if (probed.empty) {
    const stored = await countStored(deps);
    if (stored === 0) deps.status.limit(noCallsFound());
    else if (!(await seesCalls(deps))) throw lostView(stored);
    // Others are shown: those of this scope may have moved or gone, which asking for them by id will tell.
    else probed = { ...probed, empty: false };
  }
  const madeMs = deps.now();
  const { windows, oldestMs } = windowsFor(probed, known, scope, deps.zone, madeMs);
  // Windows of a later sync hold only part of all calls, so there the total is not known before.
  return { scope: scopeKey(scope), madeMs, oldestMs, total: known ? null : probed.total, windows };
}

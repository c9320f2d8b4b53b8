import { EarshotError, toWireError } from '../contract/errors.ts';
import { monthsBefore } from '../contract/privacy.ts';
import type { SyncPlan, SyncScope, SyncStatus } from '../contract/sync.ts';
import type { GongClient } from '../gong/client/client.ts';
import { systemClock } from '../gong/client/limiter.ts';
import { assertSameCompany } from './company.ts';
import { estimateSync } from './estimate.ts';
import { PauseGate } from './pause-gate.ts';
import type { RunDeps } from './request.ts';
import { retryRecords } from './retry.ts';
import { runSync } from './run.ts';
import { StatusKeeper } from './status.ts';
import type { SyncStore } from './store.ts';

/** Controls the sync of one profile. Commands answer at once with the status; work goes on in the background. */
export interface SyncEngine {
  /** Takes over from the store how the last sync ended. */
  restore(): Promise<void>;
  /** Starts a sync, or does nothing while one runs. */
  start(): SyncStatus;
  pause(): SyncStatus;
  resume(): SyncStatus;
  cancel(): SyncStatus;
  /** Asks Gong again for the records listed under Problems. */
  retryProblems(): SyncStatus;
  /** What a sync would do under this scope (the stored one by default), from one cheap request. */
  plan(scope?: SyncScope): Promise<SyncPlan>;
  status(): SyncStatus;
  /** Applies the switches for private and gone calls to what is stored. */
  applyVisibility(): Promise<void>;
  /** Resolves when the running sync has ended. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

interface SyncEngineDeps {
  client(): Promise<GongClient>;
  readonly store: SyncStore;
  scope(): SyncScope;
  /** Why no sync may start now; null: one may. */
  refusal?(): EarshotError | null;
  /** The user's IANA zone: the dates of a scope are its days. */
  zone(): string;
  /** Epoch ms. */
  clock(): number;
  onStatus(status: SyncStatus): void;
  /** Throws where the disk has no room for what a sync brings. */
  assertRoom?(): void;
  /** A sync has come to its end: what it removed is to leave every file. */
  removed?(): Promise<void>;
  /** Requests started today, by everyone who shares the log of requests. */
  requestsToday(): number;
  sleep?(ms: number, signal: AbortSignal): Promise<void>;
}

const ended = { state: 'idle', phase: 'idle', done: 0, total: null } as const;

/** Makes the engine; nothing starts by itself. */
export function createSyncEngine(deps: SyncEngineDeps): SyncEngine {
  const { store } = deps;
  const status = new StatusKeeper(deps.onStatus, deps.clock);
  const gate = new PauseGate();
  const sleep = deps.sleep ?? ((ms, signal) => systemClock.sleep(ms, signal));
  /** Clients whose key was seen to be of the company that is stored. */
  const recognised = new WeakSet<GongClient>();
  let abort: AbortController | null = null;
  let running: Promise<void> = Promise.resolve();

  function begin(work: (deps: RunDeps) => Promise<void>): SyncStatus {
    if (abort) return status.get();
    const controller = new AbortController();
    abort = controller;
    gate.open();
    status.set({
      state: 'running',
      phase: 'settings',
      error: null,
      limitations: [],
      resumeAtMs: null,
      requestBudget: deps.scope().dailyRequests,
      done: 0,
      total: null,
      etaSeconds: null,
      rate: 0,
    });
    running = perform(work, controller).finally(() => {
      abort = null;
    });
    return status.get();
  }

  async function perform(work: (deps: RunDeps) => Promise<void>, controller: AbortController): Promise<void> {
    let requests = () => 0;
    let runId: number | null = null;
    try {
      deps.assertRoom?.();
      runId = await store.startRun(deps.clock());
      const client = await deps.client();
      const before = client.started();
      requests = () => client.started() - before;
      const run: RunDeps = {
        client,
        store,
        scope: deps.scope(),
        zone: deps.zone(),
        now: deps.clock,
        status,
        gate,
        signal: controller.signal,
        runId,
        requestsToday: deps.requestsToday,
        sleep,
      };
      if (!recognised.has(client)) await assertSameCompany(run);
      recognised.add(client);
      await work(run);
      await removeOld();
      await deps.removed?.();
      await store.finishRun(runId, { atMs: deps.clock(), outcome: 'done', requests: requests() });
      status.set({ ...ended, ...(await lastState()), etaSeconds: null });
    } catch (error) {
      const cancelled = controller.signal.aborted;
      const wire = toWireError(error);
      // What Gong refused is listed with its request id, so that it can be reported.
      if (!cancelled && /^gong\/|^sync\/lost-view$/.test(wire.code))
        await store
          .requestProblem({ atMs: deps.clock(), reason: wire.message, requestId: wire.requestId ?? null })
          .catch(() => undefined);
      const outcome = cancelled ? 'cancelled' : 'failed';
      if (runId !== null)
        await store
          .finishRun(runId, { atMs: deps.clock(), outcome, requests: requests() })
          .catch(() => undefined);
      status.set(cancelled ? { ...ended, error: null } : { ...ended, state: 'failed', error: wire });
    }
  }

  /** Applies the rule by age, as it is now: it may have changed while the sync ran. */
  async function removeOld(): Promise<void> {
    const beforeMs = monthsBefore(deps.scope().keepMonths, deps.clock());
    if (beforeMs !== null) await store.removeByAge(beforeMs, deps.clock());
  }

  /** What the policy 'purge' is going to remove. */
  function removalsOf(gone: { count: number; firstMs: number | null }): SyncStatus['removals'] {
    if (deps.scope().gonePolicy !== 'purge' || gone.firstMs === null) return null;
    return { count: gone.count, fromMs: gone.firstMs + deps.scope().graceDays * 86_400_000 };
  }

  function start(): SyncStatus {
    const refusal = abort ? null : (deps.refusal?.() ?? null);
    if (!refusal) return begin(runSync);
    status.set({ ...ended, state: 'failed', error: toWireError(refusal) });
    return status.get();
  }

  /** How the last sync that got through ended, and what has been going on since. */
  async function lastState(): Promise<Partial<SyncStatus>> {
    const { gone, ...last } = await store.lastState();
    return { ...last, removals: removalsOf(gone), requestsToday: deps.requestsToday() };
  }

  async function restore(): Promise<void> {
    const last = await lastState();
    if (!abort) status.set({ ...last, requestBudget: deps.scope().dailyRequests });
  }

  return {
    restore,
    start,
    pause() {
      if (abort) {
        gate.close();
        status.set({ state: 'paused' });
      }
      return status.get();
    },
    resume() {
      if (abort && gate.closed) {
        gate.open();
        status.set({ state: 'running' });
        return status.get();
      }
      return start();
    },
    cancel() {
      abort?.abort(
        new EarshotError({
          code: 'sync/cancelled',
          message: 'The sync was cancelled.',
          nextStep: 'What was stored stays; the next sync goes on from there.',
        }),
      );
      gate.open();
      return status.get();
    },
    retryProblems: () => begin(retryRecords),
    plan: (scope = deps.scope()) => estimateSync(deps, scope),
    status: () => status.get(),
    async applyVisibility() {
      const { privateCalls, gonePolicy } = deps.scope();
      await store.applyVisibility({ privateCalls, gonePolicy, atMs: deps.clock() });
      status.set({ removals: removalsOf((await store.lastState()).gone) });
    },
    settled: () => running,
    async close() {
      abort?.abort(new EarshotError({ code: 'sync/cancelled', message: 'The app is closing.' }));
      gate.open();
      await running;
      status.close();
    },
  };
}

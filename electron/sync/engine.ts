import { EarshotError, toWireError } from '../contract/errors.ts';
import type { SyncPlan, SyncScope, SyncStatus } from '../contract/sync.ts';
import type { GongClient } from '../gong/client/client.ts';
import { systemClock } from '../gong/client/limiter.ts';
import { sorted } from './ask.ts';
import { Gate } from './gate.ts';
import { knownCoverage } from './journal.ts';
import { scopeBounds, selectorOf } from './plan.ts';
import { probe, runSync, type SyncStore, windowsFor } from './run.ts';
import { StatusKeeper } from './status.ts';

/** Controls the sync of one profile. Commands answer at once with the status; work goes on in the background. */
export interface SyncEngine {
  /** Starts a sync, or does nothing while one runs. */
  start(): SyncStatus;
  pause(): SyncStatus;
  resume(): SyncStatus;
  cancel(): SyncStatus;
  /** Asks Gong again for the records listed under Problems. */
  retryProblems(): SyncStatus;
  /** What a sync would do, from one cheap request. */
  plan(): Promise<SyncPlan>;
  status(): SyncStatus;
  /** Applies the switches for private and gone calls to what is stored. */
  applyVisibility(): Promise<void>;
  /** Resolves when the running sync has ended. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface SyncEngineDeps {
  client(): Promise<GongClient>;
  readonly store: SyncStore;
  scope(): SyncScope;
  /** Epoch ms. */
  clock(): number;
  onStatus(status: SyncStatus): void;
  /** Requests started today, by everyone who shares the log of requests. */
  requestsToday(): number;
  sleep?(ms: number, signal: AbortSignal): Promise<void>;
}

const perSecond = 3;

/** Makes the engine; nothing starts by itself. */
export function createSyncEngine(deps: SyncEngineDeps): SyncEngine {
  const { store } = deps;
  const status = new StatusKeeper(deps.onStatus, deps.clock);
  const gate = new Gate();
  const sleep = deps.sleep ?? ((ms, signal) => systemClock.sleep(ms, signal));
  let abort: AbortController | null = null;
  let running: Promise<void> = Promise.resolve();

  function begin(
    work: (run: {
      client: GongClient;
      signal: AbortSignal;
      runId: number;
      count: () => void;
    }) => Promise<void>,
  ): SyncStatus {
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

  async function perform(work: Parameters<typeof begin>[0], controller: AbortController): Promise<void> {
    let requests = 0;
    let runId: number | null = null;
    try {
      runId = await store.startRun();
      const client = await deps.client();
      const id = runId;
      await work({ client, signal: controller.signal, runId: id, count: () => requests++ });
      const summary = await store.finishRun(id, 'done', requests);
      const problems = await store.openProblems();
      status.set({
        state: 'idle',
        phase: 'idle',
        lastFinishedMs: deps.clock(),
        lastSummary: summary,
        done: 0,
        total: null,
        etaSeconds: null,
        problemCount: problems.length,
        requestsToday: deps.requestsToday(),
      });
    } catch (error) {
      const cancelled = controller.signal.aborted;
      const wire = toWireError(error);
      // What Gong refused is listed with its request id, so that it can be reported.
      if (!cancelled && wire.code.startsWith('gong/'))
        await store.requestProblem(wire.message, wire.requestId ?? null).catch(() => undefined);
      if (runId !== null)
        await store.finishRun(runId, cancelled ? 'cancelled' : 'failed', requests).catch(() => undefined);
      status.set(
        cancelled
          ? { state: 'idle', phase: 'idle', error: null, done: 0, total: null }
          : { state: 'failed', phase: 'idle', error: wire, done: 0, total: null },
      );
    }
  }

  const start = () =>
    begin(({ client, signal, runId, count }) =>
      runSync({
        client,
        store,
        scope: deps.scope(),
        now: deps.clock,
        status,
        gate,
        signal,
        runId,
        onRequest: count,
        requestsToday: deps.requestsToday,
        sleep,
      }),
    );

  async function refetch(
    client: GongClient,
    signal: AbortSignal,
    runId: number,
    count: () => void,
  ): Promise<void> {
    const scope = deps.scope();
    const selector = selectorOf(scope);
    const problems = await store.openProblems();
    const ids = [...new Set(problems.flatMap((problem) => (problem.callId ? [problem.callId] : [])))];
    status.phase('calls', ids.length);
    for (let at = 0; at < ids.length; at += 100) {
      const callIds = ids.slice(at, at + 100);
      count();
      const page = await client.callsExtensive(
        { filter: { callIds }, contentSelector: selector },
        { signal },
      );
      await store.commitPage({
        atMs: deps.clock(),
        selector,
        privateCalls: scope.privateCalls ? 'show' : 'hide',
        requestId: page.requestId,
        ...sorted(page),
        runId,
      });
      if (scope.transcripts) {
        count();
        const spoken = await client.transcripts({ filter: { callIds } }, { signal });
        await store.commitTranscripts({
          atMs: deps.clock(),
          ...sorted(spoken),
          runId,
        });
      }
      status.progress(at + callIds.length);
    }
    await store.resolveRequestProblems();
  }

  async function plan(): Promise<SyncPlan> {
    const scope = deps.scope();
    const client = await deps.client();
    const coverage = await knownCoverage(store, scope);
    const bounds = scopeBounds(scope);
    const probed = await probe({ client, scope, now: deps.clock });
    const { total } = probed;
    const { windows, oldestMs } = windowsFor(probed, coverage, scope, deps.clock());
    const span = Math.max(1, Math.min(deps.clock(), bounds.toMs ?? Number.POSITIVE_INFINITY) - oldestMs);
    const share = (window: { fromMs: number; toMs: number }) =>
      Math.max(0, Math.min(window.toMs, deps.clock()) - window.fromMs) / span;
    const perWindow = windows.map((window) => Math.round(total * share(window)));
    const calls = Math.min(
      total,
      perWindow.reduce((sum, count) => sum + count, 0),
    );
    const missing = await store.countWithoutTranscript(deps.clock());
    const requests = {
      calls: perWindow.reduce((sum, count) => sum + Math.max(1, Math.ceil(count / 100)), 0) + 1,
      transcripts: scope.transcripts ? Math.ceil((coverage ? missing : calls) / 100) : 0,
      settings: 3,
    };
    return {
      windows: windows.map((window) => ({
        from: new Date(window.fromMs).toISOString(),
        to: new Date(window.toMs).toISOString(),
      })),
      calls,
      requests,
      seconds: Math.ceil((requests.calls + requests.transcripts + requests.settings) / perSecond),
      notes: [
        `Counted with one request; Gong's count can exceed what it returns.`,
        ...(coverage
          ? [
              'Known calls within the look-back are read again, because Gong fills in and changes calls later.',
            ]
          : []),
        ...(requests.calls + requests.transcripts > scope.dailyRequests
          ? [
              `More than the daily share of ${scope.dailyRequests} requests: the sync goes on the next day where it stopped.`,
            ]
          : []),
      ],
    };
  }

  return {
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
    retryProblems: () => begin(({ client, signal, runId, count }) => refetch(client, signal, runId, count)),
    plan,
    status: () => status.get(),
    async applyVisibility() {
      const { privateCalls, gonePolicy } = deps.scope();
      await store.applyVisibility({ privateCalls, gonePolicy });
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

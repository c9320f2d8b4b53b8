import type { SyncScope } from '../contract/sync.ts';
import type { AsyncTasks } from '../core/workers/tasks.ts';
import type { GongClient, Page } from '../gong/client/client.ts';
import { GongError } from '../gong/client/errors.ts';
import type { Gate } from './gate.ts';
import { type Coverage, covered, filterOf, planWindows, selectorOf, type Window } from './plan.ts';
import type { StatusKeeper } from './status.ts';
import type { syncTasks } from './store-tasks.ts';

/** The store as the sync sees it. */
export type SyncStore = AsyncTasks<typeof syncTasks>;

/** What one run works with. */
export interface RunDeps {
  readonly client: GongClient;
  readonly store: SyncStore;
  readonly scope: SyncScope;
  readonly now: () => number;
  readonly status: StatusKeeper;
  readonly gate: Gate;
  readonly signal: AbortSignal;
  readonly runId: number;
  /** Counts a request to Gong. */
  readonly onRequest: () => void;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Where the reading of a window stands; kept as the checkpoint 'window' and committed with each page. */
interface Place {
  readonly window: Window;
  readonly scope: string;
  readonly cursor: string;
}

const hour = 3_600_000;
/** A transcript that was not ready is asked for again after this long. */
const transcriptRetryMs = 6 * hour;

/** One whole sync: company settings, calls newest first with their transcripts, and what is gone. */
export async function runSync(deps: RunDeps): Promise<void> {
  await syncSettings(deps);
  await syncCalls(deps);
  await deps.store.resolveRequestProblems();
}

/** A request that waits out Gong's daily limit instead of failing, and honours pause. */
async function ask<T>(deps: RunDeps, request: () => Promise<T>): Promise<T> {
  for (;;) {
    await deps.gate.pass(deps.signal);
    try {
      deps.onRequest();
      return await request();
    } catch (error) {
      if (!(error instanceof GongError) || error.code !== 'gong/daily-limit' || error.retryAtMs === undefined)
        throw error;
      deps.status.set({ state: 'waiting', resumeAtMs: error.retryAtMs });
      while (deps.now() < error.retryAtMs)
        await deps.sleep(Math.min(60_000, error.retryAtMs - deps.now()), deps.signal);
      deps.status.set({ state: 'running', resumeAtMs: null });
    }
  }
}

const isMissingScope = (error: unknown): error is GongError =>
  error instanceof GongError && error.code === 'gong/missing-scope';

/** Users, workspaces and tracker settings; a missing scope drops that part and is shown. */
async function syncSettings(deps: RunDeps): Promise<void> {
  const { client, store, signal } = deps;
  deps.status.phase('settings', 3);
  const parts: readonly (readonly [
    'users' | 'workspaces' | 'trackers',
    () => Promise<readonly unknown[]>,
  ])[] = [
    ['users', () => allUsers(deps)],
    ['workspaces', () => ask(deps, () => client.workspaces({ signal }))],
    ['trackers', () => ask(deps, () => client.trackers(null, { signal }))],
  ];
  for (const [at, [kind, read]] of parts.entries()) {
    try {
      await store.ingestSettings(kind, await read());
    } catch (error) {
      if (!isMissingScope(error)) throw error;
      deps.status.limit(error);
    }
    deps.status.progress(at + 1);
  }
}

async function allUsers(deps: RunDeps): Promise<unknown[]> {
  const found: unknown[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<unknown> = await ask(deps, () => deps.client.users(cursor, { signal: deps.signal }));
    found.push(...page.items.flatMap((item) => (item.ok ? [item.value] : [])));
    cursor = page.cursor;
  } while (cursor);
  return found;
}

async function syncCalls(deps: RunDeps): Promise<void> {
  const { store, scope, client, signal, status } = deps;
  status.phase('calls', null);
  const coverage = (await store.readCheckpoint('coverage')) as Coverage | null;
  const scopeId = covered(null, { kind: 'rolling', fromMs: 0, toMs: 0 }, scope, 0, 0).scope;
  const known = coverage && coverage.scope === scopeId ? coverage : null;
  const probe = await ask(deps, () =>
    client.callsExtensive({ filter: filterOf(scope, scopeRange(scope, deps.now())) }, { signal }),
  );
  const first = probe.items.find((item) => item.ok);
  const started = first?.ok
    ? Date.parse(first.value.metaData.started ?? first.value.metaData.scheduled ?? '')
    : Number.NaN;
  const oldestMs = Math.min(
    Number.isNaN(started) ? deps.now() : started,
    known?.oldestMs ?? Number.POSITIVE_INFINITY,
  );
  const windows = planWindows({
    coverage: known,
    scope,
    nowMs: deps.now(),
    oldestMs,
    total: probe.total ?? 0,
  });
  // Windows of a later sync hold only part of all calls, so there the total is not known before.
  const progress = { done: 0, total: known ? null : probe.total };
  status.phase('calls', progress.total);
  const place = (await store.readCheckpoint('window')) as Place | null;
  const resumed = place && place.scope === scopeId ? resume(windows, place) : windows;
  let current = known;
  for (const window of resumed) {
    const cursor = place && place.scope === scopeId && sameWindow(window, place.window) ? place.cursor : null;
    await readWindow(deps, window, cursor, scopeId, progress);
    current = covered(current, window, scope, oldestMs, deps.now());
    await store.finishSweep({
      ...sweepOf(window, scope),
      atMs: deps.now(),
      runId: deps.runId,
      checkpoint: { key: 'coverage', value: current },
    });
    await store.writeCheckpoint({ key: 'window', value: null });
    if (scope.transcripts) await syncTranscripts(deps);
    status.phase('calls', progress.total, progress.done);
    status.progress(progress.done);
  }
  if (scope.transcripts) await syncTranscripts(deps);
  status.phase('finishing', null);
}

const scopeRange = (scope: SyncScope, nowMs: number) =>
  scope.fromDate || scope.toDate
    ? {
        fromMs: scope.fromDate ? Date.parse(`${scope.fromDate}T00:00:00Z`) : 0,
        toMs: scope.toDate ? Date.parse(`${scope.toDate}T00:00:00Z`) + 86_400_000 : nowMs + 86_400_000,
      }
    : null;

const sameWindow = (a: Window, b: Window) => a.kind === b.kind && a.fromMs === b.fromMs && a.toMs === b.toMs;

/** Goes on in the window that was being read: the windows of a new plan begin where it ends. */
function resume(windows: readonly Window[], place: Place): Window[] {
  if (place.window.kind !== 'backfill') return [...windows];
  const rest = windows.flatMap((window): Window[] => {
    if (
      window.kind !== 'backfill' ||
      window.fromMs >= place.window.toMs ||
      window.toMs <= place.window.fromMs
    )
      return [window];
    return [
      ...(window.toMs > place.window.toMs ? [{ ...window, fromMs: place.window.toMs }] : []),
      place.window,
      ...(window.fromMs < place.window.fromMs ? [{ ...window, toMs: place.window.fromMs }] : []),
    ];
  });
  return rest.filter((window, at) => rest.findIndex((other) => sameWindow(other, window)) === at);
}

const sweepName = (window: Window) => `${window.kind}:${window.fromMs}:${window.toMs}`;

function sweepOf(window: Window, scope: SyncScope) {
  return {
    sweep: sweepName(window),
    fromMs: window.fromMs,
    toMs: window.toMs,
    workspaceId: scope.workspaceId,
    primaryUserIds: scope.primaryUserIds,
    policy: scope.gonePolicy,
  };
}

/** Reads a window to its end. The next page is fetched while the former is stored. */
async function readWindow(
  deps: RunDeps,
  window: Window,
  from: string | null,
  scopeId: string,
  progress: { done: number; total: number | null },
): Promise<void> {
  const { client, store, scope, signal } = deps;
  const selector = selectorOf(scope);
  const sweep = sweepName(window);
  const fetchPage = (cursor: string | null) =>
    ask(deps, () =>
      client.callsExtensive(
        { filter: filterOf(scope, window), contentSelector: selector, ...(cursor ? { cursor } : {}) },
        { signal },
      ),
    );
  const restart = async () => {
    await store.forgetSweep(sweep);
    await store.writeCheckpoint({ key: 'window', value: null });
    return fetchPage(null);
  };
  let restarts = 0;
  const next = async (cursor: string | null): Promise<Page<unknown>> => {
    try {
      return await fetchPage(cursor);
    } catch (error) {
      // A cursor lives an hour from the first page; records are stored idempotently, so the window may be read again.
      if (!(error instanceof GongError) || error.code !== 'gong/cursor-refused' || ++restarts > 5)
        throw error;
      return restart();
    }
  };
  if (!from) await store.forgetSweep(sweep);
  const seenCursors = new Set<string>();
  let page: Page<unknown> | null = await next(from);
  while (page) {
    const cursor: string | null = page.cursor;
    // A server that hands out the same cursor again would be read for ever.
    const more: boolean = cursor !== null && !seenCursors.has(cursor);
    if (cursor) seenCursors.add(cursor);
    const following: Promise<Page<unknown>> | null = more ? next(cursor) : null;
    following?.catch(() => undefined);
    const summary = await store.commitPage({
      atMs: deps.now(),
      selector,
      privateCalls: scope.privateCalls ? 'show' : 'hide',
      requestId: page.requestId,
      records: page.items.flatMap((item, at) => (item.ok ? [page?.raw[at]] : [])),
      rejected: page.items.flatMap((item, at) =>
        item.ok ? [] : [{ raw: page?.raw[at], reason: item.reason, id: item.id }],
      ),
      sweep,
      runId: deps.runId,
      checkpoint: {
        key: 'window',
        value: more ? ({ window, scope: scopeId, cursor: cursor as string } satisfies Place) : null,
      },
    });
    progress.done += page.items.length;
    deps.status.progress(progress.done);
    if (summary.problems > 0)
      deps.status.set({ problemCount: deps.status.get().problemCount + summary.problems });
    deps.status.set({ requestsToday: await store.usedToday(deps.now()) });
    page = following ? await following : null;
  }
}

/** Transcripts of calls that have none, 100 ids a request, newest calls first. */
async function syncTranscripts(deps: RunDeps): Promise<void> {
  const { client, store, signal, status } = deps;
  const askedBeforeMs = deps.now() - transcriptRetryMs;
  const total = await store.countWithoutTranscript(askedBeforeMs);
  if (total === 0) return;
  status.phase('transcripts', total);
  let done = 0;
  let ids = await store.callsWithoutTranscript({ limit: 100, askedBeforeMs });
  while (ids.length > 0) {
    const batch = ids;
    const records: unknown[] = [];
    const rejected: { raw: unknown; reason: string; id: string | null }[] = [];
    let cursor: string | null = null;
    let requestId: string | null = null;
    try {
      do {
        const page: Page<unknown> = await ask(deps, () =>
          client.transcripts({ filter: { callIds: [...batch] }, ...(cursor ? { cursor } : {}) }, { signal }),
        );
        page.items.forEach((item, at) => {
          if (item.ok) records.push(page.raw[at]);
          else rejected.push({ raw: page.raw[at], reason: item.reason, id: item.id });
        });
        requestId = page.requestId;
        cursor = page.cursor;
      } while (cursor);
    } catch (error) {
      if (!isMissingScope(error)) throw error;
      status.limit(error);
      return;
    }
    await store.commitTranscripts({
      atMs: deps.now(),
      records,
      rejected,
      asked: batch,
      runId: deps.runId,
      requestId,
    });
    done += batch.length;
    status.progress(done);
    status.set({ requestsToday: await store.usedToday(deps.now()) });
    ids = await store.callsWithoutTranscript({ limit: 100, askedBeforeMs });
    if (ids.length > 0 && ids.every((id) => batch.includes(id))) return;
  }
}

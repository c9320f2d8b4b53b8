import type { Page } from '../gong/client/client.ts';
import { GongError } from '../gong/client/errors.ts';
import type { CallData } from '../gong/schema/call.ts';
import { ask, type RunDeps, sorted } from './ask.ts';
import { coverageKey, knownCoverage, type Place, type Plan, placeKey, windowName } from './journal.ts';
import { together } from './pace.ts';
import { covered, filterOf, selectorOf, type Window } from './plan.ts';

/** Windows read side by side: pages of one window follow each other by cursor, and Gong takes a second for each. */
const lanes = 3;
/** A cursor refused so often in a row, without a page in between, is no accident. */
const refusalsInARow = 5;

/** Reads the windows of a plan; `stored` is called after each page. */
export async function readCalls(deps: RunDeps, plan: Plan, stored: () => void): Promise<void> {
  const places = new Map<Window, Place | null>();
  for (const window of plan.windows)
    places.set(window, (await deps.store.readCheckpoint(placeKey(window))) as Place | null);
  const progress = { done: 0, total: plan.total };
  deps.status.phase('calls', plan.total);
  const queue = plan.windows.filter((window) => !isRead(places.get(window)));
  let finishing: Promise<void> = Promise.resolve();

  /** Coverage grows downwards without a gap, so a window is finished after those above it. */
  async function finishInOrder(): Promise<void> {
    for (const window of plan.windows) {
      if (places.get(window) === 'finished') continue;
      if (places.get(window) !== 'read') return;
      await finish(deps, plan, window);
      places.set(window, 'finished');
    }
  }
  const finishNext = () => {
    finishing = finishing.then(finishInOrder);
    return finishing;
  };

  async function lane(signal: AbortSignal): Promise<void> {
    for (let window = queue.shift(); window; window = queue.shift()) {
      await readWindow({ ...deps, signal }, window, places.get(window) ?? null, progress, stored);
      places.set(window, 'read');
      await finishNext();
    }
  }
  await finishNext();
  await together(deps.signal, Array(lanes).fill(lane));
}

const isRead = (place: Place | null | undefined) => place === 'read' || place === 'finished';

async function finish(deps: RunDeps, plan: Plan, window: Window): Promise<void> {
  const { store, scope } = deps;
  const coverage = covered(await knownCoverage(store, scope), window, scope, plan.oldestMs, deps.now());
  await store.finishSweep({
    sweep: windowName(window),
    fromMs: window.fromMs,
    toMs: window.toMs,
    workspaceId: scope.workspaceId,
    primaryUserIds: scope.primaryUserIds,
    policy: scope.gonePolicy,
    atMs: deps.now(),
    runId: deps.runId,
    checkpoints: [
      { key: coverageKey, value: coverage },
      { key: placeKey(window), value: 'finished' satisfies Place },
    ],
  });
}

/** Where the reading of one window stands while pages come in. */
interface Reading extends Exclude<Place, string> {
  refusals: number;
  /** Calls of this window that were here already: one that comes again says nothing about the order. */
  readonly ids: Set<string>;
}

/** Reads a window to its end. The next page is fetched while the former is stored. */
async function readWindow(
  deps: RunDeps,
  window: Window,
  place: Place | null,
  progress: { done: number; total: number | null },
  stored: () => void,
): Promise<void> {
  const fresh = { fromMs: window.fromMs, cursor: null, afterMs: window.fromMs, ordered: true };
  const from = place && typeof place === 'object' ? place : fresh;
  const at: Reading = { ...from, refusals: 0, ids: new Set() };
  const seenCursors = new Set<string>();
  let page: Page<CallData> | null = await nextPage(deps, window, at);
  while (page) {
    // A server that hands out the same cursor again would be read for ever.
    const more: boolean = page.cursor !== null && !seenCursors.has(page.cursor);
    if (page.cursor) seenCursors.add(page.cursor);
    advance(at, page);
    const { fromMs, cursor, afterMs, ordered } = at;
    const next: Place = { fromMs, cursor, afterMs, ordered };
    const following: Promise<Page<CallData>> | null = more ? nextPage(deps, window, at) : null;
    following?.catch(() => undefined);
    await storePage(deps, window, page, more ? next : 'read');
    progress.done += page.items.length;
    deps.status.progress(progress.done);
    stored();
    page = following ? await following : null;
  }
}

/** Remembers how far a page reached; a list that is not in order of time cannot be entered in its middle. */
function advance(at: Reading, page: Page<CallData>): void {
  at.cursor = page.cursor;
  for (const item of page.items) {
    if (!item.ok || at.ids.has(item.value.metaData.id)) continue;
    at.ids.add(item.value.metaData.id);
    const started = Date.parse(item.value.metaData.started ?? '');
    if (Number.isNaN(started)) continue;
    if (started < at.afterMs) at.ordered = false;
    else at.afterMs = started;
  }
}

async function nextPage(deps: RunDeps, window: Window, at: Reading): Promise<Page<CallData>> {
  for (;;) {
    try {
      const page = await ask(deps, () =>
        deps.client.callsExtensive(
          {
            filter: filterOf(deps.scope, { fromMs: at.fromMs, toMs: window.toMs }),
            contentSelector: selectorOf(deps.scope),
            ...(at.cursor ? { cursor: at.cursor } : {}),
          },
          { signal: deps.signal },
        ),
      );
      at.refusals = 0;
      return page;
    } catch (error) {
      if (!(error instanceof GongError) || error.code !== 'gong/cursor-refused') throw error;
      if (++at.refusals > refusalsInARow) throw error;
      // Pages come oldest first, so a list from the last call on goes on where the cursor pointed.
      at.cursor = null;
      at.fromMs = at.ordered ? at.afterMs : window.fromMs;
    }
  }
}

async function storePage(deps: RunDeps, window: Window, page: Page<CallData>, place: Place): Promise<void> {
  const { store, scope } = deps;
  const summary = await store.commitPage({
    atMs: deps.now(),
    selector: selectorOf(scope),
    privateCalls: scope.privateCalls ? 'show' : 'hide',
    requestId: page.requestId,
    ...sorted(page),
    sweep: windowName(window),
    runId: deps.runId,
    checkpoint: { key: placeKey(window), value: place },
  });
  if (summary.problems > 0)
    deps.status.set({ problemCount: deps.status.get().problemCount + summary.problems });
  deps.status.set({ requestsToday: deps.requestsToday() });
}

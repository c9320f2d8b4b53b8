import type { Page } from '../gong/client/answers.ts';
import { GongError } from '../gong/client/errors.ts';
import type { CallData } from '../gong/schema/call.ts';
import { coverageKey, knownCoverage, type Place, type Plan, placeKey } from './journal.ts';
import { runLanes } from './lanes.ts';
import { countStored, lostView, noCallsFound, seesCalls } from './lost-view.ts';
import { covered, coveredByPlan, day, filterOf, leastLookbackDays, selectorOf, type Window } from './plan.ts';
import { cursorRepeated, isListBroken, type RunDeps, requestWithinQuota, storeCalls } from './request.ts';

/** Windows read side by side: pages of one window follow each other by cursor, and Gong takes a second for each. */
const lanes = 3;
/** Calls of a page (live notes, section 3). */
const pageSize = 100;
/** A window that was begun anew so often without a new call in between gets nowhere. */
const restartsInARow = 5;
/** Where a list is entered again after its cursor was refused: starts and schedules differ by minutes. */
const enterEarlierMs = 3_600_000;

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
  await runLanes(deps.signal, Array(lanes).fill(lane));
}

const isRead = (place: Place | null | undefined) => place === 'read' || place === 'finished';

async function finish(deps: RunDeps, plan: Plan, window: Window): Promise<void> {
  const { store, scope } = deps;
  const known = await knownCoverage(store, scope);
  const coverage = covered(known, window, scope, plan.oldestMs, plan.madeMs);
  const last = window === plan.windows.at(-1);
  await store.writeCheckpoints(
    [
      {
        key: coverageKey,
        value: last ? coveredByPlan(coverage, plan.windows, plan.madeMs) : coverage,
      },
      { key: placeKey(window), value: 'finished' satisfies Place },
    ],
    deps.now(),
  );
}

/** Where the reading of one window stands while pages come in. */
interface Reading extends Exclude<Place, string> {
  /** When a late call of the former page is listed, epoch ms; null at the start of a list. */
  lateMs: number | null;
  /** Begun anew since the last new call. */
  restarts: number;
  /** Read from the start again because calls seemed to lack. */
  recounts: number;
  /** Pages in a row without a new call: more than were read before is a circle, whatever its cursors say. */
  idle: number;
  /** Calls of this window that were here already: one that comes again says nothing about the order. */
  readonly ids: Set<string>;
  /** Cursors of the list that is being read. */
  readonly cursors: Set<string>;
}

/** Reads a window to its end. The next page is fetched while the former is stored. */
async function readWindow(
  deps: RunDeps,
  window: Window,
  place: Place | null,
  progress: { done: number; total: number | null },
  stored: () => void,
): Promise<void> {
  const fresh = {
    fromMs: window.fromMs,
    cursor: null,
    enterMs: null,
    ordered: true,
    total: null,
    entered: false,
  };
  const from = place && typeof place === 'object' ? place : fresh;
  const at: Reading = {
    ...from,
    lateMs: null,
    restarts: 0,
    recounts: 0,
    idle: 0,
    ids: new Set(),
    cursors: new Set(),
  };
  let page: Page<CallData> | null = await nextPage(deps, window, at);
  while (page) {
    advance(at, window, page);
    // Pages that hold more than Gong's hundred repeat what was there: they are no measure.
    const size = Math.min(pageSize, Math.max(1, page.items.length));
    if (page.cursor !== null && at.idle > Math.ceil(at.ids.size / size) + 2) throw cursorRepeated();
    const { fromMs, cursor, enterMs, ordered, total, entered } = at;
    const next: Place = { fromMs, cursor, enterMs, ordered, total, entered };
    const more: boolean = page.cursor !== null;
    const following: Promise<Page<CallData>> | null = more ? nextPage(deps, window, at) : null;
    following?.catch(() => undefined);
    await storePage(deps, page, placeKey(window), more || entered ? next : 'read');
    progress.done += page.items.length;
    deps.status.progress(progress.done);
    stored();
    if (following) page = await following;
    else if (entered && (await lacksCalls(deps, window, at))) page = await nextPage(deps, window, at);
    else {
      if (entered) await deps.store.writeCheckpoint({ key: placeKey(window), value: 'read' }, deps.now());
      page = null;
    }
  }
}

/**
 * Whether a list that was entered in its middle is to be read from its start: a call that started long before it was scheduled
 * can lie in neither part. Gong's count can exceed what it returns, so it proves no loss, but it is worth a second look.
 */
async function lacksCalls(deps: RunDeps, window: Window, at: Reading): Promise<boolean> {
  if (at.total === null || at.recounts > 0) return false;
  if ((await deps.store.countSeen(placeKey(window), window)) >= at.total) return false;
  at.recounts++;
  at.entered = false;
  restart(at, window, null);
  return true;
}

/**
 * Remembers how far a page reached, and whether lists of this window come in order of time: one that does not cannot be
 * entered in its middle. Single calls prove neither: a date can lack or be wrong, and a page can hold calls of another again.
 */
function advance(at: Reading, window: Window, page: Page<CallData>): void {
  // Counts of one list are the same on each page; where they are not, the least needs no second look.
  if (page.total !== null && at.fromMs === window.fromMs)
    at.total = Math.min(at.total ?? page.total, page.total);
  at.cursor = page.cursor;
  at.idle++;
  const listed: number[] = [];
  const entries: number[] = [];
  for (const item of page.items) {
    if (!item.ok || at.ids.has(item.value.metaData.id)) continue;
    at.ids.add(item.value.metaData.id);
    at.restarts = 0;
    at.idle = 0;
    const started = Date.parse(item.value.metaData.started ?? '');
    const scheduled = Date.parse(item.value.metaData.scheduled ?? '');
    const listedMs = Number.isNaN(scheduled) ? started : scheduled;
    const enterMs = Number.isNaN(started) ? scheduled : Math.min(started, listedMs);
    if (!(enterMs >= (window.fromMs ?? Number.NEGATIVE_INFINITY) && listedMs < window.toMs)) continue;
    listed.push(listedMs);
    entries.push(enterMs);
  }
  const lateMs = lateOf(listed);
  if (lateMs === null) return;
  const stepsBack = listed.filter((ms, index) => index > 0 && ms < (listed[index - 1] as number)).length;
  if (stepsBack > listed.length / 5 || (at.lateMs !== null && lateMs < at.lateMs)) at.ordered = false;
  at.lateMs = lateMs;
  at.enterMs = lateOf(entries);
}

/** A late one of the times of a page: not the very latest, which may be wrong; null without any. */
function lateOf(times: readonly number[]): number | null {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.floor(0.95 * (sorted.length - 1))] ?? null;
}

/**
 * The next page of a window. A cursor that Gong refuses, in whatever words, or that leads nowhere or in a circle, is dropped
 * and the window entered again without it.
 */
async function nextPage(deps: RunDeps, window: Window, at: Reading): Promise<Page<CallData>> {
  for (;;) {
    const { cursor } = at;
    try {
      const page = await askForPage(deps, window, at);
      if (page.items.length === 0) {
        if (cursor !== null) throw listBrokeOff();
        if (at.enterMs === null)
          return isReadAgain(deps, window) ? page : await confirmEmpty(deps, window, page);
        // It held calls when they were read: whether they moved, or the answer is wrong, shows from its start.
        if (at.fromMs === window.fromMs) throw listBrokeOff();
        at.fromMs = window.fromMs;
        continue;
      }
      if (page.cursor === null) return page;
      if (at.cursors.has(page.cursor)) throw cursorRepeated();
      at.cursors.add(page.cursor);
      return page;
    } catch (error) {
      if (!isListBroken(error, cursor !== null)) throw error;
      if (++at.restarts > restartsInARow) throw error;
      restart(at, window, at.ordered ? at.enterMs : null);
    }
  }
}

function askForPage(
  deps: RunDeps,
  window: Window,
  at: Pick<Reading, 'fromMs' | 'cursor'>,
): Promise<Page<CallData>> {
  return requestWithinQuota(deps, () =>
    deps.client.callsExtensive(
      {
        filter: filterOf(deps.scope, { fromMs: at.fromMs, toMs: window.toMs }),
        contentSelector: selectorOf(deps.scope),
        ...(at.cursor ? { cursor: at.cursor } : {}),
      },
      { signal: deps.signal },
    ),
  );
}

/** Enters a window without a cursor: somewhat before the last call that was read, or at its start. */
function restart(at: Reading, window: Window, enterMs: number | null): void {
  at.cursor = null;
  at.cursors.clear();
  // What is read again comes in its own order.
  at.lateMs = null;
  const from = enterMs === null ? Number.NEGATIVE_INFINITY : enterMs - enterEarlierMs;
  const inside = from > (window.fromMs ?? Number.NEGATIVE_INFINITY) && from < window.toMs;
  at.fromMs = inside ? from : window.fromMs;
  if (inside) at.entered = true;
}

const listBrokeOff = () =>
  new GongError({
    code: 'gong/bad-answer',
    message: 'Gong’s list broke off where it said that it goes on.',
    nextStep: 'Earshot reads it again; nothing is lost.',
    retryable: true,
  });

/** Whether a window is so recent that the next sync looks back over all of it. */
const isReadAgain = (deps: RunDeps, window: Window) =>
  window.fromMs !== null && deps.now() - window.fromMs < (leastLookbackDays * day) / 2;

/**
 * An empty window would hide calls for long if the answer was wrong, and such answers are met: so Gong is asked whether the
 * key sees any calls at all, and then for the window once more. Throws 'sync/lost-view'.
 */
async function confirmEmpty(deps: RunDeps, window: Window, empty: Page<CallData>): Promise<Page<CallData>> {
  if (!(await seesCalls(deps))) {
    const stored = await countStored(deps);
    throw stored > 0 ? lostView(stored) : noCallsFound();
  }
  const again = await askForPage(deps, window, { fromMs: window.fromMs, cursor: null });
  return again.items.length > 0 ? again : empty;
}

async function storePage(deps: RunDeps, page: Page<CallData>, key: string, place: Place): Promise<void> {
  const { problems } = await storeCalls(deps, page, { list: key, checkpoint: { key, value: place } });
  if (problems > 0) deps.status.set({ problemCount: deps.status.get().problemCount + problems });
  deps.status.set({ requestsToday: deps.requestsToday() });
}

import { monthsBefore } from '../contract/privacy.ts';
import type { SyncScope } from '../contract/sync.ts';
import type { Page } from '../gong/client/answers.ts';
import { GongError } from '../gong/client/errors.ts';
import type { FolderRecord, LibraryCallRecord } from '../gong/schema/library.ts';
import type { AnsweredRecord, AnsweredScorecardsFilter } from '../gong/schema/scorecards.ts';
import { rollingDays, scopeBounds } from './plan.ts';
import {
  cursorRepeated,
  isEndless,
  isListBroken,
  isPartUnavailable,
  isRefusedPart,
  partitionPage,
  type RunDeps,
  requestWithinQuota,
} from './request.ts';
import type { SyncStore } from './store.ts';

const hour = 3_600_000;
const day = 24 * hour;
/** What is read once a day is due again after this long, so that it does not wander through the day. */
const dailyMs = 23 * hour;
/** Gong's dates are days of the company, wherever that is: a day on either side makes sure. */
const zoneMs = day;

const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** One reading of the list of reviews. */
interface Window {
  readonly kind: 'first' | 'recent' | 'look-back' | 'rolling';
  readonly filter: AnsweredScorecardsFilter;
  /** What it lists completely: reviews by the time of the call, or of the review; null is open. */
  readonly by: 'call' | 'review';
  readonly fromMs: number | null;
  readonly toMs: number | null;
}

/** How far the reviews were read; kept as a checkpoint, written with each page. */
interface Progress {
  /** What was asked for; another scope begins anew. */
  readonly scope: string;
  /** When all were read last, and when the list was read last; null: not yet. */
  readonly readMs: number | null;
  readonly lookedBackMs: number;
  /** The rolling re-read goes down from here; null: from now. */
  readonly rollingMs: number | null;
  readonly rolledAtMs: number;
  /** A reading that is under way. */
  readonly reading: {
    readonly window: Window;
    readonly sweepMs: number;
    readonly cursor: string | null;
  } | null;
}

const answeredKey = 'scorecards';
const libraryKey = 'library';
const emptiedKey = 'library-emptied';
/** So many broken answers about the library are passed over in one sync. */
const patience = 3;

const scopeOf = ({ fromDate, toDate, privateCalls, primaryUserIds }: SyncScope) =>
  JSON.stringify([
    fromDate,
    toDate,
    privateCalls,
    ...(primaryUserIds.length > 0 ? [primaryUserIds.toSorted()] : []),
  ]);

/** The days of a scope as the list's filter has them: “to” is not included, and today counts until it is over everywhere. */
function callDays(scope: SyncScope, zone: string, nowMs: number): AnsweredScorecardsFilter {
  const { fromMs, toMs } = scopeBounds(scope, zone);
  return {
    ...(fromMs === null ? {} : { callFromDate: dayOf(fromMs - zoneMs) }),
    callToDate: dayOf((toMs ?? nowMs + day) + zoneMs),
  };
}

/** The readings that a sync owes: everything at first, later what was reviewed lately and a part of the rest. */
function windowsOf(
  progress: Progress,
  scope: SyncScope,
  zone: string,
  nowMs: number,
  oldestMs: number | null,
): Window[] {
  const { fromMs, toMs } = scopeBounds(scope, zone);
  const calls = callDays(scope, zone, nowMs);
  const reviewToDate = dayOf(nowMs + day + zoneMs);
  if (progress.readMs === null)
    return [{ kind: 'first', filter: { ...calls, reviewToDate }, by: 'call', fromMs, toMs }];
  const lookBack = nowMs - progress.lookedBackMs >= dailyMs;
  const since = Math.min(progress.readMs, nowMs) - (lookBack ? scope.lookbackDays * day : 0);
  const windows: Window[] = [
    {
      kind: lookBack ? 'look-back' : 'recent',
      filter: { ...calls, reviewFromDate: dayOf(since - zoneMs), reviewToDate },
      by: 'review',
      fromMs: since,
      toMs: null,
    },
  ];
  if (oldestMs !== null && nowMs - progress.rolledAtMs >= dailyMs) {
    const bottom = Math.max(oldestMs, fromMs ?? oldestMs);
    const above = Math.min(progress.rollingMs ?? nowMs, nowMs);
    const top = above > bottom ? above : nowMs;
    const from = Math.max(bottom, top - Math.ceil((nowMs - bottom) / rollingDays));
    if (top > from)
      windows.push({
        kind: 'rolling',
        filter: { callFromDate: dayOf(from - zoneMs), callToDate: dayOf(top + day + zoneMs), reviewToDate },
        by: 'call',
        fromMs: from,
        toMs: top,
      });
  }
  return windows;
}

/** What is known once a window was read to its end. */
function after(progress: Progress, { kind, fromMs }: Window, sweepMs: number, nowMs: number): Progress {
  const done = { ...progress, reading: null };
  if (kind === 'rolling') return { ...done, rollingMs: fromMs, rolledAtMs: nowMs };
  const readMs = Math.max(progress.readMs ?? 0, sweepMs);
  if (kind === 'recent') return { ...done, readMs };
  // A first reading had everything: the rolling one begins a day later.
  return { ...done, readMs, lookedBackMs: nowMs, ...(kind === 'first' ? { rolledAtMs: nowMs } : {}) };
}

/**
 * Reviews by scorecard, and the team's library, after the calls. What the key may not read, or Gong refuses, is left out and
 * named; what was stored of it stays.
 */
export async function syncReviews(deps: RunDeps): Promise<void> {
  const { scope } = deps;
  if (!scope.scorecards && !scope.library) return;
  deps.status.phase('reviews', null);
  if (scope.scorecards) await orLeftOut(deps, 'Scorecards', () => readAnswered(deps));
  if (scope.library) await orLeftOut(deps, 'Team library', () => readLibrary(deps));
}

async function orLeftOut(deps: RunDeps, part: string, read: () => Promise<void>): Promise<void> {
  try {
    await read();
  } catch (error) {
    if (!isPartUnavailable(error) || deps.signal.aborted) throw error;
    deps.status.limit(error, part);
  }
}

async function readAnswered(deps: RunDeps): Promise<void> {
  const { store, scope } = deps;
  const known = (await store.readCheckpoint(answeredKey)) as Progress | null;
  let progress: Progress =
    known?.scope === scopeOf(scope)
      ? known
      : {
          scope: scopeOf(scope),
          readMs: null,
          lookedBackMs: 0,
          rollingMs: null,
          rolledAtMs: 0,
          reading: null,
        };
  if (progress.reading) progress = await readWindow(deps, progress, progress.reading);
  else
    for (const window of windowsOf(
      progress,
      scope,
      deps.zone,
      deps.now(),
      await store.oldestReviewedCallMs(),
    ))
      progress = await readWindow(deps, progress, { window, sweepMs: deps.now(), cursor: null });
}

/** Reads a list to its end, from where it stood. A cursor that Gong takes no more, or gives twice, begins it anew once. */
async function readWindow(
  deps: RunDeps,
  progress: Progress,
  from: NonNullable<Progress['reading']>,
): Promise<Progress> {
  const { client, store, scope, signal, status } = deps;
  const { window, sweepMs } = from;
  let { cursor } = from;
  let seen = new Set<string>();
  let begunAnew = false;
  for (;;) {
    try {
      const page = await requestWithinQuota(deps, () =>
        client.answeredScorecards({ filter: window.filter, ...(cursor ? { cursor } : {}) }, { signal }),
      );
      const next = page.cursor;
      if (next !== null && (seen.has(next) || isEndless(seen.size, page))) throw cursorRepeated();
      if (next !== null) seen.add(next);
      const { problems } = await store.commitAnswered({
        ...partitionPage<AnsweredRecord>(page),
        atMs: deps.now(),
        sweepMs,
        privateReviews: scope.privateCalls,
        onlyOfStored: scope.primaryUserIds.length > 0,
        notBeforeMs: monthsBefore(scope.keepMonths, deps.now()),
        checkpoint: {
          key: answeredKey,
          value: { ...progress, reading: { window, sweepMs, cursor: next } } satisfies Progress,
        },
      });
      if (problems > 0) status.set({ problemCount: status.get().problemCount + problems });
      status.set({ requestsToday: deps.requestsToday() });
      if (next === null) break;
      cursor = next;
    } catch (error) {
      if (!isListBroken(error, cursor !== null)) throw error;
      await store.writeCheckpoint({ key: answeredKey, value: { ...progress, reading: null } }, deps.now());
      if (begunAnew) throw error;
      begunAnew = true;
      cursor = null;
      seen = new Set();
    }
  }
  const done = after(progress, window, sweepMs, deps.now());
  await store.finishAnsweredSweep({
    sweepMs,
    by: window.by,
    fromMs: window.fromMs,
    toMs: window.toMs,
    atMs: deps.now(),
    checkpoint: { key: answeredKey, value: done },
  });
  return done;
}

/** When the folders of which workspaces were listed last. */
interface Listed {
  readonly [workspaceId: string]: number;
}

/** When folders that are stored were first answered as gone altogether, by what was asked for; kept as a checkpoint. */
interface Emptied {
  readonly [asked: string]: number;
}

/** Once a day: the folders of each workspace, then what each of them keeps. One that Gong refuses is named, and stops no other. */
async function readLibrary(deps: RunDeps): Promise<void> {
  const { client, store, signal } = deps;
  let listed = ((await store.readCheckpoint(libraryKey)) as Listed | null) ?? {};
  const workspaces = await librariesOf(store, deps.scope);
  const readable: (string | null)[] = [];
  const refusals = new Refusals(deps);
  for (const workspaceId of workspaces) {
    const name = workspaceId ?? '';
    if (deps.now() - (listed[name] ?? 0) < dailyMs) {
      readable.push(workspaceId);
      continue;
    }
    const known = await store.libraryInStore(workspaceId);
    const part =
      workspaces.length > 1 ? `Team library, workspace “${known.name ?? workspaceId}”` : 'Team library';
    const page = await refusals.passOver(part, () =>
      readUnlessEmptied(deps, `workspace ${name}`, part, known.folders, () =>
        client.libraryFolders(workspaceId, { signal }),
      ),
    );
    if (!page) continue;
    readable.push(workspaceId);
    if (page !== 'emptied')
      await store.ingestFolders({ workspaceId, ...partitionPage<FolderRecord>(page), atMs: deps.now() });
    listed = { ...listed, [name]: page === 'emptied' ? dueInAnHour(deps) : deps.now() };
    await store.writeCheckpoint({ key: libraryKey, value: listed }, deps.now());
  }
  for (const { id: folderId, label, calls } of await store.foldersToRead(readable, deps.now() - dailyMs)) {
    const part = `Team library, folder “${label}”`;
    const page = await refusals.passOver(part, () =>
      readUnlessEmptied(deps, `folder ${folderId}`, part, calls, () =>
        client.libraryFolderContent(folderId, { signal }),
      ),
    );
    if (page && page !== 'emptied')
      await store.ingestFolderContent({
        folderId,
        ...partitionPage<LibraryCallRecord>(page),
        atMs: deps.now(),
      });
    else await store.passOverFolder(folderId, page ? dueInAnHour(deps) : deps.now());
    deps.status.set({ requestsToday: deps.requestsToday() });
  }
}

/** When something that is read once a day would have been read, for it to be due an hour from now. */
const dueInAnHour = (deps: RunDeps) => deps.now() - dailyMs + hour;

/**
 * Reads a list of which `stored` items are known. When it is empty all at once it is asked for again, and counts only when
 * another sync, an hour or more later, is told the same: until then 'emptied'.
 */
async function readUnlessEmptied<T>(
  deps: RunDeps,
  asked: string,
  part: string,
  stored: number,
  read: () => Promise<Page<T>>,
): Promise<Page<T> | 'emptied'> {
  const { store } = deps;
  let page = await requestWithinQuota(deps, read);
  if (page.items.length === 0 && stored > 0) page = await requestWithinQuota(deps, read);
  const { [asked]: firstMs, ...others } = ((await store.readCheckpoint(emptiedKey)) as Emptied | null) ?? {};
  const emptied = page.items.length === 0 && stored > 0;
  if (emptied && (firstMs === undefined || deps.now() - firstMs < hour)) {
    const value: Emptied = { ...others, [asked]: firstMs ?? deps.now() };
    await store.writeCheckpoint({ key: emptiedKey, value }, deps.now());
    deps.status.limit(libraryEmptied(), part);
    return 'emptied';
  }
  if (firstMs !== undefined) await store.writeCheckpoint({ key: emptiedKey, value: others }, deps.now());
  return page;
}

const libraryEmptied = (): GongError =>
  new GongError({
    code: 'gong/library-emptied',
    message: 'Gong lists nothing here any more, where there was something.',
    nextStep:
      'What was stored stays. A sync in an hour or more asks again, and removes it if Gong still lists nothing.',
    retryable: true,
  });

/** Names what Gong refuses of the library and goes on with the rest. */
class Refusals {
  readonly #deps: RunDeps;
  #broken = 0;

  constructor(deps: RunDeps) {
    this.#deps = deps;
  }

  /** What was read; null when it is passed over. Throws what is true of the whole library, or goes on and on. */
  async passOver<T>(part: string, read: () => Promise<T>): Promise<T | null> {
    try {
      return await read();
    } catch (error) {
      const { signal, status } = this.#deps;
      if (!isPartUnavailable(error) || error.code === 'gong/missing-scope' || signal.aborted) throw error;
      if (!isRefusedPart(error) && ++this.#broken > patience) throw error;
      status.limit(error, part);
      return null;
    }
  }
}

async function librariesOf(store: SyncStore, scope: SyncScope): Promise<readonly (string | null)[]> {
  if (scope.workspaceId) return [scope.workspaceId];
  const known = await store.workspacesInStore();
  return known.length > 0 ? known : [null];
}

/** Requests that the next sync will use for reviews and the library, as far as can be known before. */
export async function reviewRequests(
  store: SyncStore,
  scope: SyncScope,
  nowMs: number,
): Promise<{ readonly requests: number; readonly notes: readonly string[] }> {
  let requests = scope.scorecards ? 2 : 0;
  if (!scope.library) return { requests, notes: [] };
  const listed = ((await store.readCheckpoint(libraryKey)) as Listed | null) ?? {};
  const workspaces = await librariesOf(store, scope);
  for (const workspaceId of workspaces) if (nowMs - (listed[workspaceId ?? ''] ?? 0) >= dailyMs) requests++;
  requests += (await store.foldersToRead(workspaces, nowMs - dailyMs)).length;
  const first = Object.keys(listed).length === 0;
  return {
    requests,
    notes: first
      ? ['The team’s library takes one request a folder, once a day: how many is not known yet.']
      : [],
  };
}

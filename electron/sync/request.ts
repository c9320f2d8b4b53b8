import type { IngestSummary } from '../../db/calls/ingest/calls.ts';
import type { CallsPage } from '../../db/sync/sync.ts';
import { monthsBefore } from '../contract/privacy.ts';
import type { SyncScope } from '../contract/sync.ts';
import type { Page } from '../gong/client/answers.ts';
import type { GongClient } from '../gong/client/client.ts';
import { GongError } from '../gong/client/errors.ts';
import type { CallData, CallRecord } from '../gong/schema/call.ts';
import type { PauseGate } from './pause-gate.ts';
import { selectorOf } from './plan.ts';
import type { StatusKeeper } from './status.ts';
import type { SyncStore } from './store.ts';

/** What one run works with. */
export interface RunDeps {
  readonly client: GongClient;
  readonly store: SyncStore;
  readonly scope: SyncScope;
  /** The user's IANA zone: the dates of the scope are its days. */
  readonly zone: string;
  /** Epoch ms. */
  readonly now: () => number;
  readonly status: StatusKeeper;
  readonly gate: PauseGate;
  readonly signal: AbortSignal;
  readonly runId: number;
  /** Requests started today, by everyone who shares the log of requests. */
  readonly requestsToday: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

const minute = 60_000;

/** A request that waits out Gong's daily limit, its maintenance or the share of the day instead of failing, and honours pause. */
export async function requestWithinQuota<T>(deps: RunDeps, request: () => Promise<T>): Promise<T> {
  const { gate, signal, status } = deps;
  for (;;) {
    await gate.pass(signal);
    try {
      const answer = await request();
      if (status.get().state === 'waiting') status.set({ state: 'running', resumeAtMs: null });
      return answer;
    } catch (error) {
      if (!(error instanceof GongError)) throw error;
      const own = error.code === 'gong/daily-share';
      const untilMs = error.retryAtMs;
      if (!error.meaning.longWait || untilMs === undefined) throw error;
      if (!gate.closed) status.set({ state: 'waiting' });
      status.set({ resumeAtMs: untilMs, requestsToday: deps.requestsToday() });
      // A minute at a time: laptops sleep, and the share of the day may be raised meanwhile, which costs no request to see.
      do await deps.sleep(Math.min(minute, Math.max(1, untilMs - deps.now())), signal);
      while (!own && deps.now() < untilMs);
    }
  }
}

/** Whether Gong does not let this key have a part: that part is left out and shown. */
export const isRefusedPart = (error: unknown): error is GongError =>
  error instanceof GongError && error.meaning.part === 'refused';

/**
 * Whether a part beside the calls (people, trackers, reviews) cannot be read however often it is asked for: it is left out and
 * shown, since calls do not depend on it. A broken connection or a refused key is no such case: it stops everything.
 */
export const isPartUnavailable = (error: unknown): error is GongError =>
  error instanceof GongError && error.meaning.part !== undefined;

/** The records of a page as they came, apart by whether they can be read; `T`: what those that can be read are then. */
export function partitionPage<T>(page: Page<unknown>): {
  readonly records: T[];
  readonly rejected: { raw: unknown; reason: string; id: string | null }[];
} {
  const records: T[] = [];
  const rejected: { raw: unknown; reason: string; id: string | null }[] = [];
  page.items.forEach((item, at) => {
    if (item.ok) records.push(page.raw[at] as T);
    else rejected.push({ raw: page.raw[at], reason: item.reason, id: item.id });
  });
  return { records, rejected };
}

/**
 * All pages of a list. One whose cursor is refused, or that leads in a circle, is read again from its start, once; then its
 * error is thrown.
 */
export async function readPages<T>(
  read: (cursor: string | null) => Promise<Page<T>>,
): Promise<readonly Page<T>[]> {
  for (let attempt = 1; ; attempt++) {
    const pages: Page<T>[] = [];
    const cursors = new Set<string>();
    try {
      let cursor: string | null = null;
      do {
        const page: Page<T> = await read(cursor);
        pages.push(page);
        cursor = page.cursor;
        if (cursor !== null && (cursors.has(cursor) || isEndless(pages.length, page))) throw cursorRepeated();
        if (cursor !== null) cursors.add(cursor);
      } while (cursor !== null);
      return pages;
    } catch (error) {
      const broken = isListBroken(error, cursors.size > 0);
      if (!broken || attempt > 1) throw error;
    }
  }
}

/** Whether so many pages cannot be all of one list: cursors of a circle can differ, since Gong's carry the time. */
export const isEndless = (pages: number, page: Page<unknown>): boolean =>
  pages > 2 * Math.ceil((page.total ?? 100_000) / Math.max(1, page.items.length)) + 5;

/** An error: the list would be read for ever. */
export const cursorRepeated = (): GongError =>
  new GongError({
    code: 'gong/cursor-repeated',
    message: 'Gong’s list leads in a circle: it hands out a place (cursor) that it handed out before.',
    nextStep: 'Nothing is lost. Sync again later; if it stays so, report it to Gong.',
    retryable: true,
  });

/** Whether an error is about the place in a list: with a cursor, every refusal of a request that began well. */
export const isListBroken = (error: unknown, withCursor: boolean): error is GongError =>
  error instanceof GongError &&
  (error.meaning.list === 'always' || (withCursor && error.meaning.list === 'withCursor'));

/** Stores a page of calls; `place` names the list it is of, and where that goes on. */
export function storeCalls(
  deps: RunDeps,
  page: Page<CallData>,
  place: Pick<CallsPage, 'list' | 'checkpoint'> = {},
): Promise<IngestSummary> {
  return deps.store.commitPage({
    atMs: deps.now(),
    selector: selectorOf(deps.scope),
    privateCalls: deps.scope.privateCalls ? 'show' : 'leaveOut',
    notBeforeMs: monthsBefore(deps.scope.keepMonths, deps.now()),
    requestId: page.requestId,
    ...partitionPage<CallRecord>(page),
    runId: deps.runId,
    ...place,
  });
}

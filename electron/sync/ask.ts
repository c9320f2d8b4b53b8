import type { SyncScope } from '../contract/sync.ts';
import type { GongClient, Page } from '../gong/client/client.ts';
import { GongError } from '../gong/client/errors.ts';
import type { Gate } from './gate.ts';
import type { SyncStore } from './run.ts';
import type { StatusKeeper } from './status.ts';

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
  readonly gate: Gate;
  readonly signal: AbortSignal;
  readonly runId: number;
  /** Requests started today, by everyone who shares the log of requests. */
  readonly requestsToday: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

const minute = 60_000;

/** A request that waits out Gong's daily limit, or the share of the day, instead of failing, and honours pause. */
export async function ask<T>(deps: RunDeps, request: () => Promise<T>): Promise<T> {
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
      if ((!own && error.code !== 'gong/daily-limit') || untilMs === undefined) throw error;
      if (!gate.closed) status.set({ state: 'waiting' });
      status.set({ resumeAtMs: untilMs, requestsToday: deps.requestsToday() });
      // A minute at a time: laptops sleep, and the share of the day may be raised meanwhile, which costs no request to see.
      do await deps.sleep(Math.min(minute, Math.max(1, untilMs - deps.now())), signal);
      while (!own && deps.now() < untilMs);
    }
  }
}

/** Whether Gong says that the key may not use an endpoint: that part is left out and shown. */
export const isMissingScope = (error: unknown): error is GongError =>
  error instanceof GongError && error.code === 'gong/missing-scope';

/** The records of a page as they came, apart by whether they can be read. */
export function sorted(page: Page<unknown>): {
  readonly records: unknown[];
  readonly rejected: { raw: unknown; reason: string; id: string | null }[];
} {
  const records: unknown[] = [];
  const rejected: { raw: unknown; reason: string; id: string | null }[] = [];
  page.items.forEach((item, at) => {
    if (item.ok) records.push(page.raw[at]);
    else rejected.push({ raw: page.raw[at], reason: item.reason, id: item.id });
  });
  return { records, rejected };
}

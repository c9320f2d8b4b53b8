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
  /** Epoch ms. */
  readonly now: () => number;
  readonly status: StatusKeeper;
  readonly gate: Gate;
  readonly signal: AbortSignal;
  readonly runId: number;
  /** Counts a request to Gong. */
  readonly onRequest: () => void;
  /** Requests started today, by everyone who shares the log of requests. */
  readonly requestsToday: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** A request that waits out Gong's daily limit instead of failing, and honours pause. */
export async function ask<T>(deps: RunDeps, request: () => Promise<T>): Promise<T> {
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

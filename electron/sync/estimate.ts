import type { SyncPlan, SyncScope } from '../contract/sync.ts';
import type { GongClient } from '../gong/client/client.ts';
import { allowedPerSecond } from '../gong/client/limiter.ts';
import { knownCoverage } from './journal.ts';
import { noCallsFound } from './lost-view.ts';
import { scopeBounds, type Window } from './plan.ts';
import { reviewRequests } from './reviews.ts';
import { probe, windowsFor } from './run.ts';
import type { SyncStore } from './store.ts';

interface EstimateDeps {
  client(): Promise<GongClient>;
  readonly store: SyncStore;
  /** The user's IANA zone. */
  zone(): string;
  /** Epoch ms. */
  clock(): number;
}

/** What a sync of a scope would read, and how many requests and seconds it would take; costs one request. */
export async function estimateSync(deps: EstimateDeps, scope: SyncScope): Promise<SyncPlan> {
  const { store } = deps;
  const client = await deps.client();
  const coverage = await knownCoverage(store, scope);
  const zone = deps.zone();
  const bounds = scopeBounds(scope, zone);
  const probed = await probe({ client, scope, zone, now: deps.clock });
  const { total, empty } = probed;
  const { windows, oldestMs } = windowsFor(probed, coverage, scope, zone, deps.clock());
  const span = Math.max(1, Math.min(deps.clock(), bounds.toMs ?? Number.POSITIVE_INFINITY) - oldestMs);
  const share = ({ fromMs, toMs }: Window) =>
    Math.max(0, Math.min(toMs, deps.clock()) - Math.max(fromMs ?? oldestMs, oldestMs)) / span;
  const perWindow = windows.map((window) => Math.round(total * share(window)));
  const calls = Math.min(
    total,
    perWindow.reduce((sum, count) => sum + count, 0),
  );
  const missing = await store.countWithoutTranscript(deps.clock(), scope.primaryUserIds);
  const reviews = await reviewRequests(store, scope, deps.clock());
  const requests = {
    calls: perWindow.reduce((sum, count) => sum + Math.max(1, Math.ceil(count / 100)), 0) + 1,
    transcripts: scope.transcripts ? Math.ceil((coverage ? missing : calls) / 100) : 0,
    settings: 3 + reviews.requests,
  };
  return {
    windows: windows.map((window) => ({
      from: window.fromMs === null ? null : new Date(window.fromMs).toISOString(),
      to: new Date(Math.min(window.toMs, deps.clock() + 86_400_000)).toISOString(),
    })),
    calls,
    requests,
    seconds: Math.ceil((requests.calls + requests.transcripts + requests.settings) / allowedPerSecond),
    notes: [
      ...(empty ? [noCallsFound().message] : []),
      `Counted with one request; Gong's count can exceed what it returns.`,
      ...(coverage
        ? ['Known calls within the look-back are read again, because Gong fills in and changes calls later.']
        : []),
      ...reviews.notes,
      ...(requests.calls + requests.transcripts > scope.dailyRequests
        ? [
            `More than the daily share of ${scope.dailyRequests} requests: the sync goes on the next day where it stopped.`,
          ]
        : []),
    ],
  };
}

import { createSignal } from 'solid-js';
import type { SyncStatus } from '../../electron/contract/sync.ts';
import { ago, count, duration, moment } from '../ui/format.ts';

const phases: Readonly<Record<SyncStatus['phase'], string>> = {
  idle: 'Starting',
  settings: 'Reading people and trackers',
  calls: 'Reading calls',
  transcripts: 'Reading transcripts',
  reviews: 'Reading scorecards and the library',
  finishing: 'Finishing',
};

const [now, setNow] = createSignal(Date.now());
// "5 minutes ago" grows older while nothing else happens.
setInterval(() => setNow(Date.now()), 20_000);

/** What a sync is doing, in a few words. `tz`: an IANA zone. */
export function syncWords(status: SyncStatus, tz: string): string {
  switch (status.state) {
    case 'failed':
      return 'Sync failed';
    case 'paused':
      return 'Sync paused';
    case 'waiting':
      return status.resumeAtMs
        ? `Waiting for Gong’s limit until ${moment(status.resumeAtMs, tz)}`
        : 'Waiting for Gong’s limit';
    case 'running':
      return phases[status.phase];
    case 'idle':
      return status.lastFinishedMs
        ? `Synced ${ago(status.lastFinishedMs, Math.max(now(), status.lastFinishedMs))}`
        : 'Not synced yet';
  }
}

/** '1,200 of 3,000 · 240/s · 8 s left'; null while nothing is counted. */
export function syncProgress(status: SyncStatus): string | null {
  if (status.total === null && status.done === 0) return null;
  const of = status.total === null ? count(status.done) : `${count(status.done)} of ${count(status.total)}`;
  const rate = status.rate >= 1 ? ` · ${count(Math.round(status.rate))}/s` : '';
  const left = status.etaSeconds ? ` · ${duration(status.etaSeconds)} left` : '';
  return of + rate + left;
}

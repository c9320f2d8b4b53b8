import { createMemo, type JSX, Show } from 'solid-js';
import { bridge } from '../bridge/bridge.ts';
import { info, sync } from '../data/app.ts';
import { ago, count } from '../ui/format.ts';
import { Progress } from '../ui/kit.tsx';

const phases = {
  idle: '',
  settings: 'Reading people and trackers',
  calls: 'Reading calls',
  transcripts: 'Reading transcripts',
  lookback: 'Looking for changes',
  finishing: 'Finishing',
} as const;

/** What a sync is doing, in a few words. */
export function syncWords(status: NonNullable<ReturnType<typeof sync>>): string {
  if (status.state === 'failed') return 'Sync failed';
  if (status.state === 'paused') return 'Sync paused';
  if (status.state === 'waiting') return 'Waiting for Gong’s limit';
  if (status.state === 'running') return phases[status.phase];
  return status.lastFinishedMs ? `Synced ${ago(status.lastFinishedMs, Date.now())}` : 'Not synced yet';
}

/** The quiet status item: one line, a bar while something runs, and the way to its page. */
export function SyncItem(props: { onOpen: () => void }): JSX.Element {
  const busy = createMemo(() => ['running', 'waiting', 'paused'].includes(sync()?.state ?? 'idle'));
  return (
    <Show when={sync()}>
      {(status) => (
        <div class="syncitem">
          <Show when={busy()}>
            <Progress label="Sync progress" done={status().done} total={status().total} />
          </Show>
          <button type="button" class="btn small quiet" onClick={() => props.onOpen()}>
            <span class={`dot state-${status().state}`} aria-hidden="true" />
            <span class="ellipsis">{syncWords(status())}</span>
          </button>
          <Show when={busy() && status().total !== null}>
            <span class="muted small">
              {count(status().done)} of {count(status().total ?? 0)}
              {status().rate > 0 ? ` · ${count(Math.round(status().rate))}/s` : ''}
              {status().etaSeconds ? ` · ${status().etaSeconds} s left` : ''}
            </span>
          </Show>
          <Show when={!busy()}>
            <button
              type="button"
              class="btn small"
              onClick={() => void bridge.request('sync/start', {})}
              disabled={info()?.sampleOnline === false && info()?.activeProfileId === 'sample'}
            >
              Sync now
            </button>
          </Show>
        </div>
      )}
    </Show>
  );
}

import { type JSX, Show } from 'solid-js';
import { bridge } from '../bridge/bridge.ts';
import { account, info, sync, where } from '../data/app.ts';
import { syncProgress, syncWords } from '../data/sync-words.ts';
import { Button } from '../ui/form.tsx';
import { count } from '../ui/format.ts';
import { Progress } from '../ui/kit.tsx';

/** The quiet status item: one line, a bar while something runs, and the way to its page. */
export function SyncItem(props: { onOpen: () => void }): JSX.Element {
  const busy = () => ['running', 'waiting', 'paused'].includes(sync()?.state ?? 'idle');
  return (
    <Show when={sync()}>
      {(status) => (
        <div class="syncitem stack tight medium">
          <Show when={busy()}>
            <Progress label="Sync progress" done={status().done} total={status().total} />
          </Show>
          <Button title={syncWords(status(), where().tz)} onClick={() => props.onOpen()}>
            <span class={`dot state-${status().state}`} aria-hidden="true" />
            <span class="ellipsis">{syncWords(status(), where().tz)}</span>
          </Button>
          <Show when={busy() && syncProgress(status())}>
            {(words) => <span class="muted small">{words()}</span>}
          </Show>
          <Show when={!busy() && status().problemCount > 0}>
            <Button
              text={`${count(status().problemCount)} ${status().problemCount === 1 ? 'problem' : 'problems'}`}
              onClick={() => props.onOpen()}
            />
          </Show>
          <Show when={!busy()}>
            <Button
              class="small"
              text="Sync now"
              onClick={() => void bridge.request('sync/start', {})}
              disabled={
                (info()?.sampleOnline === false && info()?.activeProfileId === 'sample') ||
                account()?.scopeChosen === false
              }
            />
          </Show>
        </div>
      )}
    </Show>
  );
}

import { For, type JSX, Show } from 'solid-js';
import { isolateWithin } from '../../../../electron/contract/direction.ts';
import type { MyTracker, TrackerVersion } from '../../../../electron/contract/trackers.ts';
import { where } from '../../../data/app.ts';
import { createQuery } from '../../../data/query.ts';
import { Button } from '../../../ui/form.tsx';
import { moment } from '../../../ui/format.ts';
import { onChange } from '../../../ui/on-change.ts';

/** Every saved state of a tracker, with the way back to it. */
export function Versions(props: {
  tracker: MyTracker;
  onBack: (version: TrackerVersion) => void;
}): JSX.Element {
  const query = createQuery('trackers/versions', () => ({ id: props.tracker.id }), { live: true });
  onChange(
    () => props.tracker.version,
    () => query.refetch(),
  );
  return (
    <Show when={(query.data()?.length ?? 0) > 0}>
      <section class="panel card" aria-labelledby="versions">
        <header class="panelhead">
          <div class="grow">
            <h2 id="versions">Versions</h2>
          </div>
        </header>
        <ol class="versions">
          <For each={query.data()}>
            {(version) => (
              <li>
                <span class="badge">{version.version}</span>
                <div class="grow">
                  <p>{isolateWithin(version.summary)}</p>
                  <p class="hint">
                    <bdi>{version.name}</bdi>, {moment(version.atMs, where().tz)}
                  </p>
                </div>
                <Show
                  when={version.version !== props.tracker.version}
                  fallback={<span class="muted">in use</span>}
                >
                  <Button class="small" text="Go back to it" onClick={() => props.onBack(version)} />
                </Show>
              </li>
            )}
          </For>
        </ol>
      </section>
    </Show>
  );
}

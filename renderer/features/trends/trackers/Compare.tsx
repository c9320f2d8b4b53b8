import { useNavigate } from '@solidjs/router';
import { createSignal, For, type JSX, Show } from 'solid-js';
import type { MyTracker } from '../../../../electron/contract/trackers.ts';
import { where } from '../../../data/app.ts';
import { ErrorState } from '../../../ui/kit.tsx';
import { createLive } from '../live.ts';
import { Overlap } from '../report/Overlap.tsx';

/** A tracker of mine beside another one: calls with both, and with only one of them. */
export function Compare(props: { tracker: MyTracker }): JSX.Element {
  const navigate = useNavigate();
  const trackers = createLive('trends/trackers', () => ({}));
  const [other, setOther] = createSignal('');
  const overlap = createLive('trends/overlap', () =>
    other() ? { a: props.tracker.key, b: other(), ...where() } : null,
  );
  return (
    <>
      <label class="row comparewith">
        <span>Compare with</span>
        <select class="select" value={other()} onChange={(event) => setOther(event.currentTarget.value)}>
          <option value="">a tracker of Gong’s …</option>
          <For each={trackers.data()?.filter((item) => item.key !== props.tracker.key) ?? []}>
            {(item) => (
              <option dir="auto" value={item.key} selected={item.key === other()}>
                {item.name}
              </option>
            )}
          </For>
        </select>
      </label>
      <Show when={overlap.error()}>
        {(error) => <ErrorState error={error()} onRetry={overlap.refetch} />}
      </Show>
      <Show when={other() ? overlap.data() : undefined}>
        {(found) => (
          <Overlap overlap={found()} onOpen={(q) => navigate(`/library?q=${encodeURIComponent(q)}`)} />
        )}
      </Show>
    </>
  );
}

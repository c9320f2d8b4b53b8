import { useNavigate } from '@solidjs/router';
import { createSignal, For, type JSX, Show } from 'solid-js';
import type { MyTracker } from '../../../../electron/contract/trackers.ts';
import { where } from '../../../data/app.ts';
import { createQuery } from '../../../data/query.ts';
import { ErrorState } from '../../../ui/kit.tsx';
import { Overlap } from '../report/Overlap.tsx';

/** A tracker of mine beside another one: calls with both, and with only one of them. */
export function Compare(props: { tracker: MyTracker }): JSX.Element {
  const navigate = useNavigate();
  const trackers = createQuery('trends/trackers', () => ({}), { live: true });
  const [other, setOther] = createSignal('');
  const overlap = createQuery(
    'trends/overlap',
    () => (other() ? { a: props.tracker.key, b: other(), ...where() } : null),
    { live: true },
  );
  return (
    <>
      <label class="row comparewith">
        <span>Compare with</span>
        <select class="select" value={other()} onChange={(event) => setOther(event.currentTarget.value)}>
          <option value="">a tracker of Gong’s …</option>
          <For each={trackers.data()?.filter((item) => item.key !== props.tracker.key) ?? []}>
            {(item) => <option value={item.key}>{item.name}</option>}
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

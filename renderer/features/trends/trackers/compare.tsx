import { useNavigate } from '@solidjs/router';
import { createSignal, type JSX, Show } from 'solid-js';
import type { MyTracker } from '../../../../electron/contract/trackers.ts';
import { where } from '../../../data/app.ts';
import { Select } from '../../../ui/form.tsx';
import { ErrorState } from '../../../ui/kit.tsx';
import { createLive } from '../live.ts';
import { Overlap } from '../report/overlap.tsx';

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
        <Select
          of={[
            ['', 'a tracker of Gong’s …'],
            ...(trackers.data() ?? [])
              .filter((item) => item.key !== props.tracker.key)
              .map((item) => [item.key, item.name] as const),
          ]}
          value={other()}
          onPick={setOther}
        />
      </label>
      <ErrorState error={overlap.error()} onRetry={overlap.refetch} />
      <Show when={other() ? overlap.data() : undefined}>
        {(found) => (
          <Overlap overlap={found()} onOpen={(q) => navigate(`/library?q=${encodeURIComponent(q)}`)} />
        )}
      </Show>
    </>
  );
}

import { For, type JSX, Show } from 'solid-js';
import type { OverlapReport } from '../../../../electron/contract/trends.ts';
import { count, percent } from '../../../ui/format.ts';
import { Panel } from './Panel.tsx';

/** Two trackers over the same calls: what both find, and what only one does. */
export function Overlap(props: { overlap: OverlapReport; onOpen: (q: string) => void }): JSX.Element {
  const parts = () => [
    { name: `Only ${props.overlap.a.name}`, tone: 'a', ...props.overlap.onlyA },
    { name: 'Both', tone: 'both', ...props.overlap.both },
    { name: `Only ${props.overlap.b.name}`, tone: 'b', ...props.overlap.onlyB },
  ];
  const total = () => parts().reduce((sum, part) => sum + part.calls, 0);
  const before = (at: number) =>
    parts()
      .slice(0, at)
      .reduce((sum, part) => sum + part.calls, 0);
  return (
    <Panel
      title={`${props.overlap.a.name} and ${props.overlap.b.name}`}
      class="wide"
      lead={
        <p class="lead">
          {count(total())} calls mention one or the other; {count(props.overlap.neither.calls)} neither.
        </p>
      }
    >
      <Show when={total() > 0}>
        <svg
          class="overlap"
          width="100%"
          height="26"
          role="img"
          aria-label={parts()
            .map((part) => `${part.name}: ${part.calls} calls`)
            .join(', ')}
        >
          <For each={parts()}>
            {(part, at) => (
              <rect
                class={`overlap-${part.tone}`}
                x={`${(before(at()) / total()) * 100}%`}
                width={`${(part.calls / total()) * 100}%`}
                height="26"
              />
            )}
          </For>
        </svg>
      </Show>
      <ul class="row wrap splitnames overlapnames">
        <For each={parts()}>
          {(part) => (
            <li class="row">
              <button
                type="button"
                class="linkish"
                onClick={() => props.onOpen(part.q)}
                disabled={part.calls === 0}
              >
                {part.name}
              </button>
              <strong>{count(part.calls)}</strong>
              <span class="muted">{total() > 0 ? percent(part.calls / total()) : ''}</span>
            </li>
          )}
        </For>
      </ul>
    </Panel>
  );
}

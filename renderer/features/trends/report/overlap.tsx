import { For, type JSX, Show } from 'solid-js';
import { isolate } from '../../../../electron/contract/direction.ts';
import type { OverlapReport } from '../../../../electron/contract/trends.ts';
import { count, percent } from '../../../ui/format.ts';
import { Opens } from '../../../ui/table.tsx';
import { Panel } from './panel.tsx';

/** Two trackers over the same calls: what both find, and what only one does. */
export function Overlap(props: { overlap: OverlapReport; onOpen: (q: string) => void }): JSX.Element {
  const parts = () => [
    { name: `Only ${isolate(props.overlap.a.name)}`, fill: '--t0', ...props.overlap.onlyA },
    { name: 'Both', fill: '--line-strong', ...props.overlap.both },
    { name: `Only ${isolate(props.overlap.b.name)}`, fill: '--t1', ...props.overlap.onlyB },
  ];
  const total = () => parts().reduce((sum, part) => sum + part.calls, 0);
  const before = (at: number) =>
    parts()
      .slice(0, at)
      .reduce((sum, part) => sum + part.calls, 0);
  return (
    <Panel
      title={`${isolate(props.overlap.a.name)} and ${isolate(props.overlap.b.name)}`}
      class="wide"
      lead={
        <>
          {count(total())} calls mention one or the other; {count(props.overlap.neither.calls)} neither.
        </>
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
                style={{ fill: `var(${part.fill})` }}
                x={`${(before(at()) / total()) * 100}%`}
                width={`${(part.calls / total()) * 100}%`}
                height="26"
              />
            )}
          </For>
        </svg>
      </Show>
      <ul class="row wrap splitnames" data-part="overlap">
        <For each={parts()}>
          {(part) => (
            <li class="row">
              <Opens text={part.name} disabled={part.calls === 0} onOpen={() => props.onOpen(part.q)} />
              <strong>{count(part.calls)}</strong>
              <span class="muted">{total() > 0 ? percent(part.calls / total()) : ''}</span>
            </li>
          )}
        </For>
      </ul>
    </Panel>
  );
}

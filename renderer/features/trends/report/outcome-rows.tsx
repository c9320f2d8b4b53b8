import { createMemo, createSignal, For, type JSX } from 'solid-js';
import { isolate } from '../../../../electron/contract/direction.ts';
import { shortened } from '../../../../electron/contract/lines.ts';
import type { EvidenceFilter, PositionsReport } from '../../../../electron/contract/trends.ts';
import { count, percent } from '../../../ui/format.ts';
import { createCanvas, Drawing } from '../chart/drawing.tsx';
import { createRoving } from '../chart/roving.ts';
import { binName } from './filter-name.ts';

const row = 34;
const top = 6;
const left = 132;

/**
 * The place in the call, one small chart per outcome on a common axis: heights are shares of that outcome's mentions, so
 * that a common outcome does not flatten a rare one.
 */
export function OutcomeRows(props: {
  positions: PositionsReport;
  ref?: (svg: SVGSVGElement) => void;
  onPoint: (words: string | null) => void;
  onPlay: (name: string, filter: EvidenceFilter) => void;
}): JSX.Element {
  const canvas = createCanvas(props, 520);
  const { svg, width } = canvas;
  const [hover, setHover] = createSignal('');
  const groups = createMemo(() =>
    props.positions.groups
      .map((group, at) => {
        const counts = props.positions.bins.map((bin) => bin.counts[at] ?? 0);
        return { ...group, counts, total: counts.reduce((sum, one) => sum + one, 0) };
      })
      .filter((group) => group.total > 0),
  );
  const bins = () => props.positions.bins;
  const highest = () =>
    Math.max(...groups().flatMap((group) => group.counts.map((one) => one / group.total)), 0.01);
  const step = () => (width() - left - 8) / Math.max(1, bins().length);
  const height = () => groups().length * row + top + 22;
  const roving = createRoving(
    svg,
    () => groups().length,
    () => bins().length,
  );
  return (
    <Drawing
      on={canvas}
      class="columns"
      data-form="rows"
      title="Place in the call by outcome; a bar plays its mentions"
      height={height()}
    >
      <For each={groups()}>
        {(group, r) => (
          <g data-side="company">
            <text
              class="axis name"
              x={left - 10}
              y={top + (r() + 1) * row - 8}
              text-anchor="end"
              aria-hidden="true"
            >
              <title>{`${isolate(group.label)}: ${count(group.total)} mentions`}</title>
              {shortened(group.label, 18)}
            </text>
            <line
              class="baseline"
              x1={left}
              x2={width() - 8}
              y1={top + (r() + 1) * row - 3.5}
              y2={top + (r() + 1) * row - 3.5}
            />
            <For each={bins()}>
              {(bin, at) => {
                const value = () => (group.counts[at()] ?? 0) / group.total;
                const words = () =>
                  `${isolate(group.label)}, ${binName(bin, props.positions.unit)}: ${count(group.counts[at()] ?? 0)} mentions, ${percent(value())} of this outcome’s${group.key === null ? '' : '. Enter plays them'}`;
                const name = () => `${r()}:${at()}`;
                // The further outcomes together are no filter that moments could be asked by.
                const play = () =>
                  group.key !== null &&
                  props.onPlay(`${isolate(group.label)}, ${binName(bin, props.positions.unit)}`, {
                    bin: { unit: props.positions.unit, from: bin.from, to: bin.to },
                    outcome: group.key,
                  });
                return (
                  <g
                    role="button"
                    class="column"
                    classList={{ on: hover() === name() }}
                    data-mark={name()}
                    tabindex={roving.isStop(r(), at()) ? 0 : -1}
                    aria-label={words()}
                    onPointerEnter={() => (setHover(name()), props.onPoint(words()))}
                    onPointerLeave={() => (setHover(''), props.onPoint(null))}
                    onFocus={() => (roving.at(r(), at()), setHover(name()), props.onPoint(words()))}
                    onBlur={() => (setHover(''), props.onPoint(null))}
                    aria-disabled={group.key === null}
                    onClick={play}
                    onKeyDown={(event) => {
                      if (event.key === 'Enter' || event.key === ' ') {
                        event.preventDefault();
                        play();
                      } else roving.key(event);
                    }}
                  >
                    <rect
                      class="reach"
                      x={left + at() * step()}
                      y={top + r() * row}
                      width={step()}
                      height={row - 4}
                    />
                    <rect
                      data-side="company"
                      x={left + at() * step() + step() * 0.1}
                      width={step() * 0.8}
                      y={top + (r() + 1) * row - 4 - (value() / highest()) * (row - 8)}
                      height={(value() / highest()) * (row - 8)}
                    />
                  </g>
                );
              }}
            </For>
          </g>
        )}
      </For>
      <For each={bins().filter((_, at) => at % Math.ceil(bins().length / 10) === 0)}>
        {(bin) => (
          <text
            class="axis"
            aria-hidden="true"
            x={left + (bins().indexOf(bin) + 0.5) * step()}
            y={height() - 6}
            text-anchor="middle"
          >
            {bin.to === null ? `${bin.from}+` : bin.from}
          </text>
        )}
      </For>
    </Drawing>
  );
}

import { For, type JSX, Show } from 'solid-js';
import type { LineData, Plot } from './plot.ts';
import { timeTicks } from './ticks.ts';

/** The axes of a chart of lines, and the stretches of time that have no figures. `id` is the chart's. */
export function Axes(props: { id: string; chart: LineData; plot: Plot }): JSX.Element {
  const { left, right, top, bottom, at, step, y } = props.plot;
  const whole = () =>
    props.chart.lines.every((one) => one.points.every((p) => p.value === null || Number.isInteger(p.value)));
  const ticks = () =>
    y()
      .ticks(4)
      .filter((tick) => !whole() || Number.isInteger(tick));
  const times = () =>
    timeTicks(props.chart.froms, props.chart.unit, Math.max(2, Math.floor((right() - left) / 58)));
  return (
    <>
      <For each={ticks()}>
        {(tick) => (
          <>
            <line
              class={tick === 0 ? 'baseline' : 'grid'}
              x1={left}
              x2={right() + 6}
              y1={Math.round(y()(tick)) + 0.5}
              y2={Math.round(y()(tick)) + 0.5}
            />
            <text class="axis" x={left - 8} y={y()(tick) + 4} text-anchor="end">
              {props.chart.format(tick)}
            </text>
          </>
        )}
      </For>
      <For each={times()}>
        {(tick) => (
          <>
            <line
              class="baseline"
              x1={Math.round(at(tick.at)) + 0.5}
              x2={Math.round(at(tick.at)) + 0.5}
              y1={bottom()}
              y2={bottom() + 4}
            />
            <text class="axis" x={at(tick.at)} y={bottom() + 17} text-anchor="middle">
              {tick.label}
            </text>
            <Show when={tick.year}>
              <text class="axis year" x={at(tick.at)} y={bottom() + 31} text-anchor="middle">
                {tick.year}
              </text>
            </Show>
          </>
        )}
      </For>
      <For each={props.chart.missing ?? []}>
        {(gap) => {
          const from = () => Math.max(left, at(gap.from) - step() / 2);
          const to = () => Math.min(at(gap.to) + step() / 2, right() + 6);
          return (
            <g class="missing">
              <rect
                x={from()}
                y={top()}
                width={Math.max(0, to() - from())}
                height={bottom() - top()}
                fill={`url(#${props.id}-gap)`}
              />
              <path class="axisbreak" d={`M${to() - 4},${bottom() + 6}l4,-12m4,12l4,-12`} />
              <Show when={to() - from() > gap.why.length * 6}>
                <text class="axis" x={(from() + to()) / 2} y={top() + 16} text-anchor="middle">
                  {gap.why}
                </text>
              </Show>
            </g>
          );
        }}
      </For>
    </>
  );
}

import { scaleLinear } from 'd3-scale';
import { type JSX, Show } from 'solid-js';
import type { Side } from '../../../../electron/contract/call.ts';
import { linePath, sideNames, sides, stacked } from '../../../../electron/contract/chart.ts';
import { percent } from '../../../ui/format.ts';
import { chartId, SidePatterns, sideFill } from './marks.tsx';

/** A line as small as a word: its course, and a dot where it stands now. The figures stand beside it. */
export function Spark(props: {
  values: readonly (number | null)[];
  /** Greatest value of the axis, so that several can be compared. */
  top?: number;
  width?: number;
  height?: number;
}): JSX.Element {
  const width = () => props.width ?? 96;
  const height = () => props.height ?? 22;
  const x = (at: number) => 2 + (at / Math.max(1, props.values.length - 1)) * (width() - 6);
  const y = () =>
    scaleLinear()
      .domain([0, props.top || Math.max(0, ...props.values.map((value) => value ?? 0)) || 1])
      .range([height() - 2, 3]);
  const path = () => linePath(props.values, x, y());
  const last = () => props.values.findLastIndex((value) => value !== null);
  return (
    <svg
      class="spark"
      width={width()}
      height={height()}
      viewBox={`0 0 ${width()} ${height()}`}
      aria-hidden="true"
    >
      <line class="grid" x1="0" x2={width()} y1={height() - 1.5} y2={height() - 1.5} />
      <path d={path()} class="line" />
      <Show when={last() >= 0}>
        <circle class="point" cx={x(last())} cy={y()(props.values[last()] ?? 0)} r="2" />
      </Show>
    </svg>
  );
}

/** A share with its band of uncertainty on a common axis. */
export function ShareBar(props: {
  share: number;
  low: number;
  high: number;
  few: boolean;
  /** Right end of the axis. */
  top: number;
  /** The share of all calls, drawn as a line to compare with. */
  mean?: number;
  width?: number;
}): JSX.Element {
  const width = () => props.width ?? 120;
  const x = (value: number) => (Math.min(value, props.top) / (props.top || 1)) * (width() - 8) + 4;
  return (
    <svg
      class="sharebar"
      classList={{ few: props.few }}
      width={width()}
      height="16"
      viewBox={`0 0 ${width()} 16`}
      aria-hidden="true"
    >
      <line class="grid" x1="2" x2={width() - 2} y1="8.5" y2="8.5" />
      <line class="band" x1={x(props.low)} x2={x(props.high)} y1="8.5" y2="8.5" />
      <Show when={props.mean !== undefined}>
        <line class="mean" x1={x(props.mean ?? 0)} x2={x(props.mean ?? 0)} y1="1" y2="15" />
      </Show>
      <Show
        when={props.share <= props.top}
        fallback={<path class="point" d={`M${width() - 7},4l8,4.5l-8,4.5z`} />}
      >
        <circle class="point" cx={x(props.share)} cy="8.5" r="4" />
      </Show>
    </svg>
  );
}

/** A part of a whole, 0..1, as a plain bar. */
export function Amount(props: { of: number; width?: number; height: number }): JSX.Element {
  return (
    <svg class="amount" width={props.width ?? '100%'} height={props.height} aria-hidden="true">
      <rect width={`${props.of * 100}%`} height={props.height} />
    </svg>
  );
}

/** One whole split by side, labelled in place. */
export function SideSplit(props: { parts: Readonly<Record<Side, number>>; title: string }): JSX.Element {
  const id = chartId();
  const parts = () => stacked(sides.map((side) => props.parts[side]));
  const total = () => parts().at(-1)?.[1] || 1;
  const from = (at: number) => (parts()[at]?.[0] ?? 0) / total();
  const share = (side: Side) => props.parts[side] / total();
  return (
    <div class="sidesplit">
      <svg
        width="100%"
        height="28"
        role="img"
        aria-label={`${props.title}: ${sides.map((side) => `${sideNames[side]} ${percent(share(side))}`).join(', ')}`}
      >
        <SidePatterns id={id} />
        {sides.map((side, at) => (
          <Show when={share(side) > 0}>
            <rect
              data-side={side}
              fill={sideFill(id, side)}
              x={`${from(at) * 100}%`}
              width={`${share(side) * 100}%`}
              height="28"
            />
          </Show>
        ))}
      </svg>
    </div>
  );
}

import { scaleBand, scaleLinear } from 'd3-scale';
import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import type { AnnotationMark } from '../../../../electron/contract/annotations.ts';
import type { Side } from '../../../../electron/contract/call.ts';
import { sides, stacked } from '../../../../electron/contract/chart.ts';
import { createCanvas, Drawing } from './drawing.tsx';
import { Flags, flagRoom } from './flags.tsx';
import { chartId, SidePatterns, sideFill } from './marks.tsx';
import { createRoving } from './roving.ts';

/** A column stacked from the sides, or null where nothing is known about them (which is not zero). */
export interface Column {
  readonly label: string;
  /** Written under the column; null leaves it out. */
  readonly tick: string | null;
  readonly words: string;
  readonly parts: Readonly<Record<Side, number>> | null;
}

const bottom = 24;
const left = 40;

/** Stacked columns: each is a button (arrows move, Enter and click do what `onOpen` does). */
export function Columns(props: {
  title: string;
  columns: readonly Column[];
  height?: number;
  missing?: string;
  /** The user's annotations, on columns over time; their words are the columns'. */
  notes?: readonly AnnotationMark[];
  onPoint?: (at: number | null) => void;
  onOpen: (at: number) => void;
  ref?: (svg: SVGSVGElement) => void;
}): JSX.Element {
  const id = chartId();
  const canvas = createCanvas(props, 520);
  const { svg, width } = canvas;
  const height = () => props.height ?? 180;
  const notes = () => props.notes ?? [];
  const top = () => 12 + (notes().length > 0 ? flagRoom : 0);
  const [hover, setHover] = createSignal<number | null>(null);
  const roving = createRoving(
    svg,
    () => 1,
    () => props.columns.length,
  );
  const stacks = createMemo(() =>
    props.columns.map((column) => stacked(sides.map((side) => column.parts?.[side] ?? 0))),
  );
  const x = createMemo(() =>
    scaleBand<number>()
      .domain(props.columns.map((_, at) => at))
      .range([left, width()])
      .paddingInner(props.columns.length > 40 ? 0.12 : 0.22)
      .paddingOuter(0.1),
  );
  const y = createMemo(() =>
    scaleLinear()
      .domain([0, Math.max(0, ...stacks().map((parts) => parts.at(-1)?.[1] ?? 0)) || 1])
      .nice(3)
      .range([height() - bottom, top()]),
  );
  const gaps = createMemo(() => {
    const first = props.columns.findIndex((column) => column.parts === null);
    if (first < 0) return null;
    const after = props.columns.findIndex((column, at) => at > first && column.parts !== null);
    return { first, last: (after < 0 ? props.columns.length : after) - 1 };
  });
  const point = (at: number | null) => {
    setHover(at);
    props.onPoint?.(at);
  };
  return (
    <Drawing on={canvas} class="columns" title={props.title} height={height()}>
      <SidePatterns id={id} />
      <g aria-hidden="true">
        <For
          each={y()
            .ticks(3)
            .filter((tick) => Number.isInteger(tick))}
        >
          {(tick) => (
            <>
              <line
                class={tick === 0 ? 'baseline' : 'grid'}
                x1={left}
                x2={width()}
                y1={Math.round(y()(tick)) + 0.5}
                y2={Math.round(y()(tick)) + 0.5}
              />
              <text class="axis" x={left - 8} y={y()(tick) + 4} text-anchor="end">
                {tick.toLocaleString()}
              </text>
            </>
          )}
        </For>
        <Show when={gaps()}>
          {(gap) => {
            const from = () => x()(gap().first) ?? left;
            const to = () => (x()(gap().last) ?? left) + x().bandwidth();
            return (
              <g class="missing">
                <rect
                  x={from()}
                  y={top()}
                  width={to() - from()}
                  height={height() - bottom - top()}
                  fill={`url(#${id}-gap)`}
                />
                <path class="axisbreak" d={`M${to() - 5},${height() - bottom + 6}l4,-12m4,12l4,-12`} />
                <Show when={to() - from() > 130 && props.missing}>
                  <text
                    class="axis"
                    x={(from() + to()) / 2}
                    y={(top() + height() - bottom) / 2}
                    text-anchor="middle"
                  >
                    {props.missing}
                  </text>
                </Show>
              </g>
            );
          }}
        </Show>
        <For each={props.columns}>
          {(column, at) => (
            <Show when={column.tick !== null}>
              <text
                class="axis"
                x={(x()(at()) ?? 0) + x().bandwidth() / 2}
                y={height() - 7}
                text-anchor="middle"
              >
                {column.tick}
              </text>
            </Show>
          )}
        </For>
      </g>
      <Flags
        marks={notes()}
        x={(at) => (x()(at) ?? left) + x().bandwidth() / 2}
        half={x().bandwidth() / 2}
        top={top()}
        bottom={height() - bottom}
      />
      <For each={props.columns}>
        {(column, at) => (
          <g
            role="button"
            data-mark={`0:${at()}`}
            tabindex={roving.isStop(0, at()) ? 0 : -1}
            aria-label={column.words}
            class="column"
            classList={{ on: hover() === at() }}
            onPointerEnter={() => point(at())}
            onPointerLeave={() => point(null)}
            onFocus={() => {
              roving.at(0, at());
              point(at());
            }}
            onBlur={() => point(null)}
            onClick={() => props.onOpen(at())}
            onKeyDown={(event) => {
              if (event.key === 'Enter' || event.key === ' ') {
                event.preventDefault();
                props.onOpen(at());
              } else roving.key(event);
            }}
          >
            <rect
              class="reach"
              x={(x()(at()) ?? 0) - (x().step() - x().bandwidth()) / 2}
              y={top()}
              width={x().step()}
              height={height() - bottom - top()}
            />
            <For each={sides}>
              {(side, nth) => {
                const part = () => stacks()[at()]?.[nth()] ?? [0, 0];
                return (
                  <Show when={part()[1] > part()[0]}>
                    <rect
                      data-side={side}
                      fill={sideFill(id, side)}
                      x={x()(at())}
                      width={x().bandwidth()}
                      y={y()(part()[1])}
                      height={Math.max(0.5, y()(part()[0]) - y()(part()[1]))}
                    />
                  </Show>
                );
              }}
            </For>
          </g>
        )}
      </For>
    </Drawing>
  );
}

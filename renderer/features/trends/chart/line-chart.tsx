import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import type { Annotation } from '../../../../electron/contract/annotations.ts';
import { keyOf } from '../../../ui/keys.tsx';
import { Axes } from './axes.tsx';
import { createCanvas, Drawing } from './drawing.tsx';
import { Flags } from './flags.tsx';
import { LinePaths } from './line-paths.tsx';
import { chartId, markPath, SidePatterns, toneStyle } from './marks.tsx';
import { flagsOf } from './notes.ts';
import { createPlot, endLabels, type LineData, type LinePoint } from './plot.ts';
import { createRoving } from './roving.ts';

/**
 * Lines over time. Each point is a button: arrows move along and between lines, Enter opens its calls; dragging (or Shift
 * and arrows, then Enter) takes a stretch of time. Lines carry their names at their ends.
 */
export function LineChart(
  props: LineData & {
    title: string;
    onPoint?: (at: number | null) => void;
    onOpen: (line: number, at: number) => void;
    onNote: (items: readonly Annotation[]) => void;
    /** N at a point, or while a stretch is marked with Shift and arrows. */
    onAnnotate: (first: number, last: number) => void;
    onRange?: (first: number, last: number) => void;
    ref?: (svg: SVGSVGElement) => void;
  },
): JSX.Element {
  const id = chartId();
  const canvas = createCanvas(props);
  const { svg, width } = canvas;
  const plot = createPlot(props, width);
  const { height, top, bottom, at, step, y } = plot;
  const count = () => props.froms.length;
  const roving = createRoving(
    svg,
    // Annotations are the last row.
    () => props.lines.length + (props.notes.length > 0 ? 1 : 0),
    count,
    (row, column) =>
      row < props.lines.length
        ? (props.lines[row]?.points[column]?.value ?? null) !== null
        : flagsOf(props.notes, at).some((flag) => flag.at === column),
  );
  const [hover, setHover] = createSignal<number | null>(null);
  const [active, setActive] = createSignal<number | null>(null);
  const [drag, setDrag] = createSignal<{ from: number; to: number } | null>(null);
  const markers = () => step() >= 13;
  const labels = createMemo(() => endLabels(props, plot));

  const nearest = (event: PointerEvent) => {
    const box = svg().getBoundingClientRect();
    const place = event.clientX - box.left;
    const index = count() > 1 ? Math.round((place - at(0)) / step()) : 0;
    return Math.max(0, Math.min(count() - 1, index));
  };
  const point = (index: number | null) => {
    setHover(index);
    props.onPoint?.(index);
  };
  const openNearest = (event: PointerEvent, index: number) => {
    const height = event.clientY - svg().getBoundingClientRect().top;
    const here = props.lines
      .map((one, series) => ({ series, value: one.points[index]?.value ?? null }))
      .filter((one) => one.value !== null)
      .sort((a, b) => Math.abs(y()(a.value ?? 0) - height) - Math.abs(y()(b.value ?? 0) - height))[0];
    if (here) props.onOpen(here.series, index);
  };
  const range = () => {
    const now = drag();
    return now && now.from !== now.to
      ? ([Math.min(now.from, now.to), Math.max(now.from, now.to)] as const)
      : null;
  };
  const shown = () => hover() ?? null;

  return (
    <Drawing
      on={canvas}
      class="linechart"
      title={props.title}
      height={height()}
      onPointerMove={(event) => {
        const index = nearest(event);
        point(index);
        const now = drag();
        if (now) setDrag({ ...now, to: index });
      }}
      onPointerLeave={() => drag() === null && point(null)}
      onPointerDown={(event) => {
        if (event.button !== 0 || !props.onRange) return;
        svg().setPointerCapture(event.pointerId);
        setDrag({ from: nearest(event), to: nearest(event) });
      }}
      onPointerUp={(event) => {
        const taken = range();
        setDrag(null);
        if (taken) props.onRange?.(taken[0], taken[1]);
        else openNearest(event, nearest(event));
      }}
      onPointerCancel={() => setDrag(null)}
    >
      <SidePatterns id={id} />
      <g aria-hidden="true">
        <Axes chart={props} plot={plot} id={id} />
        <Show when={range()}>
          {(taken) => (
            <rect
              data-live
              class="brush"
              x={at(taken()[0]) - 3}
              width={at(taken()[1]) - at(taken()[0]) + 6}
              y={top()}
              height={bottom() - top()}
            />
          )}
        </Show>
        <Show when={shown() !== null && !range()}>
          <line
            data-live
            class="cross"
            x1={at(shown() as number)}
            x2={at(shown() as number)}
            y1={top()}
            y2={bottom()}
          />
        </Show>
      </g>
      <Flags
        marks={props.notes}
        x={at}
        half={4}
        top={top()}
        bottom={bottom()}
        row={props.lines.length}
        roving={roving}
        onPoint={point}
        onOpen={props.onNote}
      />
      <For each={props.lines}>
        {(one, series) => (
          <g
            class="series"
            style={toneStyle(one.tone)}
            classList={{ dim: active() !== null && active() !== series() && props.lines.length > 1 }}
          >
            <LinePaths
              line={one}
              alone={props.lines.length === 1}
              active={active() === series()}
              plot={plot}
            />
            <For each={one.points}>
              {(item, index) => (
                <Show when={item.value !== null}>
                  <g
                    role="button"
                    data-mark={`${series()}:${index()}`}
                    tabindex={roving.isStop(series(), index()) ? 0 : -1}
                    aria-label={item.words}
                    class="mark"
                    classList={{
                      few: item.few,
                      tiny: !markers() && !isLonely(one.points, index()),
                      on: shown() === index(),
                    }}
                    transform={`translate(${at(index())},${y()(item.value ?? 0)})`}
                    onFocus={() => {
                      roving.at(series(), index());
                      setActive(series());
                      point(index());
                    }}
                    onBlur={() => {
                      setActive(null);
                      point(null);
                    }}
                    onKeyDown={(event) => {
                      if (event.shiftKey && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
                        const from = drag()?.from ?? index();
                        if (props.onRange && roving.key(event)) setDrag({ from, to: roving.column() });
                      } else if (event.key === 'Escape' && drag()) {
                        setDrag(null);
                        event.preventDefault();
                      } else if (event.key === 'Enter' || event.key === ' ') {
                        event.preventDefault();
                        const taken = range();
                        setDrag(null);
                        if (taken) props.onRange?.(taken[0], taken[1]);
                        else props.onOpen(series(), index());
                      } else if (keyOf(event) === 'n' && !event.ctrlKey && !event.metaKey && !event.altKey) {
                        event.preventDefault();
                        event.stopPropagation();
                        const [first, last] = range() ?? [index(), index()];
                        setDrag(null);
                        props.onAnnotate(first, last);
                      } else if (roving.key(event)) setDrag(null);
                    }}
                  >
                    <circle class="reach" r="12" />
                    <path class="point" d={markPath(one.tone)} />
                  </g>
                </Show>
              )}
            </For>
          </g>
        )}
      </For>
      <g aria-hidden="true">
        <For each={labels()}>
          {(label) => (
            <text class={label.class} style={label.style} x={label.x + 10} y={label.y + 4}>
              {label.text}
            </text>
          )}
        </For>
      </g>
    </Drawing>
  );
}

/** A point without neighbours has no line: it must be seen by itself. */
function isLonely(points: readonly LinePoint[], at: number): boolean {
  return (points[at - 1]?.value ?? null) === null && (points[at + 1]?.value ?? null) === null;
}

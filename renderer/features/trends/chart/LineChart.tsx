import { scaleLinear, scalePoint } from 'd3-scale';
import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import type { Annotation, AnnotationMark } from '../../../../electron/contract/annotations.ts';
import { bandPath, linePath } from '../../../../electron/contract/chart.ts';
import type { Bucket } from '../../../../electron/contract/trends.ts';
import { Flags, flagRoom } from './Flags.tsx';
import { chartId, markPath, SidePatterns, seriesDashes } from './marks.tsx';
import { flagsOf } from './notes.ts';
import { createRoving } from './roving.ts';
import { createWidth } from './size.ts';
import { spread, timeTicks } from './ticks.ts';

/** A figure of one series in one bucket. */
interface LinePoint {
  /** Null where there is nothing to say; never drawn as zero. */
  readonly value: number | null;
  /** Band of uncertainty, where the figure has one. */
  readonly low?: number;
  readonly high?: number;
  /** Too few calls to mean much, or a stretch of time that is not over: drawn hollow, its lines grey. */
  readonly few: boolean;
  /** Everything the point says, for the readout and for screen readers. */
  readonly words: string;
}

export interface Line {
  readonly name: string;
  /** 0..4: colour, form of the points and dashes. */
  readonly tone: number;
  readonly points: readonly LinePoint[];
  /** Rolling mean, drawn over the points. */
  readonly mean: readonly (number | null)[] | null;
  /** The compared period on the same axis: thin and grey, not a mark of its own. */
  readonly ghost: { readonly name: string; readonly values: readonly (number | null)[] } | null;
}

const bottom = 38;
const left = 46;

/** What stands at the right end of a line. */
const labelText = (name: string) => (name.length > 22 ? `${name.slice(0, 21)}…` : name);

/**
 * Lines over time. Each point is a button: arrows move along and between lines, Enter opens its calls; dragging (or Shift
 * and arrows, then Enter) takes a stretch of time. Lines carry their names at their ends.
 */
export function LineChart(props: {
  title: string;
  froms: readonly string[];
  unit: Bucket;
  lines: readonly Line[];
  format: (value: number) => string;
  /** Highest value the figure can have: 1 for shares. */
  ceiling?: number;
  height?: number;
  /** Stretches of buckets, first and last, that have no such figures, and why: the axis visibly breaks there. */
  missing?: readonly { readonly from: number; readonly to: number; readonly why: string }[];
  /** The user's annotations. */
  notes: readonly AnnotationMark[];
  onPoint?: (at: number | null) => void;
  onOpen: (line: number, at: number) => void;
  onNote: (items: readonly Annotation[]) => void;
  /** N at a point, or while a stretch is marked with Shift and arrows. */
  onAnnotate: (first: number, last: number) => void;
  onRange?: (first: number, last: number) => void;
  ref?: (svg: SVGSVGElement) => void;
}): JSX.Element {
  let svg!: SVGSVGElement;
  const id = chartId();
  const width = createWidth(() => svg);
  const height = () => props.height ?? 300;
  const count = () => props.froms.length;
  const top = () => 14 + (props.notes.length > 0 ? flagRoom : 0);
  const right = () => {
    const names = props.lines.flatMap((one) => [
      ...(props.lines.length > 1 ? [labelText(one.name)] : [lastWords(one)]),
      ...(one.ghost && props.lines.length === 1 ? [one.ghost.name] : []),
    ]);
    const widest = Math.max(0, ...names.map((name) => name.length * 7.4 + 20));
    return Math.min(width() * 0.3, Math.max(24, widest));
  };
  const roving = createRoving(
    () => svg,
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

  const x = createMemo(() =>
    scalePoint<number>()
      .domain(Array.from({ length: count() }, (_, at) => at))
      .range([left + 6, width() - right()])
      .padding(count() === 1 ? 0.5 : 0),
  );
  const at = (index: number) => x()(index) ?? left;
  const step = () => (count() > 1 ? x().step() : width());
  const y = createMemo(() => {
    const values = props.lines.flatMap((one) => [
      ...one.points.flatMap((point) => (point.value === null ? [] : [point.value])),
      ...(one.ghost?.values.filter((value): value is number => value !== null) ?? []),
    ]);
    // A band may be far wider than what it belongs to: the axis follows the figures and a part of the band.
    const bands = props.lines.length === 1 ? (props.lines[0]?.points ?? []) : [];
    const highest = Math.max(0, ...values);
    const withBand = Math.min(
      Math.max(0, ...bands.filter((point) => !point.few).map((point) => point.high ?? 0)),
      highest * 1.5,
    );
    const upper = Math.max(highest, withBand) || props.ceiling || 1;
    const scale = scaleLinear()
      .domain([0, upper])
      .nice(4)
      .range([height() - bottom, top()]);
    const [, nice] = scale.domain();
    return props.ceiling && (nice ?? 0) > props.ceiling ? scale.domain([0, props.ceiling]) : scale;
  });
  const whole = () =>
    props.lines.every((one) => one.points.every((p) => p.value === null || Number.isInteger(p.value)));
  const ticks = () =>
    y()
      .ticks(4)
      .filter((tick) => !whole() || Number.isInteger(tick));
  const times = () =>
    timeTicks(props.froms, props.unit, Math.max(2, Math.floor((width() - left - right()) / 58)));
  const markers = () => step() >= 13;

  const path = (values: readonly (number | null)[]) => linePath(values, at, y());
  /** Segments of which both ends rest on enough calls, and those that do not. */
  const parts = (points: readonly LinePoint[]) => {
    const solid: string[] = [];
    const faint: string[] = [];
    for (let index = 1; index < points.length; index++) {
      const [a, b] = [points[index - 1], points[index]];
      if (!a || !b || a.value === null || b.value === null) continue;
      const before = points[index - 2];
      const joined =
        before && before.value !== null && before.few === a.few && !a.few && !b.few && !before.few;
      const move = joined ? '' : `M${at(index - 1)},${y()(a.value)}`;
      (a.few || b.few ? faint : solid).push(`${move}L${at(index)},${y()(b.value)}`);
    }
    return { solid: solid.join(''), faint: faint.join('') };
  };
  const band = (points: readonly LinePoint[]) =>
    bandPath(
      points.map(({ value, low, high }) => (value === null || low === undefined ? null : [low, high ?? 0])),
      at,
      (value) => Math.max(top(), y()(value)),
    );
  function lastWords(one: Line): string {
    const last = one.points[lastAt(one.points.map((point) => point.value))]?.value;
    return last === null || last === undefined ? '' : props.format(last);
  }
  const labels = createMemo(() => {
    const wanted = props.lines.flatMap((one) => {
      const last = lastAt(one.points.map((point) => point.value));
      const value = one.points[last]?.value;
      const ghostLast = one.ghost ? lastAt(one.ghost.values) : -1;
      const ghost = one.ghost?.values[ghostLast];
      return [
        ...(value === null || value === undefined
          ? []
          : [
              {
                text: props.lines.length > 1 ? labelText(one.name) : lastWords(one),
                class: `endlabel tone-${one.tone}`,
                x: at(last),
                y: y()(value),
              },
            ]),
        ...(ghost === null || ghost === undefined || props.lines.length > 1
          ? []
          : [
              {
                text: one.ghost?.name ?? '',
                class: 'endlabel ghost',
                // It may end some days before the line: its name would stand on that.
                x: at(Math.max(ghostLast, last)),
                y: y()(ghost),
              },
            ]),
      ];
    });
    const ys = spread(
      wanted.map((label) => label.y),
      15,
      top() + 2,
      height() - bottom - 2,
    );
    return wanted.map((label, index) => ({ ...label, y: ys[index] as number }));
  });

  const nearest = (event: PointerEvent) => {
    const box = svg.getBoundingClientRect();
    const place = event.clientX - box.left;
    const index = count() > 1 ? Math.round((place - at(0)) / step()) : 0;
    return Math.max(0, Math.min(count() - 1, index));
  };
  const point = (index: number | null) => {
    setHover(index);
    props.onPoint?.(index);
  };
  const openNearest = (event: PointerEvent, index: number) => {
    const height = event.clientY - svg.getBoundingClientRect().top;
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
    <svg
      ref={(element) => {
        svg = element;
        props.ref?.(element);
      }}
      class="linechart"
      viewBox={`0 0 ${width()} ${height()}`}
      width="100%"
      height={height()}
      role="group"
      aria-label={props.title}
      onPointerMove={(event) => {
        const index = nearest(event);
        point(index);
        const now = drag();
        if (now) setDrag({ ...now, to: index });
      }}
      onPointerLeave={() => drag() === null && point(null)}
      onPointerDown={(event) => {
        if (event.button !== 0 || !props.onRange) return;
        svg.setPointerCapture(event.pointerId);
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
        <For each={ticks()}>
          {(tick) => (
            <>
              <line
                class={tick === 0 ? 'baseline' : 'grid'}
                x1={left}
                x2={width() - right() + 6}
                y1={Math.round(y()(tick)) + 0.5}
                y2={Math.round(y()(tick)) + 0.5}
              />
              <text class="axis" x={left - 8} y={y()(tick) + 4} text-anchor="end">
                {props.format(tick)}
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
                y1={height() - bottom}
                y2={height() - bottom + 4}
              />
              <text class="axis" x={at(tick.at)} y={height() - bottom + 17} text-anchor="middle">
                {tick.label}
              </text>
              <Show when={tick.year}>
                <text class="axis year" x={at(tick.at)} y={height() - bottom + 31} text-anchor="middle">
                  {tick.year}
                </text>
              </Show>
            </>
          )}
        </For>
        <For each={props.missing ?? []}>
          {(gap) => {
            const from = () => Math.max(left, at(gap.from) - step() / 2);
            const to = () => Math.min(at(gap.to) + step() / 2, width() - right() + 6);
            const base = () => height() - bottom;
            return (
              <g class="missing">
                <rect
                  x={from()}
                  y={top()}
                  width={Math.max(0, to() - from())}
                  height={base() - top()}
                  fill={`url(#${id}-gap)`}
                />
                <path class="axisbreak" d={`M${to() - 4},${base() + 6}l4,-12m4,12l4,-12`} />
                <Show when={to() - from() > gap.why.length * 6}>
                  <text class="axis" x={(from() + to()) / 2} y={top() + 16} text-anchor="middle">
                    {gap.why}
                  </text>
                </Show>
              </g>
            );
          }}
        </For>
        <Show when={range()}>
          {(taken) => (
            <rect
              data-live
              class="brush"
              x={at(taken()[0]) - 3}
              width={at(taken()[1]) - at(taken()[0]) + 6}
              y={top()}
              height={height() - bottom - top()}
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
            y2={height() - bottom}
          />
        </Show>
      </g>
      <Flags
        marks={props.notes}
        x={at}
        half={4}
        top={top()}
        bottom={height() - bottom}
        row={props.lines.length}
        roving={roving}
        onPoint={point}
        onOpen={props.onNote}
      />
      <For each={props.lines}>
        {(one, series) => (
          <g
            class={`series tone-${one.tone}`}
            classList={{ dim: active() !== null && active() !== series() && props.lines.length > 1 }}
          >
            <g aria-hidden="true">
              <Show
                when={
                  one.points.some((p) => p.low !== undefined) &&
                  (props.lines.length === 1 || active() === series())
                }
              >
                <path class="band" d={band(one.points)} />
              </Show>
              <Show when={one.ghost}>{(ghost) => <path class="ghost" d={path(ghost().values)} />}</Show>
              <path class="line faint" d={parts(one.points).faint} />
              <path
                class="line"
                classList={{ under: one.mean !== null }}
                d={parts(one.points).solid}
                stroke-dasharray={props.lines.length > 1 ? seriesDashes[one.tone] : undefined}
              />
              <Show when={one.mean}>{(mean) => <path class="line mean" d={path(mean())} />}</Show>
            </g>
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
                      } else if (event.key === 'n' && !event.ctrlKey && !event.metaKey && !event.altKey) {
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
            <text class={label.class} x={label.x + 10} y={label.y + 4}>
              {label.text}
            </text>
          )}
        </For>
      </g>
    </svg>
  );
}

/** Index of the last figure there is. */
const lastAt = (values: readonly (number | null)[]) => values.findLastIndex((value) => value !== null);

/** A point without neighbours has no line: it must be seen by itself. */
function isLonely(points: readonly LinePoint[], at: number): boolean {
  return (points[at - 1]?.value ?? null) === null && (points[at + 1]?.value ?? null) === null;
}

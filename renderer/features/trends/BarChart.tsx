import { createMemo, createSignal, For, type JSX, onCleanup, onMount, Show } from 'solid-js';
import { count } from '../../ui/format.ts';

/** One bar: parts from the bottom up, or null where the figure is not available. */
export interface Bar {
  readonly label: string;
  /** Spoken and shown on hover: everything the bar says. */
  readonly words: string;
  readonly parts:
    | readonly {
        readonly name: string;
        readonly value: number;
        readonly tone: 'company' | 'customer' | 'unknown' | 'accent';
      }[]
    | null;
  readonly faint?: boolean;
}

const height = 220;
const left = 36;
const bottom = 22;

function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return [1, 2, 2.5, 5, 10].map((step) => step * power).find((step) => step >= value) ?? value;
}

/** Stacked bars as SVG: each bar is a button (arrows move, Enter opens); patterns tell the sides apart without colour. */
export function BarChart(props: {
  bars: readonly Bar[];
  title: string;
  percent?: boolean;
  onOpen: (at: number) => void;
}): JSX.Element {
  const [focus, setFocus] = createSignal(0);
  const [hover, setHover] = createSignal<number | null>(null);
  // Drawn in real pixels, so that text keeps its form at any width.
  const [width, setWidth] = createSignal(960);
  onMount(() => {
    const observer = new ResizeObserver(
      ([entry]) => entry && setWidth(Math.max(200, entry.contentRect.width)),
    );
    observer.observe(group);
    onCleanup(() => observer.disconnect());
  });
  const sum = (bar: Bar) => (bar.parts ?? []).reduce((total, part) => total + part.value, 0);
  const top = createMemo(() => (props.percent ? 1 : niceTop(Math.max(1, ...props.bars.map(sum)))));
  const step = () => (width() - left) / Math.max(1, props.bars.length);
  const y = (value: number) => (height - bottom) * (1 - value / top());
  const ticks = () => [0, 0.5, 1].map((share) => share * top());
  const labelEvery = () => Math.max(1, Math.ceil((props.bars.length * 96) / width()));
  let group!: SVGSVGElement;
  const move = (to: number) => {
    const at = Math.max(0, Math.min(props.bars.length - 1, to));
    setFocus(at);
    (group.querySelectorAll('[role=button]')[at] as SVGElement | undefined)?.focus();
  };
  return (
    <figure class="chart">
      <svg ref={group} viewBox={`0 0 ${width()} ${height}`} role="group" aria-label={props.title}>
        <defs>
          <pattern
            id="hatch"
            width="5"
            height="5"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width="5" height="5" class="tone-customer" />
            <rect width="1.5" height="5" class="hatch" />
          </pattern>
        </defs>
        <For each={ticks()}>
          {(tick) => (
            <g aria-hidden="true">
              <line class="grid" x1={left} x2={width()} y1={y(tick)} y2={y(tick)} />
              <text class="axis" x={left - 6} y={Math.max(10, y(tick) + 4)} text-anchor="end">
                {props.percent ? `${Math.round(tick * 100)}%` : count(tick)}
              </text>
            </g>
          )}
        </For>
        <For each={props.bars}>
          {(bar, at) => {
            const x = () => left + at() * step();
            let below = 0;
            return (
              <g
                role="button"
                tabindex={at() === focus() ? 0 : -1}
                aria-label={bar.words}
                class="bar"
                classList={{ faint: bar.faint ?? false, hover: hover() === at() }}
                onClick={() => props.onOpen(at())}
                onPointerEnter={() => setHover(at())}
                onPointerLeave={() => setHover(null)}
                onFocus={() => setHover(at())}
                onBlur={() => setHover(null)}
                onKeyDown={(event) => {
                  if (event.key === 'ArrowRight') move(at() + 1);
                  else if (event.key === 'ArrowLeft') move(at() - 1);
                  else if (event.key === 'Home') move(0);
                  else if (event.key === 'End') move(props.bars.length - 1);
                  else if (event.key === 'Enter' || event.key === ' ') props.onOpen(at());
                  else return;
                  event.preventDefault();
                }}
              >
                <rect class="hit" x={x()} y={0} width={step()} height={height - bottom} />
                <Show
                  when={bar.parts}
                  fallback={
                    <text class="axis" x={x() + step() / 2} y={height - bottom - 4} text-anchor="middle">
                      –
                    </text>
                  }
                >
                  {(parts) => (
                    <For each={parts()}>
                      {(part) => {
                        const from = below;
                        below += part.value;
                        return (
                          <rect
                            class={`tone-${part.tone}`}
                            fill={part.tone === 'customer' ? 'url(#hatch)' : undefined}
                            x={x() + step() * 0.12}
                            width={step() * 0.76}
                            y={y(from + part.value)}
                            height={Math.max(0, y(from) - y(from + part.value))}
                          />
                        );
                      }}
                    </For>
                  )}
                </Show>
                <Show when={at() % labelEvery() === 0 && (x() < width() - 76 || props.bars.length < 12)}>
                  <text class="axis" x={x()} y={height - 6} aria-hidden="true">
                    {bar.label}
                  </text>
                </Show>
              </g>
            );
          }}
        </For>
      </svg>
      <figcaption class="muted" aria-live="off">
        {hover() === null
          ? 'Point at a bar, or move with the arrow keys; click or Enter opens its calls.'
          : props.bars[hover() as number]?.words}
      </figcaption>
    </figure>
  );
}

import Minus from 'lucide-solid/icons/minus';
import Plus from 'lucide-solid/icons/plus';
import {
  createEffect,
  createMemo,
  createSignal,
  For,
  type JSX,
  on,
  onCleanup,
  onMount,
  Show,
} from 'solid-js';
import { clock } from '../../ui/format.ts';
import type { Lane, Mark } from '../player/moments.ts';
import { player, position } from '../player/player.ts';
import { lastAtOrBefore } from '../player/turns.ts';
import {
  axisHeight,
  draw,
  laneHeight,
  markAt,
  type Palette,
  pixelOf,
  readPalette,
  secondAt,
  type View,
  zoomed,
} from './timeline-draw.ts';

/** How many marks around the chosen one screen readers get as list items. */
const around = 20;

interface Props {
  readonly callId: string;
  readonly durationSec: number;
  readonly lanes: readonly Lane[];
  readonly onPlay: (sec: number) => void;
}

/** All that happens in a call on one line of time: hover tells, click plays, arrow keys step. Nothing without marks. */
export function Timeline(props: Props): JSX.Element {
  return (
    <Show when={props.lanes.length > 0}>
      <Lanes {...props} />
    </Show>
  );
}

function Lanes(props: Props): JSX.Element {
  let box!: HTMLDivElement;
  let canvas!: HTMLCanvasElement;
  const [width, setWidth] = createSignal(0);
  const [view, setView] = createSignal<View>({ from: 0, to: Math.max(1, props.durationSec) });
  const [palette, setPalette] = createSignal<Palette | null>(null);
  const [hover, setHover] = createSignal<{ x: number; lane: number; mark: Mark | null; sec: number } | null>(
    null,
  );
  const [chosen, setChosen] = createSignal<{ lane: number; index: number } | null>(null);

  const total = () => Math.max(1, props.durationSec);
  createEffect(
    on(
      () => props.callId,
      () => setView({ from: 0, to: total() }),
    ),
  );
  const height = () => axisHeight + props.lanes.length * laneHeight;
  const chosenMark = createMemo(() => {
    const now = chosen();
    const mark = now && props.lanes[now.lane]?.marks[now.index];
    return now && mark ? { lane: now.lane, mark } : null;
  });

  onMount(() => {
    const resize = new ResizeObserver(() => setWidth(box.clientWidth));
    resize.observe(box);
    setWidth(box.clientWidth);
    setPalette(readPalette(box));
    const repaint = () => setPalette(readPalette(box));
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', repaint);
    const themed = new MutationObserver(repaint);
    themed.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    onCleanup(() => {
      resize.disconnect();
      themed.disconnect();
      dark.removeEventListener('change', repaint);
    });
  });

  // One drawing a frame, whatever changed; the playhead is an element of its own and costs no drawing.
  let frame = 0;
  createEffect(() => {
    const colours = palette();
    const size = { width: width(), height: height() };
    const now = { lanes: props.lanes, view: view(), chosen: chosenMark() };
    if (!colours || size.width === 0) return;
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => {
      const ratio = window.devicePixelRatio || 1;
      canvas.width = Math.round(size.width * ratio);
      canvas.height = Math.round(size.height * ratio);
      const context = canvas.getContext('2d');
      if (!context) return;
      context.scale(ratio, ratio);
      draw(context, size, now.lanes, now.view, colours, clock, now.chosen);
    });
  });
  onCleanup(() => cancelAnimationFrame(frame));

  function point(event: MouseEvent) {
    const rect = canvas.getBoundingClientRect();
    const x = event.clientX - rect.left;
    const lane = Math.floor((event.clientY - rect.top - axisHeight) / laneHeight);
    const found = props.lanes[lane];
    return {
      x,
      lane,
      mark: found ? markAt(found, x, width(), view()) : null,
      sec: Math.max(0, Math.min(total(), secondAt(x, width(), view()))),
    };
  }
  function wheel(event: WheelEvent): void {
    const { sec } = point(event);
    const span = view().to - view().from;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      setView(zoomed(view(), Math.exp(event.deltaY / 300), sec, total()));
    } else if (event.deltaX !== 0 && span < total()) {
      event.preventDefault();
      const from = Math.max(0, Math.min(total() - span, view().from + (event.deltaX / width()) * span));
      setView({ from, to: from + span });
    }
  }
  onMount(() => box.addEventListener('wheel', wheel, { passive: false }));

  const here = () => (player.loaded?.callId === props.callId ? position() : null);
  const zoom = (factor: number) =>
    setView(zoomed(view(), factor, here() ?? (view().from + view().to) / 2, total()));

  function choose(lane: number, index: number): void {
    const mark = props.lanes[lane]?.marks[index];
    if (!mark) return;
    setHover(null);
    setChosen({ lane, index });
    if (mark.from < view().from || mark.from > view().to) {
      const span = view().to - view().from;
      const from = Math.max(0, Math.min(total() - span, mark.from - span / 2));
      setView({ from, to: from + span });
    }
  }
  function key(event: KeyboardEvent): void {
    const now = chosen() ?? { lane: 0, index: nearest(0, here() ?? 0) - 1 };
    const mark = chosenMark()?.mark;
    const act: Record<string, () => void> = {
      ArrowRight: () => choose(now.lane, now.index + 1),
      ArrowLeft: () => choose(now.lane, Math.max(0, now.index - 1)),
      ArrowDown: () => across(now.lane + 1, mark?.from ?? here() ?? 0),
      ArrowUp: () => across(now.lane - 1, mark?.from ?? here() ?? 0),
      Home: () => choose(now.lane, 0),
      End: () => choose(now.lane, (props.lanes[now.lane]?.marks.length ?? 1) - 1),
      Enter: () => mark && props.onPlay(mark.from),
      ' ': () => mark && props.onPlay(mark.from),
      '+': () => zoom(0.5),
      '=': () => zoom(0.5),
      '-': () => zoom(2),
    };
    const action = act[event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  }
  const nearest = (lane: number, sec: number) =>
    Math.max(
      0,
      lastAtOrBefore(props.lanes[lane]?.marks ?? [], sec, (mark) => mark.from),
    );
  function across(lane: number, sec: number): void {
    if (props.lanes[lane]) choose(lane, nearest(lane, sec));
  }

  const chosenLane = createMemo(() => chosen()?.lane ?? 0);
  /** Items of the chosen lane, made once per lane: a step of the keys then changes two elements, not forty. */
  const laneItems = createMemo(() => {
    const marks = props.lanes[chosenLane()]?.marks ?? [];
    return marks.map((mark, index) => ({ mark, index, of: marks.length }));
  });
  const listed = createMemo(() => {
    const at = chosen()?.index ?? 0;
    return laneItems().slice(Math.max(0, at - around), at + around);
  });
  const laneName = () => props.lanes[chosen()?.lane ?? 0];
  const optionId = (index: number) => `mark-${props.callId}-${index}`;
  const playhead = () => {
    const sec = here();
    if (sec === null || sec < view().from || sec > view().to) return null;
    return `${pixelOf(sec, width(), view())}px`;
  };

  return (
    <section class="timeline" aria-label="Timeline">
      <div class="timeline-labels" aria-hidden="true" style={{ 'padding-top': `${axisHeight}px` }}>
        <For each={props.lanes}>
          {(lane) => <span style={{ height: `${laneHeight}px` }}>{lane.label}</span>}
        </For>
      </div>
      <div
        class="timeline-box"
        ref={box}
        role="listbox"
        tabIndex="0"
        data-marks={props.lanes.reduce((sum, lane) => sum + lane.marks.length, 0)}
        aria-label={`Timeline: ${laneName()?.label ?? ''}, ${laneName()?.marks.length ?? 0} marks. Left and right step, up and down change the lane, Enter plays.`}
        aria-activedescendant={chosen() ? optionId(chosen()?.index ?? 0) : undefined}
        onKeyDown={key}
        onBlur={() => setChosen(null)}
        style={{ height: `${height()}px` }}
      >
        <canvas
          ref={canvas}
          aria-hidden="true"
          onMouseMove={(event) => setHover(point(event))}
          onMouseLeave={() => setHover(null)}
          onClick={(event) => {
            const hit = point(event);
            props.onPlay(hit.mark && hit.mark.to === hit.mark.from ? hit.mark.from : hit.sec);
          }}
          onDblClick={() => setView({ from: 0, to: total() })}
        />
        <Show when={playhead()}>
          {(left) => <div class="playhead" style={{ left: left() }} aria-hidden="true" />}
        </Show>
        <For each={listed()}>
          {(item) => (
            <div
              class="sr"
              role="option"
              tabindex="-1"
              id={optionId(item.index)}
              aria-selected={chosen()?.index === item.index}
              aria-posinset={item.index + 1}
              aria-setsize={item.of}
            >
              {clock(item.mark.from)} {item.mark.label.slice(0, 200)}
            </div>
          )}
        </For>
        <Show when={hover() ?? chosenMark()}>
          {(tip) => {
            const text = () => {
              const now = tip();
              const mark = now.mark;
              return mark
                ? { sec: mark.from, label: mark.label }
                : { sec: (now as { sec?: number }).sec ?? 0, label: '' };
            };
            return (
              <div
                class="timeline-tip"
                aria-hidden="true"
                style={{
                  left: `${Math.max(0, Math.min(width() - 300, pixelOf(text().sec, width(), view()) + 8))}px`,
                }}
              >
                <b>{clock(text().sec)}</b> {text().label.slice(0, 160)}
              </div>
            );
          }}
        </Show>
      </div>
      <div class="timeline-zoom">
        <button
          type="button"
          class="btn icon small quiet"
          aria-label="Zoom in"
          title="Zoom in (Ctrl+wheel)"
          onClick={() => zoom(0.5)}
        >
          <Plus size={14} aria-hidden="true" />
        </button>
        <button
          type="button"
          class="btn icon small quiet"
          aria-label="Zoom out"
          title="Zoom out"
          disabled={view().to - view().from >= total()}
          onClick={() => zoom(2)}
        >
          <Minus size={14} aria-hidden="true" />
        </button>
      </div>
    </section>
  );
}

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
import type { Transcript } from '../../../electron/contract/call.ts';
import { beginning } from '../../../electron/contract/plain-text.ts';
import { IconButton } from '../../ui/form.tsx';
import { clock } from '../../ui/format.ts';
import { keyOf } from '../../ui/keys.tsx';
import { isKept } from '../player/keep.tsx';
import type { Lane, Mark } from '../player/moments.ts';
import { player, position } from '../player/player.ts';
import { lastAtOrBefore } from '../player/turns.ts';
import { waveformOf } from '../player/waveform.ts';
import { halvesOf } from '../player/waveform-draw.ts';
import { sidesOf } from '../player/waveform-levels.ts';
import { onTheme, waveformText } from '../player/waveform-view.tsx';
import {
  axisHeight,
  draw,
  laneAt,
  laneTop,
  markAt,
  type Palette,
  pixelOf,
  readPalette,
  secondAt,
  type View,
  type Wave,
  zoomed,
} from './timeline-draw.ts';

/** How many marks around the chosen one screen readers get as list items. */
const around = 20;

interface Props {
  readonly callId: string;
  readonly durationSec: number;
  readonly lanes: readonly Lane[];
  readonly transcript: Transcript | null;
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

/** The seconds that are shown: all of the call at first, then what wheel and keys make of it. */
function createSpan(props: Props) {
  const total = () => Math.max(1, props.durationSec);
  const [view, setView] = createSignal<View>({ from: 0, to: total() });
  const reset = () => void setView({ from: 0, to: total() });
  createEffect(on(() => props.callId, reset));
  const length = () => view().to - view().from;
  function moveTo(sec: number): void {
    const from = Math.max(0, Math.min(total() - length(), sec));
    setView({ from, to: from + length() });
  }
  return {
    view,
    total,
    length,
    isWhole: () => length() >= total(),
    reset,
    zoom: (factor: number, sec: number) => void setView(zoomed(view(), factor, sec, total())),
    moveTo,
    /** Centres a second that is out of view. */
    reveal(sec: number): void {
      if (sec < view().from || sec > view().to) moveTo(sec - length() / 2);
    },
  };
}

/** The mark that was chosen by keyboard, and the steps from it to others. */
function createChoice(props: Props, onChoose: (mark: Mark) => void) {
  const [at, setAt] = createSignal<{ lane: number; index: number } | null>(null);
  const mark = createMemo(() => {
    const now = at();
    const mark = now && props.lanes[now.lane]?.marks[now.index];
    return now && mark ? { lane: now.lane, mark, sec: mark.from } : null;
  });
  function choose(lane: number, index: number): void {
    const mark = props.lanes[lane]?.marks[index];
    if (!mark) return;
    setAt({ lane, index });
    onChoose(mark);
  }
  const nearest = (lane: number, sec: number) =>
    Math.max(
      0,
      lastAtOrBefore(props.lanes[lane]?.marks ?? [], sec, (mark) => mark.from),
    );
  /** What an arrow key, Home or End does; `sec` is where the playhead is. */
  function step(key: string, sec: number): (() => void) | undefined {
    const { lane, index } = at() ?? { lane: 0, index: nearest(0, sec) - 1 };
    const from = mark()?.sec ?? sec;
    const steps: Record<string, () => void> = {
      ArrowRight: () => choose(lane, index + 1),
      ArrowLeft: () => choose(lane, Math.max(0, index - 1)),
      ArrowDown: () => choose(lane + 1, nearest(lane + 1, from)),
      ArrowUp: () => choose(lane - 1, nearest(lane - 1, from)),
      Home: () => choose(lane, 0),
      End: () => choose(lane, (props.lanes[lane]?.marks.length ?? 1) - 1),
    };
    return steps[key];
  }
  return { at, mark, step, clear: () => void setAt(null) };
}

/** The waveform of the call, where its recording is kept and the speakers have a lane. */
function createWave(props: Props): () => Wave | null {
  const sides = createMemo(() => {
    const waveform = waveformOf(props.callId);
    return waveform && { waveform, sides: sidesOf(waveform, props.transcript) };
  });
  return createMemo(() => {
    const known = sides();
    if (!known || props.lanes[0]?.id !== 'turns') return null;
    return {
      waveform: known.waveform,
      halves: halvesOf(known.waveform, known.sides),
      apart: known.sides !== null,
    };
  });
}

/** Draws the lanes in the colours of the theme, once a frame, whatever changed. */
function createDrawing(
  props: Props,
  canvas: () => HTMLCanvasElement,
  width: () => number,
  view: () => View,
  chosen: () => { lane: number; mark: Mark } | null,
  band: () => boolean,
  wave: () => Wave | null,
): void {
  const [palette, setPalette] = createSignal<Palette | null>(null);
  onMount(() => {
    const repaint = () => setPalette(readPalette(canvas().parentElement as HTMLElement));
    repaint();
    onTheme(repaint);
  });
  let frame = 0;
  createEffect(() => {
    const colours = palette();
    const size = { width: width(), height: laneTop(props.lanes.length, band()) };
    const now = { lanes: props.lanes, view: view(), chosen: chosen(), band: band(), wave: wave() };
    if (!colours || size.width === 0) return;
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => {
      const ratio = window.devicePixelRatio || 1;
      canvas().width = Math.round(size.width * ratio);
      canvas().height = Math.round(size.height * ratio);
      const context = canvas().getContext('2d');
      if (!context) return;
      context.scale(ratio, ratio);
      draw(context, size, now.lanes, now.view, colours, clock, now.chosen, now.band, now.wave);
    });
  });
  onCleanup(() => cancelAnimationFrame(frame));
}

function Lanes(props: Props): JSX.Element {
  let box!: HTMLDivElement;
  let canvas!: HTMLCanvasElement;
  const [width, setWidth] = createSignal(0);
  const [hover, setHover] = createSignal<{ x: number; lane: number; mark: Mark | null; sec: number } | null>(
    null,
  );
  const span = createSpan(props);
  const choice = createChoice(props, (mark) => {
    setHover(null);
    span.reveal(mark.from);
  });

  onMount(() => {
    const resize = new ResizeObserver(() => setWidth(box.clientWidth));
    resize.observe(box);
    setWidth(box.clientWidth);
    onCleanup(() => resize.disconnect());
  });
  // The playhead is an element of its own and costs no drawing.
  const wave = createWave(props);
  // A kept recording has room for its waveform from the start: nothing moves when it comes.
  const band = createMemo(() => props.lanes[0]?.id === 'turns' && (wave() !== null || isKept(props.callId)));
  createDrawing(props, () => canvas, width, span.view, choice.mark, band, wave);

  function point(event: MouseEvent) {
    const rect = canvas.getBoundingClientRect();
    const x = event.clientX - rect.left;
    const lane = laneAt(event.clientY - rect.top, band());
    const found = props.lanes[lane];
    return {
      x,
      lane,
      mark: found ? markAt(found, x, width(), span.view()) : null,
      sec: Math.max(0, Math.min(span.total(), secondAt(x, width(), span.view()))),
    };
  }
  function wheel(event: WheelEvent): void {
    const { sec } = point(event);
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      span.zoom(Math.exp(event.deltaY / 300), sec);
    } else if (event.deltaX !== 0 && !span.isWhole()) {
      event.preventDefault();
      span.moveTo(span.view().from + (event.deltaX / width()) * span.length());
    }
  }
  onMount(() => box.addEventListener('wheel', wheel, { passive: false }));

  const here = () => (player.loaded?.callId === props.callId ? position() : null);
  const zoom = (factor: number) => span.zoom(factor, here() ?? (span.view().from + span.view().to) / 2);

  function key(event: KeyboardEvent): void {
    const play = () => {
      const mark = choice.mark()?.mark;
      if (mark) props.onPlay(mark.from);
    };
    const act: Record<string, () => void> = {
      Enter: play,
      ' ': play,
      '+': () => zoom(0.5),
      '=': () => zoom(0.5),
      '-': () => zoom(2),
    };
    const action = act[keyOf(event)] ?? choice.step(event.key, here() ?? 0);
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  }

  const lane = createMemo(() => choice.at()?.lane ?? 0);
  /** Items of the chosen lane, made once per lane: a step of the keys then changes two elements, not forty. */
  const laneItems = createMemo(() => {
    const marks = props.lanes[lane()]?.marks ?? [];
    return marks.map((mark, index) => ({ mark, index, of: marks.length }));
  });
  const listed = createMemo(() => {
    const at = choice.at()?.index ?? 0;
    return laneItems().slice(Math.max(0, at - around), at + around);
  });
  const optionId = (index: number) => `mark-${props.callId}-${index}`;
  const playhead = () => {
    const sec = here();
    if (sec === null || sec < span.view().from || sec > span.view().to) return null;
    return `${pixelOf(sec, width(), span.view())}px`;
  };

  return (
    <section class="timeline" aria-label="Timeline">
      <div class="timeline-labels small dim" aria-hidden="true" style={{ 'padding-top': `${axisHeight}px` }}>
        <For each={props.lanes}>
          {(lane, row) => (
            <span style={{ height: `${laneTop(row() + 1, band()) - laneTop(row(), band())}px` }}>
              {lane.label}
            </span>
          )}
        </For>
      </div>
      <div
        class="timeline-box"
        ref={box}
        role="listbox"
        tabIndex="0"
        data-marks={props.lanes.reduce((sum, lane) => sum + lane.marks.length, 0)}
        aria-label={`Timeline: ${props.lanes[lane()]?.label ?? ''}, ${laneItems().length} marks. Left and right step, up and down change the lane, Enter plays.`}
        aria-activedescendant={choice.at() ? optionId(choice.at()?.index ?? 0) : undefined}
        onKeyDown={key}
        onBlur={choice.clear}
        style={{ height: `${laneTop(props.lanes.length, band())}px` }}
        data-waveform={wave() ? (wave()?.apart ? 'sides' : 'one') : undefined}
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
          onDblClick={span.reset}
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
              aria-selected={choice.at()?.index === item.index}
              aria-posinset={item.index + 1}
              aria-setsize={item.of}
            >
              {clock(item.mark.from)} {beginning(item.mark.label, 200)}
            </div>
          )}
        </For>
        <Show when={hover() ?? choice.mark()}>
          {(tip) => <Tip at={tip()} width={width()} view={span.view()} />}
        </Show>
      </div>
      <Show when={wave()}>
        {(known) => <p class="sr">{waveformText(known().waveform, props.transcript, props.durationSec)}</p>}
      </Show>
      <ZoomButtons whole={span.isWhole()} onZoom={zoom} />
    </section>
  );
}

/** Time and words of the mark under the pointer, or of the chosen one. */
function Tip(props: { at: { mark: Mark | null; sec: number }; width: number; view: View }): JSX.Element {
  const sec = () => props.at.mark?.from ?? props.at.sec;
  return (
    <div
      class="timeline-tip small ellipsis"
      aria-hidden="true"
      style={{
        left: `${Math.max(0, Math.min(props.width - 300, pixelOf(sec(), props.width, props.view) + 8))}px`,
      }}
    >
      <b>{clock(sec())}</b> <bdi class="ellipsis">{beginning(props.at.mark?.label ?? '', 160)}</bdi>
    </div>
  );
}

function ZoomButtons(props: { whole: boolean; onZoom: (factor: number) => void }): JSX.Element {
  return (
    <div class="timeline-zoom">
      <IconButton
        icon={Plus}
        size={14}
        label="Zoom in"
        title="Zoom in (Ctrl+wheel)"
        onClick={() => props.onZoom(0.5)}
      />
      <IconButton
        icon={Minus}
        size={14}
        label="Zoom out"
        title="Zoom out"
        disabled={props.whole}
        onClick={() => props.onZoom(2)}
      />
    </div>
  );
}

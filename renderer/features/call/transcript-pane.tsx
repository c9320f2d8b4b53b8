import ArrowDown from 'lucide-solid/icons/arrow-down';
import ArrowUp from 'lucide-solid/icons/arrow-up';
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
import {
  type CallDetail,
  type FindHit,
  type FoundInCall,
  type Note,
  placeOf,
  type Transcript,
} from '../../../electron/contract/call.ts';
import { isolate } from '../../../electron/contract/direction.ts';
import { createQuery } from '../../data/query.ts';
import { clock } from '../../ui/format.ts';
import { keyOf } from '../../ui/keys.tsx';
import { SideDot } from '../../ui/kit.tsx';
import { createVirtualList } from '../../ui/virtual-list.ts';
import { moves, player, position } from '../player/player.ts';
import { createSaying, spokenIn } from '../player/spoken.ts';
import type { CallEdits } from './edits.ts';
import { FindBar } from './find-bar.tsx';
import { paintedIn, pieces, type Row, rowsOf } from './lines.ts';
import { SelectionMenu } from './selection-menu.tsx';

interface Props {
  readonly call: CallDetail;
  /** Undefined until it has come. */
  readonly transcript: Transcript | undefined;
  readonly q: string;
  /** What the search that led here found. */
  readonly found: FoundInCall;
  readonly edits: CallEdits;
  readonly onPlay: (sec: number) => void;
  /** Second that the reader was sent to; the transcript opens there. */
  readonly startAt: number | null;
  /** Stands in place of the lines until they come. */
  readonly children: JSX.Element;
}

const nothing: FoundInCall = { hits: [], marks: {} };
const noLines: Transcript = { monologues: [], speakers: [] };

/** What was said: every line plays, follows the playhead, and can be searched and quoted. */
export function TranscriptPane(props: Props): JSX.Element {
  let scroller!: HTMLDivElement;
  let inner!: HTMLDivElement;
  const rows = createMemo(() => rowsOf(props.transcript ?? noLines));
  const [following, setFollowing] = createSignal(true);
  const find = createFind((direction) => go(direction));
  const [landed, setLanded] = createSignal<number | null>(null);

  const own = () => player.loaded?.callId === props.call.id;
  const placeAt = createPlaces(() => props.transcript ?? noLines, rows);
  const place = createMemo(() => placeAt()(own() ? position() : Number.NEGATIVE_INFINITY));
  const activeRow = createMemo(() => place().row);
  const activeSentence = createMemo(() => place().sentence);
  const saying = createMemo(() => place().now);

  const painted = createMemo(() => paintedIn(rows(), props.call.mine.notes));

  const { list, show, inView } = createLines(
    rows,
    () => scroller,
    () => inner,
  );

  /** When the reader last did something that scrolls: sizes that change scroll too, and are not meant. */
  let scrolling = Number.NEGATIVE_INFINITY;
  const byHand = () => {
    scrolling = performance.now();
  };
  const byOther = () => {
    list.forgetWheel();
    byHand();
  };
  /** A hit is shown, and the second at which the call was left comes yet: it is not what was asked for. */
  let awaitsRestored = false;
  createEffect(
    on([activeRow, activeSentence], ([row, sentence]) => {
      const restored = awaitsRestored;
      awaitsRestored = false;
      if (row >= 0 && following() && !restored && !inView(row, sentence)) show(row, sentence);
    }),
  );
  // Whoever goes to a second wants to read there, wherever the transcript was.
  createEffect(
    on(
      moves,
      () => {
        if (!own()) return;
        setFollowing(true);
        if (activeRow() >= 0 && !inView(activeRow(), activeSentence())) show(activeRow(), activeSentence());
      },
      { defer: true },
    ),
  );
  function scrolled(): void {
    if (performance.now() - scrolling > 1000) return;
    setFollowing(activeRow() < 0 || inView(activeRow(), activeSentence()));
  }
  createEffect(
    on(
      () => [props.startAt, rows().length] as const,
      ([sec, count]) => {
        if (sec === null || count === 0) return;
        const { row, sentence } = placeAt()(sec);
        setLanded(Math.max(0, row));
        queueMicrotask(() => show(Math.max(0, row), sentence));
      },
    ),
  );
  const stops = createStops(props, rows, find.state, (stop) => {
    awaitsRestored = position() === 0 && props.call.mine.positionSec > 0;
    showStop(stop);
  });
  const showStop = (stop: Stop) =>
    show(
      rows().findIndex(({ index }) => index === stop.monologue),
      stop.sentence,
    );
  function go(direction: 1 | -1): void {
    stops.move(direction);
    const stop = stops.current();
    if (!stop) return;
    setFollowing(false);
    showStop(stop);
  }
  function playStop(): void {
    const sec = stops.current()?.startSec;
    if (sec !== undefined) props.onPlay(sec);
  }

  // The window gets another size, the video comes: what is read stays in view.
  onMount(() => {
    const resized = new ResizeObserver(() => {
      if (following() && activeRow() >= 0 && !inView(activeRow(), activeSentence()))
        show(activeRow(), activeSentence());
    });
    resized.observe(scroller);
    onCleanup(() => resized.disconnect());
  });

  /** A click on a sentence plays it, unless words were selected. By keyboard the time of the line does the same. */
  function clicked(event: MouseEvent): void {
    const sentence =
      event.target instanceof Element ? event.target.closest<HTMLElement>('[data-start]') : null;
    if (sentence && window.getSelection()?.isCollapsed !== false)
      props.onPlay(Number(sentence.dataset['start']) / 1000);
  }

  return (
    <section class="pane transcript" aria-label="Transcript">
      <FindBar
        open={find.state().open}
        text={find.state().text}
        count={stops.all().length}
        at={stops.step()}
        q={props.q}
        onOpen={() => find.open()}
        onText={find.type}
        onStep={go}
        onPlay={playStop}
        onClose={find.close}
        fieldRef={find.fieldRef}
      />
      <div
        class="lines"
        ref={scroller}
        onScroll={() => {
          list.onScroll();
          scrolled();
        }}
        onWheel={() => {
          list.onWheel();
          byHand();
        }}
        onTouchMove={byHand}
        onKeyDown={(event) => {
          list.onKeyDown(event);
          byHand();
        }}
        onPointerDown={byOther}
        onClick={clicked}
        tabindex="0"
        role="group"
        aria-label="Lines of the transcript"
      >
        <Show when={!props.transcript}>{props.children}</Show>
        <div class="lines-all" ref={inner}>
          {/* By number: a line keeps its element, and what is selected in it, while it is drawn. */}
          <For each={list.indexes()}>
            {(index) => (
              <Show when={rows()[index]}>
                {(row) => (
                  <Line
                    index={index}
                    last={index === rows().length - 1}
                    row={row()}
                    first={rows()[index - 1]?.speaker !== row().speaker}
                    landed={landed() === index}
                    active={activeRow() === index}
                    sentence={activeSentence()}
                    saying={saying()}
                    stop={stops.current()}
                    marks={stops.marks()}
                    painted={painted()}
                    ref={(element) => list.place(element, () => list.rowOf(index))}
                    onPlay={props.onPlay}
                  />
                )}
              </Show>
            )}
          </For>
        </div>
      </div>
      <Show when={own() && activeRow() >= 0 && !following()}>
        <JumpButton
          up={(list.indexes()[0] ?? 0) > activeRow()}
          onJump={() => {
            setFollowing(true);
            show(activeRow(), activeSentence());
          }}
        />
      </Show>
      <SelectionMenu call={props.call} edits={props.edits} within={() => scroller} />
    </section>
  );
}

/** Tells which sentence is said at a second, by its row and number, or was said last (`now` false); -1 before the first. */
function createPlaces(transcript: () => Transcript, rows: () => readonly Row[]) {
  const saying = createMemo(() => createSaying(spokenIn(transcript())));
  const rowOf = createMemo(() => new Map(rows().map(({ index }, row) => [index, row])));
  return () => (sec: number) => {
    // A second that is asked for may be missed by a hair.
    const found = saying()(sec + 0.05);
    return {
      row: found ? (rowOf().get(found.monologue) ?? -1) : -1,
      sentence: found?.sentence ?? -1,
      now: found?.now ?? false,
    };
  };
}

/** The list of lines: only those in view are drawn. */
function createLines(rows: () => readonly Row[], scroller: () => HTMLElement, inner: () => HTMLElement) {
  const list = createVirtualList({ box: scroller, list: inner, guess: 72 });
  createEffect(
    on(rows, ({ length }) => {
      list.rows.count = length;
      list.rows.settle();
      list.layOut(true);
    }),
  );

  /** Brings a sentence into view. */
  function show(row: number, sentence = 0): void {
    if (row < 0) return;
    if (!sentenceElement(row, sentence)) {
      list.rows.show(row);
      list.layOut(true);
    }
    // Rows are measured when they are drawn: twice, because the second place is the exact one.
    const settle = (times: number) =>
      requestAnimationFrame(() => {
        const rect = sentenceElement(row, sentence)?.getBoundingClientRect();
        const box = scroller().getBoundingClientRect();
        if (rect) list.scrollBy(rect.top - box.top - Math.max(0, (box.height - rect.height) / 2));
        if (times > 0) settle(times - 1);
      });
    settle(2);
  }
  const sentenceElement = (row: number, sentence: number) =>
    scroller().querySelectorAll<HTMLElement>(`[data-index="${row}"] [data-start]`)[Math.max(0, sentence)];
  function inView(row: number, sentence: number): boolean {
    const rect = sentenceElement(row, sentence)?.getBoundingClientRect();
    const box = scroller().getBoundingClientRect();
    return rect !== undefined && rect.bottom > box.top + 10 && rect.top < box.bottom - 24;
  }
  return { list, show, inView };
}

/** What is typed in the find bar, and the keys that open it, step and close it. */
function createFind(onStep: (direction: 1 | -1) => void) {
  const [find, setFind] = createSignal({ text: '', open: false });
  let field: HTMLInputElement | undefined;
  function open(select = false): void {
    setFind((now) => ({ ...now, open: true }));
    queueMicrotask(() => {
      field?.focus();
      if (select) field?.select();
    });
  }
  const close = () => void setFind({ text: '', open: false });
  function key(event: KeyboardEvent): void {
    if ((event.ctrlKey || event.metaKey) && keyOf(event) === 'f') {
      event.preventDefault();
      open(true);
      return;
    }
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const inField =
      event.target instanceof Element && event.target.closest('input, textarea, select, dialog');
    if (event.key === 'F3' || (find().open && !inField && keyOf(event) === 'n')) {
      event.preventDefault();
      onStep(event.shiftKey ? -1 : 1);
    } else if (event.key === 'Escape' && find().open && !event.defaultPrevented) {
      close();
    }
  }
  onMount(() => document.addEventListener('keydown', key, true));
  onCleanup(() => document.removeEventListener('keydown', key, true));
  return {
    state: find,
    open,
    close,
    type: (text: string) => void setFind({ text, open: true }),
    fieldRef: (element: HTMLInputElement) => {
      field = element;
    },
  };
}

/** A spoken hit. */
interface Stop {
  readonly monologue: number;
  readonly sentence: number;
  readonly startSec: number;
}

const stopsOf = (hits: readonly FindHit[]): Stop[] =>
  hits.flatMap(({ monologue, sentence, startSec }) =>
    monologue === null || sentence === null || startSec === null ? [] : [{ monologue, sentence, startSec }],
  );

/** Where the find bar stops: at what is typed, else at the hits of the search that led here. */
function createStops(
  props: Props,
  rows: () => readonly Row[],
  find: () => { text: string; open: boolean },
  show: (stop: Stop) => void,
) {
  const [step, setStep] = createSignal(0);
  const typed = createMemo(() => find().open && find().text.trim() !== '');
  // The newest text waits for the answer to the one before it, which is shown meanwhile.
  const answer = createQuery(
    'call/find',
    () => (typed() ? { id: props.call.id, q: find().text, typing: true } : null),
    { everyShown: true },
  );
  const found = () => (typed() ? (answer.data() ?? nothing) : find().open ? nothing : props.found);
  const stops = createMemo(() => stopsOf(found().hits));
  createEffect(
    on([stops, rows], ([list, lines]) => {
      // A link to a second lands on the hit that is there; what is typed starts at the first one.
      const sec = find().open ? null : props.startAt;
      const near =
        sec === null
          ? -1
          : list.findIndex(
              (stop) => (lines.find(({ index }) => index === stop.monologue)?.to ?? stop.startSec) >= sec,
            );
      setStep(Math.max(0, near));
      const first = list[0];
      if (first && sec === null && lines.length > 0) queueMicrotask(() => show(first));
    }),
  );
  return {
    all: stops,
    step,
    marks: () => found().marks,
    current: () => stops()[step()],
    move(direction: 1 | -1): void {
      const { length } = stops();
      if (length > 0) setStep((step() + direction + length) % length);
    },
  };
}

/** A monologue: its sentences with what was searched, highlighted and is said now. */
function Line(props: {
  index: number;
  /** Whether the transcript ends with it. */
  last: boolean;
  row: Row;
  /** Whether another speaker came before. */
  first: boolean;
  landed: boolean;
  /** Whether the recording stands here, at which sentence of it, and whether that is being said or was said before a pause. */
  active: boolean;
  sentence: number;
  saying: boolean;
  stop: Stop | undefined;
  marks: FoundInCall['marks'];
  painted: ReturnType<typeof paintedIn>;
  ref: (element: HTMLElement) => void;
  onPlay: (sec: number) => void;
}): JSX.Element {
  return (
    <div
      class="line"
      classList={{
        active: props.active,
        landed: props.landed,
        start: props.index === 0,
        end: props.last,
      }}
      ref={props.ref}
    >
      <LineHead row={props.row} first={props.first} onPlay={props.onPlay} />
      <p class="line-text" dir="auto" data-from={props.row.from} data-speaker={props.row.name}>
        <For each={props.row.monologue.sentences}>
          {(sentence, number) => (
            <span
              class="sentence"
              classList={{
                now: props.active && props.saying && props.sentence === number(),
                past: props.active && !props.saying && props.sentence === number(),
                stop: props.stop?.monologue === props.row.index && props.stop.sentence === number(),
              }}
              data-start={sentence.startMs}
              data-end={sentence.endMs}
            >
              <For
                each={pieces(
                  sentence.text,
                  props.marks[placeOf('said', props.row.index, number())] ?? [],
                  props.painted.get(`${props.index}:${number()}`) ?? [],
                )}
              >
                {(piece) =>
                  piece.note ? (
                    <Lit note={piece.note} hit={piece.hit} text={piece.text} />
                  ) : piece.hit ? (
                    <mark>{piece.text}</mark>
                  ) : (
                    piece.text
                  )
                }
              </For>{' '}
            </span>
          )}
        </For>
      </p>
    </div>
  );
}

/** Words that I highlighted. */
function Lit(props: { note: Note; hit: boolean; text: string }): JSX.Element {
  return (
    <span class="lit" title={isolate(props.note.text) || 'My highlight'}>
      {props.hit ? <mark>{props.text}</mark> : props.text}
    </span>
  );
}

function LineHead(props: { row: Row; first: boolean; onPlay: (sec: number) => void }): JSX.Element {
  return (
    <div class="line-head">
      <button
        type="button"
        class="line-time"
        aria-label={`Play from ${clock(props.row.from)}, ${props.row.name}`}
        onClick={() => props.onPlay(props.row.from)}
      >
        {clock(props.row.from)}
      </button>
      <Show when={props.first}>
        <span
          class="line-name"
          style={{ color: props.row.speaker < 0 ? 'var(--text-2)' : `var(--spk-${props.row.speaker % 8})` }}
        >
          <SideDot side={props.row.side} /> <bdi>{props.row.name}</bdi>
        </span>
      </Show>
    </div>
  );
}

function JumpButton(props: { up: boolean; onJump: () => void }): JSX.Element {
  return (
    <button type="button" class="btn small jump" onClick={() => props.onJump()}>
      <Show when={props.up} fallback={<ArrowDown size={14} aria-hidden="true" />}>
        <ArrowUp size={14} aria-hidden="true" />
      </Show>
      Jump to playhead
    </button>
  );
}

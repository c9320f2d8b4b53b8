import { useNavigate } from '@solidjs/router';
import { createEffect, createSignal, Index, type JSX, on, onCleanup, onMount, Show } from 'solid-js';
import type { RequestInput } from '../../../electron/contract/bridge.ts';
import type { CallHit, SearchResult } from '../../../electron/contract/library.ts';
import { bridge } from '../../bridge/bridge.ts';
import { hrefOf } from '../../data/links.ts';
import { createPages } from './pages.ts';
import { ResultRow } from './ResultRow.tsx';
import { type PlacedRow, RowWindow } from './row-window.ts';

const pageSize = 50;
/** Where the reader was in a list, so that coming back from a call leads there. */
let left: { readonly question: string; readonly anchor: number; readonly shift: number } | null = null;

export interface ResultsHandle {
  /** The call in a row; undefined while its page is on its way. */
  at(index: number): CallHit | undefined;
  /** Opens the call in a row. */
  open(index: number): void;
}

/** The list of calls, of any length: only rows near the view exist, and their pages are fetched as they come near. */
export function Results(props: {
  first: SearchResult;
  /** The question that `first` answers; further pages ask the same. */
  question: RequestInput<'library/search'>;
  selected: number;
  context: boolean;
  /** Calls that came or changed after it (UTC ms) are marked as new; null: none are. */
  since: number | null;
  onSelect: (at: number) => void;
  onLook: (at: number) => void;
  ref: (handle: ResultsHandle) => void;
}): JSX.Element {
  const navigate = useNavigate();
  let box!: HTMLDivElement;
  let inner!: HTMLOListElement;
  const rows = new RowWindow(118);
  const [placed, setPlaced] = createSignal<readonly PlacedRow[]>([]);
  const [filled, setFilled] = createSignal(0);
  const pages = createPages<CallHit>(
    pageSize,
    async (offset, signal) =>
      (
        await bridge.request(
          'library/search',
          { ...props.question, offset, limit: pageSize, facets: false, seenOnly: false },
          { signal },
        )
      ).hits,
    () => setFilled((n) => n + 1),
  );
  onCleanup(() => pages.stop());
  const hit = (index: number) => (filled(), pages.at(index));
  const question = () => JSON.stringify({ ...props.question, facets: true });
  const open = (index: number) => {
    const call = hit(index);
    if (call) navigate(hrefOf(call, props.question.q));
  };
  props.ref({ at: hit, open });

  let scrolled = 0;
  let resting: ReturnType<typeof setTimeout> | undefined;
  /** Lays out what is in view; at rest the scroll bar is put where the rows say. */
  function layOut(atRest: boolean): void {
    if (atRest) {
      rows.learn();
      inner.style.setProperty('height', `${rows.boxHeight()}px`);
      const top = rows.scrollTop();
      // Where the bar stands is remembered, not read: reading it makes the browser lay out at once.
      if (Math.abs(scrolled - top) >= 1) {
        box.scrollTop = top;
        scrolled = top;
      }
    }
    const now = rows.rows();
    setPlaced(now);
    pages.want(rows.anchor, now.at(-1)?.index ?? 0);
    left = { question: question(), anchor: rows.anchor, shift: rows.shift };
  }
  function onScroll(): void {
    const by = box.scrollTop - scrolled;
    if (by === 0) return;
    scrolled = box.scrollTop;
    // The wheel means pixels, however many; a leap without it comes from the scroll bar, Home or End.
    const leap = Math.abs(by) > 2 * rows.viewport && performance.now() - lastWheel > 400;
    if (leap) rows.jump(scrolled);
    else rows.scrollBy(by);
    const end = scrolled <= 0 ? rows.above() > 0 : scrolled >= box.scrollHeight - rows.viewport - 1;
    layOut(end && !leap);
    clearTimeout(resting);
    resting = setTimeout(() => layOut(true), 140);
  }
  onCleanup(() => clearTimeout(resting));

  let measuring = false;
  /** Reads the heights of all rows at once, then lays out once: no row makes the browser lay out on its own. */
  function measure(): void {
    if (measuring) return;
    measuring = true;
    queueMicrotask(() => {
      measuring = false;
      let changed = false;
      // A skeleton says nothing about the height of the row to come.
      for (const element of inner.children as unknown as Iterable<HTMLElement>)
        if (element.dataset['full'] === 'true')
          changed = rows.measured(Number(element.dataset['index']), element.offsetHeight) || changed;
      if (!changed) return;
      rows.settle();
      layOut(performance.now() - lastScroll > 140);
    });
  }
  const sizes = new ResizeObserver(measure);
  let lastScroll = 0;
  let lastWheel = 0;
  onMount(() => {
    let width = box.clientWidth;
    const frame = new ResizeObserver(() => {
      rows.viewport = box.clientHeight;
      if (box.clientWidth !== width) rows.forget();
      width = box.clientWidth;
      rows.settle();
      layOut(true);
    });
    frame.observe(box);
    onCleanup(() => frame.disconnect());
  });
  onCleanup(() => sizes.disconnect());

  createEffect(
    on(
      () => props.first,
      (first, before) => {
        const same = before !== undefined && asked === question();
        asked = question();
        rows.count = first.total;
        pages.begin(first.hits, first.total, same, first.detailed);
        if (!same) {
          rows.forget();
          rows.toTop();
          if (before === undefined && left?.question === asked) {
            rows.anchor = left.anchor;
            rows.shift = left.shift;
          }
        }
        setFilled((n) => n + 1);
        rows.settle();
        layOut(true);
      },
    ),
  );
  let asked = '';
  createEffect(
    on(
      () => props.selected,
      (at) => {
        rows.show(at);
        layOut(true);
      },
      { defer: true },
    ),
  );
  createEffect(
    on(
      () => props.context,
      () => {
        rows.forget();
        rows.settle();
        layOut(true);
      },
      { defer: true },
    ),
  );

  return (
    <div
      class="results"
      ref={box}
      tabindex="0"
      role="group"
      aria-label="Calls"
      onWheel={() => {
        lastWheel = performance.now();
      }}
      onKeyDown={() => {
        lastWheel = 0;
      }}
      onPointerDown={() => {
        lastWheel = 0;
      }}
      onScroll={() => {
        lastScroll = performance.now();
        onScroll();
      }}
    >
      <ol ref={inner} aria-label={`${props.first.total} calls`}>
        {/* By place, not by item: the elements stay, so that scrolling makes no new ones. */}
        <Index each={placed()}>
          {(row) => (
            <li
              class="result"
              classList={{ selected: row().index === props.selected, waiting: !hit(row().index) }}
              aria-posinset={row().index + 1}
              aria-setsize={props.first.total}
              aria-current={row().index === props.selected ? 'true' : undefined}
              ref={(element) => {
                sizes.observe(element);
                onCleanup(() => sizes.unobserve(element));
                createEffect(() => {
                  const { index, top } = row();
                  const full = hit(index) !== undefined;
                  element.style.setProperty('transform', `translateY(${scrolled + top}px)`);
                  element.style.setProperty('min-height', full ? '' : `${rows.height(index)}px`);
                  element.dataset['index'] = String(index);
                  element.dataset['full'] = String(full);
                  // The observer tells of changes only: another call may come into this element.
                  if (full) measure();
                });
              }}
              onClick={() => props.onSelect(row().index)}
            >
              <Show
                when={hit(row().index)}
                fallback={
                  <Waiting failed={(filled(), pages.failed(row().index))} onRetry={() => pages.retry()} />
                }
              >
                {(call) => (
                  <ResultRow
                    call={call()}
                    q={props.question.q}
                    context={props.context}
                    fresh={props.since !== null && call().touchedMs > props.since}
                    onLook={() => props.onLook(row().index)}
                  />
                )}
              </Show>
            </li>
          )}
        </Index>
      </ol>
    </div>
  );
}

/** A row whose page is on its way: the shape of what comes. */
function Waiting(props: { failed: boolean; onRetry: () => void }): JSX.Element {
  return (
    <Show
      when={!props.failed}
      fallback={
        <p class="row">
          <span class="muted">These calls could not be read.</span>
          <button type="button" class="btn small" onClick={() => props.onRetry()}>
            Try again
          </button>
        </p>
      }
    >
      <div class="ghost" aria-hidden="true">
        <span class="skeleton" />
        <span class="skeleton" />
        <span class="skeleton" />
      </div>
    </Show>
  );
}

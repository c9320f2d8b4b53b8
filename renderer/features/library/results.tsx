import { useNavigate } from '@solidjs/router';
import { createEffect, createSignal, Index, type JSX, on, onCleanup, Show } from 'solid-js';
import type { RequestInput } from '../../../electron/contract/bridge.ts';
import type { CallHit, SearchResult } from '../../../electron/contract/library.ts';
import { bridge } from '../../bridge/bridge.ts';
import { hrefOf } from '../../data/links.ts';
import { Button } from '../../ui/form.tsx';
import { onChange } from '../../ui/on-change.ts';
import { createVirtualList } from '../../ui/virtual-list.ts';
import { createPages } from './pages.ts';
import { ResultRow } from './result-row.tsx';

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

  const list = createVirtualList({
    box: () => box,
    list: () => inner,
    guess: 118,
    onLayOut(first, last) {
      pages.want(first, last);
      left = { question: question(), anchor: rows.anchor, shift: rows.shift };
    },
  });
  const { rows, layOut } = list;

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
  onChange(
    () => props.selected,
    (at) => {
      rows.show(at);
      layOut(true);
    },
  );
  onChange(
    () => props.context,
    () => list.forget(),
  );

  return (
    <div
      class="results"
      ref={box}
      tabindex="0"
      role="group"
      aria-label="Calls"
      onWheel={list.onWheel}
      onKeyDown={list.onKeyDown}
      onPointerDown={list.forgetWheel}
      onScroll={list.onScroll}
    >
      <ol ref={inner} aria-label={`${props.first.total} calls`}>
        {/* By place, not by item: the elements stay, so that scrolling makes no new ones. */}
        <Index each={list.placed()}>
          {(row) => (
            <li
              class="result"
              classList={{ selected: row().index === props.selected }}
              data-waiting={hit(row().index) ? undefined : ''}
              aria-posinset={row().index + 1}
              aria-setsize={props.first.total}
              aria-current={row().index === props.selected ? 'true' : undefined}
              ref={(element) => list.place(element, row, (index) => hit(index) !== undefined)}
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
          <Button class="small" text="Try again" onClick={() => props.onRetry()} />
        </p>
      }
    >
      <div class="ghost stack" aria-hidden="true">
        <span class="skeleton" />
        <span class="skeleton" />
        <span class="skeleton" />
      </div>
    </Show>
  );
}

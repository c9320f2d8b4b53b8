import { A, useNavigate } from '@solidjs/router';
import { createVirtualizer } from '@tanstack/solid-virtual';
import CloudOff from 'lucide-solid/icons/cloud-off';
import Eye from 'lucide-solid/icons/eye';
import Lock from 'lucide-solid/icons/lock';
import Star from 'lucide-solid/icons/star';
import { createEffect, createSignal, For, Index, type JSX, on, Show } from 'solid-js';
import type { CallHit, PassageHit, SearchResult, SortOrder } from '../../../electron/contract/library.ts';
import { bridge } from '../../bridge/bridge.ts';
import { where } from '../../data/app.ts';
import { day, duration } from '../../ui/format.ts';
import { MomentChip, SideDot } from '../../ui/kit.tsx';
import { Marked } from '../../ui/marked.tsx';
import { playMoment } from '../player/player.ts';

const pageSize = 50;

/** The virtual list of calls: rows outside the first page are fetched as they come into view. */
export function Results(props: {
  first: SearchResult;
  q: string;
  sort: SortOrder;
  recency: 0 | 1 | 2;
  selected: number;
  onSelect: (at: number) => void;
  onLook: (at: number) => void;
}): JSX.Element {
  const navigate = useNavigate();
  let box!: HTMLDivElement;
  const [pages, setPages] = createSignal<ReadonlyMap<number, readonly CallHit[]>>(new Map());
  const asked = new Set<number>();
  createEffect(
    on(
      () => props.first,
      (first, before) => {
        asked.clear();
        setPages(new Map([[0, first.hits]]));
        if (before && box && (before.explanation !== first.explanation || before.total !== first.total))
          box.scrollTop = 0;
      },
    ),
  );
  const hit = (at: number) => pages().get(Math.floor(at / pageSize))?.[at % pageSize];
  const virtual = createVirtualizer({
    get count() {
      return props.first.total;
    },
    getScrollElement: () => box,
    estimateSize: () => 132,
    overscan: 6,
    // Sizes depend on what matched: those of another query must not be used.
    getItemKey: (at) => `${props.q}|${hit(at)?.id ?? at}`,
  });

  createEffect(() => {
    for (const row of virtual.getVirtualItems()) {
      const page = Math.floor(row.index / pageSize);
      if (page === 0 || asked.has(page) || pages().has(page)) continue;
      asked.add(page);
      void bridge
        .request('library/search', {
          q: props.q,
          sort: props.sort,
          recency: props.recency,
          offset: page * pageSize,
          limit: pageSize,
          facets: false,
          typing: false,
          ...where(),
        })
        .then((answer) => setPages((map) => new Map(map).set(page, answer.hits)))
        .catch(() => asked.delete(page));
    }
  });
  createEffect(
    on(
      () => props.selected,
      (at) => virtual.scrollToIndex(at, { align: 'auto' }),
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
      onKeyDown={(event) =>
        event.key === 'Enter' &&
        event.target === event.currentTarget &&
        hit(props.selected) &&
        navigate(href(hit(props.selected) as CallHit, props.q))
      }
    >
      <ol
        ref={(element) =>
          createEffect(() => element.style.setProperty('height', `${virtual.getTotalSize()}px`))
        }
      >
        {/* By place, not by item: the elements stay, so that their sizes go on being observed. */}
        <Index each={virtual.getVirtualItems()}>
          {(row) => (
            <li
              class="result"
              classList={{ selected: row().index === props.selected }}
              ref={(element) =>
                createEffect(() => {
                  element.dataset['index'] = String(row().index);
                  element.style.setProperty('transform', `translateY(${row().start}px)`);
                  queueMicrotask(() => element.isConnected && virtual.measureElement(element));
                })
              }
              onClick={() => props.onSelect(row().index)}
            >
              <Show when={hit(row().index)} fallback={<div class="skeleton" />}>
                {(call) => <ResultRow call={call()} q={props.q} onLook={() => props.onLook(row().index)} />}
              </Show>
            </li>
          )}
        </Index>
      </ol>
    </div>
  );
}

const href = (call: CallHit, q: string, sec?: number | null) =>
  `/call/${call.id}?${new URLSearchParams({ ...(q ? { q } : {}), ...(sec !== null && sec !== undefined ? { t: String(Math.floor(sec)) } : {}) })}`;
const plain = (text: string) => text.replace(/[\uE000\uE001]/g, '');

function ResultRow(props: { call: CallHit; q: string; onLook: () => void }): JSX.Element {
  return (
    <article>
      <div class="row">
        <h2 class="grow ellipsis">
          <A href={href(props.call, props.q)}>
            <Marked text={props.call.title} />
          </A>
        </h2>
        <Show when={props.call.flags.includes('changed')}>
          <span class="badge new">changed</span>
        </Show>
        <Show when={props.call.flags.includes('private')}>
          <span title="Private call">
            <Lock size={14} aria-label="Private" />
          </span>
        </Show>
        <Show when={props.call.flags.includes('gone')}>
          <span class="badge">
            <CloudOff size={12} aria-hidden="true" /> gone from Gong
          </span>
        </Show>
        <Show when={props.call.flags.includes('starred')}>
          <Star size={14} aria-label="Starred" class="starred" />
        </Show>
        <button
          type="button"
          class="btn icon small quiet look"
          aria-label={`Quick look at ${plain(props.call.title)}`}
          onClick={(event) => (event.stopPropagation(), props.onLook())}
        >
          <Eye size={15} aria-hidden="true" />
        </button>
      </div>
      <p class="meta muted ellipsis">
        {day(props.call.startedMs, where().tz)} · {duration(props.call.durationSec)}
        <Show when={props.call.host}> · {props.call.host}</Show>
        <Show when={props.call.account}> · {props.call.account}</Show>
        <Show when={props.call.stage}> · {props.call.stage}</Show>
        <Show when={props.call.outcome}> · {props.call.outcome}</Show>
      </p>
      <Show
        when={props.call.passages.length > 0}
        fallback={<p class="briefline">{<Marked text={props.call.brief ?? ''} />}</p>}
      >
        <ul class="passages">
          <For each={props.call.passages}>
            {(passage) => <Passage call={props.call} passage={passage} q={props.q} />}
          </For>
        </ul>
      </Show>
    </article>
  );
}

const kinds: Partial<Record<PassageHit['kind'], string>> = {
  outline: 'Outline',
  highlight: 'Highlight',
  comment: 'Comment',
  note: 'My note',
};

function Passage(props: { call: CallHit; passage: PassageHit; q: string }): JSX.Element {
  return (
    <li
      class="passage"
      title={[props.passage.before, plain(props.passage.text), props.passage.after]
        .filter(Boolean)
        .join('\n')}
    >
      <Show when={props.passage.startSec !== null} fallback={<span class="badge">no time</span>}>
        <MomentChip
          sec={props.passage.startSec ?? 0}
          label={plain(props.call.title)}
          onPlay={(sec) => playMoment(props.call.id, sec)}
        />
      </Show>
      <A class="grow" href={href(props.call, props.q, props.passage.startSec)}>
        <span class="who">
          <Show when={props.passage.side}>
            <SideDot side={props.passage.side} />
          </Show>
          {kinds[props.passage.kind] ?? props.passage.speaker ?? ''}
        </span>{' '}
        <Marked text={props.passage.text} />
      </A>
    </li>
  );
}

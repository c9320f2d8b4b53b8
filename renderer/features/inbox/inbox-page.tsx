import { useNavigate, useSearchParams } from '@solidjs/router';
import Check from 'lucide-solid/icons/check';
import CheckCheck from 'lucide-solid/icons/check-check';
import Play from 'lucide-solid/icons/play';
import Star from 'lucide-solid/icons/star';
import { createEffect, createMemo, createSignal, For, type JSX, on, Show } from 'solid-js';
import { isolate } from '../../../electron/contract/direction.ts';
import type { CallHit, SortOrder } from '../../../electron/contract/library.ts';
import { shortened } from '../../../electron/contract/lines.ts';
import { where } from '../../data/app.ts';
import { lastUndone } from '../../data/edits.ts';
import { hrefOf } from '../../data/links.ts';
import { createQuery } from '../../data/query.ts';
import { Button, IconSwitch, Select } from '../../ui/form.tsx';
import { count, day, duration, percent, plain } from '../../ui/format.ts';
import { EmptyState, Pending, Progress } from '../../ui/kit.tsx';
import { Marked } from '../../ui/marked.tsx';
import { askAhead, takeAhead } from '../call/ahead.ts';
import '../call/call.css';
import { keyOf, typing } from '../../ui/keys.tsx';
import { createFound } from '../call/data.ts';
import { Digest } from '../call/digest.tsx';
import { callEdits } from '../call/edits.ts';
import { Trackers } from '../call/trackers.tsx';
import { pageKeys } from '../player/keys.ts';
import { pause, player, playMoment, position, seek, toggle } from '../player/player.ts';
import { shareHeard } from '../player/turns.ts';
import './inbox.css';

const page = 100;
const orders = [
  ['newest', 'Newest first'],
  ['oldest', 'Oldest first'],
  ['shortest', 'Shortest first'],
  ['longest', 'Longest first'],
] as const;

/** The query of what is still to be reviewed within a search. */
const unreviewed = (q: string): string => (q.trim() === '' ? 'is:unreviewed' : `(${q.trim()}) is:unreviewed`);

const createSearch = (q: () => string, sort: () => SortOrder, limit: () => number) =>
  createQuery(
    'library/search',
    () => ({ q: q(), sort: sort(), limit: limit(), facets: false, typing: false, ...where() }),
    { live: true },
  );

/** Calls that were not reviewed yet, one after the other: read in short, listen where it matters, done. */
export function InboxPage(): JSX.Element {
  const [params, setParams] = useSearchParams<{ q?: string; sort?: string }>();
  const navigate = useNavigate();
  const q = () => params.q ?? '';
  const sort = (): SortOrder => orders.find(([order]) => order === params.sort)?.[0] ?? 'newest';
  const [limit, setLimit] = createSignal(page);
  const queue = createSearch(() => unreviewed(q()), sort, limit);
  const everything = createSearch(q, sort, () => 0);

  // What was just done leaves at once; the next answer of the core says the same.
  const [done, setDone] = createSignal<ReadonlySet<string>>(new Set());
  createEffect(on(queue.data, () => setDone(new Set<string>())));
  const hits = createMemo(() => (queue.data()?.hits ?? []).filter((hit) => !done().has(hit.id)));
  const left = () => Math.max(0, (queue.data()?.total ?? 0) - done().size);
  const total = () => everything.data()?.total ?? 0;

  const shareOf = createShares(hits);

  const [chosen, setChosen] = createSignal<string | null>(null);
  const at = createMemo(() =>
    Math.max(
      0,
      hits().findIndex((hit) => hit.id === chosen()),
    ),
  );
  const current = () => hits()[at()];
  createEffect(
    on(
      () => [current()?.id, hits()[at() + 1]?.id] as const,
      ([id, next]) => {
        if (id) setChosen(id);
        if (next) askAhead(next);
      },
    ),
  );
  /** Calls that were done here, by the edit: one that is taken back is looked at again once the list has it. */
  const finished = new Map<number | null, string>();
  let returning: string | undefined;
  createEffect(
    on(lastUndone, (edit) => {
      returning = finished.get(edit);
      setDone((ids) => new Set([...ids].filter((id) => id !== returning)));
    }),
  );
  createEffect(
    on(hits, (list) => {
      // An answer from before the taking back may follow one from after it, so it holds until another is chosen.
      if (returning && list.some((hit) => hit.id === returning)) setChosen(returning);
    }),
  );
  function choose(id: string | null): void {
    returning = undefined;
    setChosen(id);
  }
  let list: HTMLUListElement | undefined;
  function go(to: number): void {
    const hit = hits()[Math.max(0, Math.min(hits().length - 1, to))];
    if (!hit) return;
    choose(hit.id);
    list?.querySelector(`[data-call="${CSS.escape(hit.id)}"]`)?.scrollIntoView({ block: 'nearest' });
  }
  const edits = callEdits(() => current()?.id ?? '');
  function finish(): void {
    const hit = current();
    if (!hit) return;
    const next = hits()[at() + 1] ?? hits()[at() - 1];
    setDone((ids) => new Set([...ids, hit.id]));
    choose(next?.id ?? null);
    // What is done is heard no longer; what plays of another call goes on.
    if (player.loaded?.callId === hit.id) pause();
    void callEdits(() => hit.id)
      .review(true)
      .then((answer) => answer && finished.set(answer.edit.id, hit.id));
  }
  const playFrom = (sec: number) => {
    const hit = current();
    if (hit) playMoment(hit.id, sec, plain(hit.title));
  };
  const loadedHere = () => player.loaded?.callId === current()?.id;

  function key(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event)) return;
    if (document.querySelector('[role=dialog]')) return;
    const onButton = event.target instanceof Element && event.target.closest('button, a, summary') !== null;
    const act: Record<string, () => void> = {
      j: () => go(at() + 1),
      k: () => go(at() - 1),
      e: finish,
      s: () => void edits.star(!current()?.flags.includes('starred')),
      Enter: () => {
        const hit = current();
        if (hit) navigate(hrefOf(hit, q()));
      },
      ' ': () => (loadedHere() ? toggle() : playFrom(0)),
      ArrowLeft: () => loadedHere() && seek(position() - (event.shiftKey ? 15 : 5)),
      ArrowRight: () => loadedHere() && seek(position() + (event.shiftKey ? 15 : 5)),
    };
    const action = act[keyOf(event)];
    if (!action || (onButton && (event.key === ' ' || event.key === 'Enter'))) return;
    event.preventDefault();
    action();
  }
  pageKeys(key);

  return (
    <div class="inbox">
      <InboxHead
        q={q()}
        sort={sort()}
        onChange={setParams}
        total={queue.data() ? total() : 0}
        left={left()}
      />
      <Show
        when={queue.data()}
        fallback={<Pending error={queue.error()} lines={8} onRetry={queue.refetch} />}
      >
        <Show when={hits().length > 0} fallback={<InboxEmpty total={total()} q={q()} />}>
          <div class="inbox-body">
            <ul class="inbox-list" aria-label="To review" tabindex="0" ref={list}>
              <For each={hits()}>
                {(hit) => (
                  <InboxRow
                    hit={hit}
                    current={hit.id === current()?.id}
                    share={shareOf(hit)}
                    onChoose={() => choose(hit.id)}
                  />
                )}
              </For>
              <Show when={left() > hits().length}>
                <li>
                  <Button
                    class="small"
                    text="Show more"
                    onClick={() => setLimit((n) => Math.min(500, n + page))}
                  />
                </li>
              </Show>
            </ul>
            <Show when={current()} keyed>
              {(hit) => (
                <InboxCall
                  hit={hit}
                  q={q()}
                  onPlay={playFrom}
                  onStar={() => void edits.star(!hit.flags.includes('starred'))}
                  onDone={finish}
                />
              )}
            </Show>
          </div>
        </Show>
      </Show>
    </div>
  );
}

/** Share of a call that was heard, by what the store knows and the player plays. */
function createShares(hits: () => readonly CallHit[]): (hit: CallHit) => number {
  const heard = createQuery('personal/heard', () => {
    const ids = hits().map((hit) => hit.id);
    return ids.length > 0 ? { ids } : null;
  });
  const heardOf = createMemo(() => new Map((heard.data() ?? []).map((item) => [item.id, item.share])));
  return (hit) =>
    player.loaded?.callId === hit.id
      ? shareHeard(player.heard, hit.durationSec)
      : (heardOf().get(hit.id) ?? 0);
}

const factsOf = (hit: CallHit, stage?: CallHit['stage']): string =>
  [day(hit.startedMs, where().tz), duration(hit.durationSec), hit.host, hit.account, stage]
    .flatMap((text) => (text ? [isolate(text)] : []))
    .join(' · ');

/** Which calls, in what order, and how many of them are left. */
function InboxHead(props: {
  q: string;
  sort: SortOrder;
  onChange: (params: { q?: string; sort?: string }) => void;
  total: number;
  left: number;
}): JSX.Element {
  const saved = createQuery('saved/list', () => where(), { live: true });
  /** What can be gone through: everything, the saved searches, and the one of the address where it is none of them. */
  const searches = () => {
    const kept = (saved.data() ?? []).map((item) => [item.q, item.name] as const);
    const other = props.q !== '' && !kept.some(([q]) => q === props.q);
    return [
      ['', 'everything'] as const,
      ...kept,
      ...(other ? [[props.q, `the search “${isolate(shortened(props.q, 60))}”`] as const] : []),
    ];
  };
  return (
    <header class="inbox-head">
      <div class="row wrap">
        <h1>Review inbox</h1>
        <label class="row">
          <span class="muted nowrap">Calls of</span>
          <Select of={searches()} value={props.q} onPick={(q) => props.onChange({ q: q || undefined })} />
        </label>
        <Select
          aria-label="Order"
          of={orders}
          value={props.sort}
          onPick={(sort) => props.onChange({ sort: sort === 'newest' ? undefined : sort })}
        />
        <span class="grow" />
        <Show when={props.total > 0}>
          <div class="inbox-progress">
            <p role="status">
              <strong>{count(props.left)}</strong> to review{' '}
              <span class="muted nowrap">
                · {count(Math.max(0, props.total - props.left))} of {count(props.total)} done
              </span>
            </p>
            <Progress label="Reviewed" done={Math.max(0, props.total - props.left)} total={props.total} />
          </div>
        </Show>
      </div>
      <p class="muted small">
        <kbd>J</kbd> <kbd>K</kbd> next, previous · <kbd>Space</kbd> play · <kbd>← →</kbd> 5 seconds ·{' '}
        <kbd>E</kbd> done · <kbd>S</kbd> star · <kbd>Enter</kbd> open · <kbd>Ctrl+Z</kbd> take back
      </p>
    </header>
  );
}

function InboxEmpty(props: { total: number; q: string }): JSX.Element {
  return (
    <Show
      when={props.total > 0}
      fallback={
        <EmptyState title="No calls here">
          <p class="muted">This search finds no calls. Choose another one above.</p>
        </EmptyState>
      }
    >
      <div class="inbox-empty">
        <CheckCheck size={36} />
        <h2>All reviewed</h2>
        <p class="muted">
          Each of the {count(props.total)} {props.total === 1 ? 'call' : 'calls'} of this search is done. New
          ones come in with the next sync.
        </p>
        <a class="btn" href={`#/library?q=${encodeURIComponent(props.q)}`}>
          Show them in the Library
        </a>
      </div>
    </Show>
  );
}

function InboxRow(props: {
  hit: CallHit;
  current: boolean;
  share: number;
  onChoose: () => void;
}): JSX.Element {
  return (
    <li>
      <button
        type="button"
        class="inbox-row col bare"
        data-call={props.hit.id}
        aria-current={props.current ? 'true' : undefined}
        onClick={() => props.onChoose()}
      >
        <span class="row">
          <b class="grow ellipsis" dir="auto">
            {plain(props.hit.title)}
          </b>
          <Show when={props.hit.flags.includes('starred')}>
            <Star size={13} aria-label="Starred" />
          </Show>
        </span>
        <span class="muted small ellipsis">{factsOf(props.hit)}</span>
        <Show when={props.share > 0.004}>
          <span class="row small dim">
            <span class="bar grow" aria-hidden="true">
              <span style={{ width: `${Math.round(100 * props.share)}%` }} />
            </span>
            {percent(props.share)} heard
          </span>
        </Show>
      </button>
    </li>
  );
}

function InboxCall(props: {
  hit: CallHit;
  q: string;
  onPlay: (sec: number) => void;
  onStar: () => void;
  onDone: () => void;
}): JSX.Element {
  return (
    <section class="inbox-call pane digest" aria-label="This call" tabindex="0">
      <div class="inbox-call-head">
        <h2 class="clamp wraps">
          <a class="title" href={`#${hrefOf(props.hit, props.q)}`}>
            <bdi>
              <Marked text={props.hit.title} />
            </bdi>
          </a>
        </h2>
        <div class="row wrap">
          <p class="muted grow">{factsOf(props.hit, props.hit.stage)}</p>
          <Button class="small" icon={Play} text="Play" onClick={() => props.onPlay(0)} />
          <IconSwitch
            icon={Star}
            filled={props.hit.flags.includes('starred')}
            on={props.hit.flags.includes('starred')}
            label="Star (S)"
            onSwitch={props.onStar}
          />
          <Button
            class="small primary"
            icon={Check}
            size={15}
            text="Done"
            title="Reviewed (E)"
            onClick={() => props.onDone()}
          />
        </div>
      </div>
      <Preview id={props.hit.id} q={props.q} onPlay={props.onPlay} />
    </section>
  );
}

/** The digest of one call, with the moments that support it. */
function Preview(props: { id: string; q: string; onPlay: (sec: number) => void }): JSX.Element {
  const call = createQuery('call/get', () => ({ id: props.id }), {
    ahead: (input) => takeAhead('call/get', input.id),
  });
  const receipts = createQuery('call/receipts', () => (call.data() ? { id: props.id } : null));
  const found = createFound(
    () => props.id,
    () => props.q,
  );
  return (
    <Show when={call.data()} fallback={<Pending error={call.error()} lines={6} onRetry={call.refetch} />}>
      {(detail) => (
        <>
          <Digest
            call={detail()}
            receipts={receipts.data()}
            marks={found().marks}
            onPlay={props.onPlay}
            outline
          />
          <Trackers call={detail()} onPlay={props.onPlay} />
        </>
      )}
    </Show>
  );
}

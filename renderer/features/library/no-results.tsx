import { useNavigate } from '@solidjs/router';
import { createEffect, createSignal, For, type JSX, on, onCleanup, Show } from 'solid-js';
import type { SearchResult } from '../../../electron/contract/library.ts';
import { sync } from '../../data/app.ts';
import { createQuery } from '../../data/query.ts';
import { Button } from '../../ui/form.tsx';
import { calls, count } from '../../ui/format.ts';
import { EmptyState } from '../../ui/kit.tsx';

/** Fewer calls than this may come from a typo. */
const few = 5;

/** Offers words of the calls for words that look like typos, when a query that stands finds little. Never forced. */
export function DidYouMean(props: {
  result: SearchResult;
  q: string;
  onQuery: (q: string) => void;
}): JSX.Element {
  const [stands, setStands] = createSignal('');
  createEffect(
    on(
      () => (props.result.total < few ? props.q : ''),
      (q) => {
        setStands('');
        const timer = setTimeout(() => setStands(q), 300);
        onCleanup(() => clearTimeout(timer));
      },
    ),
  );
  const answer = createQuery('library/didYouMean', () => (stands().trim() ? { q: stands() } : null));
  const better = () => (stands() && answer.asked()?.q === props.q ? answer.data()?.q : null);
  return (
    <Show when={better()}>
      {(text) => (
        <p class="didyoumean row medium">
          Did you mean{' '}
          <button type="button" class="link" onClick={() => props.onQuery(text())}>
            <bdi>{text()}</bdi>
          </button>
          ?
        </p>
      )}
    </Show>
  );
}

/** Nothing found: which part of the query is to blame, with one click to drop it. */
export function NoResults(props: { result: SearchResult; onQuery: (q: string) => void }): JSX.Element {
  return (
    <EmptyState title="No call matches all of this">
      <Show when={props.result.repair.length > 1}>
        <p class="muted">Each part on its own, and what is found when it is dropped:</p>
        <ul class="repair stack">
          <For each={props.result.repair}>
            {(part) => (
              <li class="row">
                <code class="ellipsis grow" dir="auto">
                  {part.label}
                </code>
                <span class="num muted">
                  {part.alone === 0 ? 'in no call' : `alone ${count(part.alone)}`}
                </span>
                <Button
                  class="small"
                  text={part.without > 0 ? `Drop it: ${calls(part.without)}` : 'Drop it'}
                  classList={{ primary: part.without > 0 }}
                  aria-label={`Drop ${part.label}`}
                  onClick={() => props.onQuery(part.q)}
                />
              </li>
            )}
          </For>
        </ul>
      </Show>
      <Show when={props.result.repair.length === 1 && props.result.didYouMean === null}>
        <p class="muted">
          Words are looked for in titles, people, briefs, key points, outlines, highlights, comments, notes
          and transcripts. A part of a word is found with a star: <kbd>batt*</kbd>
        </p>
      </Show>
      <Button class="" text="Show all calls" onClick={() => props.onQuery('')} />
    </EmptyState>
  );
}

/** The store holds no call at all: they are on their way, or nothing was synced. */
export function NoCalls(): JSX.Element {
  const navigate = useNavigate();
  const running = () => sync()?.state === 'running' || sync()?.state === 'waiting';
  return (
    <EmptyState title={running() ? 'The first calls are on their way' : 'No calls yet'}>
      <p class="muted">
        {running()
          ? 'They appear here as they arrive, newest first.'
          : 'Start a sync. If it finds nothing, the key may belong to somebody who may see no calls, or the chosen dates hold none.'}
      </p>
      <Show when={!running()}>
        <Button class="primary" onClick={() => navigate('/settings')}>
          Open Sync &amp; settings
        </Button>
      </Show>
    </EmptyState>
  );
}

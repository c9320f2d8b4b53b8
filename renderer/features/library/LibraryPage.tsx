import { useNavigate } from '@solidjs/router';
import BookmarkPlus from 'lucide-solid/icons/bookmark-plus';
import ChartColumn from 'lucide-solid/icons/chart-column';
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
import type { SearchResult } from '../../../electron/contract/library.ts';
import { clauses, withoutClause } from '../../../electron/contract/query/edit.ts';
import { bridge } from '../../bridge/bridge.ts';
import { where } from '../../data/app.ts';
import { createQuery } from '../../data/query.ts';
import { touchSaved } from '../../data/saved.ts';
import { count } from '../../ui/format.ts';
import { ErrorState, Skeleton, toast } from '../../ui/kit.tsx';
import { ResultActions } from '../player/result-actions.tsx';
import { FacetColumn } from './Facets.tsx';
import { Histogram } from './Histogram.tsx';
import { NoResults } from './NoResults.tsx';
import { QuickLook } from './QuickLook.tsx';
import { Results } from './Results.tsx';
import { SaveDialog } from './SaveDialog.tsx';
import { SearchBox } from './SearchBox.tsx';
import { useLibraryState } from './state.ts';
import './library.css';

/** Search, facets and results: one query, seen in many ways. */
export function LibraryPage(): JSX.Element {
  const state = useLibraryState();
  const navigate = useNavigate();
  const [typing, setTyping] = createSignal(false);
  const [selected, setSelected] = createSignal(0);
  const [look, setLook] = createSignal(false);
  const [saving, setSaving] = createSignal(false);
  const query = createQuery(
    'library/search',
    () => ({
      q: state.q(),
      sort: state.sort(),
      recency: state.recency(),
      limit: 50,
      typing: typing(),
      ...where(),
    }),
    { live: true },
  );
  const result = () => query.data();
  const chips = createMemo(() =>
    clauses(state.q())
      .map((clause, at) => ({ ...clause, at }))
      .filter(({ node }) => node.kind !== 'word' && node.kind !== 'phrase'),
  );

  createEffect(
    on(
      () => state.q(),
      () => setSelected(0),
    ),
  );
  // A query that stood for a while is worth remembering; each keystroke is not.
  createEffect(
    on(state.q, (q) => {
      const timer = setTimeout(
        () => q.trim() && void bridge.request('history/add', { q }).catch(() => undefined),
        2500,
      );
      onCleanup(() => clearTimeout(timer));
    }),
  );

  const setQuery = (q: string, options?: { typing?: boolean; replace?: boolean }) => {
    setTyping(options?.typing ?? false);
    state.set({ q }, { replace: options?.replace ?? false });
  };

  onMount(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('[role=dialog]')) return;
      if (['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)) return;
      const total = result()?.total ?? 0;
      if (event.key === 'j') setSelected((at) => Math.min(total - 1, at + 1));
      else if (event.key === 'k') setSelected((at) => Math.max(0, at - 1));
      else if (event.key === 't') navigate(`/trends?q=${encodeURIComponent(state.q())}`);
      else if (event.key === ' ' && target.tagName !== 'BUTTON' && target.tagName !== 'A')
        setLook((open) => !open);
      else if (event.key === 'Escape') setLook(false);
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    onCleanup(() => window.removeEventListener('keydown', onKey));
  });

  return (
    <div class="library">
      <h1 class="sr">Library</h1>
      <header class="libhead">
        <SearchBox
          q={state.q()}
          problems={result()?.problems ?? []}
          onQuery={(q, isTyping) => setQuery(q, { typing: isTyping, replace: isTyping })}
        />
        <div class="row wrap">
          <label class="row">
            <span class="muted">Sort</span>
            <select
              class="select"
              value={state.sort()}
              onChange={(event) => state.set({ sort: event.currentTarget.value as 'newest' })}
            >
              <option value="relevance">Relevance</option>
              <option value="newest">Newest</option>
              <option value="oldest">Oldest</option>
              <option value="longest">Longest</option>
              <option value="shortest">Shortest</option>
            </select>
          </label>
          <Show when={state.sort() === 'relevance'}>
            <label class="row">
              <span class="muted">Recency</span>
              <select
                class="select"
                value={String(state.recency())}
                onChange={(event) => state.set({ recency: Number(event.currentTarget.value) })}
              >
                <option value="0">ignored</option>
                <option value="1">counts a little</option>
                <option value="2">counts a lot</option>
              </select>
            </label>
          </Show>
          <button
            type="button"
            class="btn quiet"
            onClick={() => navigate(`/trends?q=${encodeURIComponent(state.q())}`)}
          >
            <ChartColumn size={15} aria-hidden="true" /> As trend
          </button>
          <button
            type="button"
            class="btn quiet"
            disabled={!state.q().trim()}
            onClick={() => setSaving(true)}
          >
            <BookmarkPlus size={15} aria-hidden="true" /> Save
          </button>
        </div>
      </header>
      <Show when={chips().length > 0}>
        <ul class="chips" aria-label="Filters of this query">
          <For each={chips()}>
            {(chip) => (
              <li class={`chip ${chip.node.kind === 'not' ? 'not' : ''}`}>
                <span class="ellipsis">{chip.text}</span>
                <button
                  type="button"
                  aria-label={`Remove the filter ${chip.text}`}
                  onClick={() => setQuery(withoutClause(state.q(), chip.at))}
                >
                  ×
                </button>
              </li>
            )}
          </For>
        </ul>
      </Show>
      <Show when={query.error() && !result()} fallback={<Body result={result()} />}>
        <ErrorState
          error={query.error() as NonNullable<ReturnType<typeof query.error>>}
          onRetry={query.refetch}
        />
      </Show>
      <Show when={look() && result()?.hits[selected()]}>
        {(hit) => <QuickLook id={hit().id} q={state.q()} onClose={() => setLook(false)} />}
      </Show>
      <Show when={saving()}>
        <SaveDialog
          q={state.q()}
          onClose={() => setSaving(false)}
          onSave={(name) =>
            void bridge.request('saved/save', { name, q: state.q() }).then(() => {
              touchSaved();
              toast(`Saved “${name}”. It is in the sidebar.`);
            })
          }
        />
      </Show>
    </div>
  );

  function Body(props: { result: SearchResult | undefined }): JSX.Element {
    return (
      <Show when={props.result} fallback={<Skeleton lines={8} />}>
        {(found) => (
          <div class="libbody" aria-busy={query.loading()}>
            <aside class="facets" aria-label="Facets" tabindex="0">
              <Histogram histogram={found().histogram} q={state.q()} onQuery={setQuery} />
              <FacetColumn facets={found().facets} q={state.q()} onQuery={setQuery} />
            </aside>
            <section class="found" aria-label="Results">
              <div class="foundhead row wrap">
                <div class="grow">
                  <p role="status">
                    <strong>{count(found().total)}</strong> of {count(found().corpusTotal)} calls
                    <Show when={found().rankedNewestOnly}>
                      <span class="muted">
                        {' '}
                        · these words are in so many calls that only the newest are ranked
                      </span>
                    </Show>
                  </p>
                  <p class="muted ellipsis" title={found().explanation}>
                    {found().explanation}
                  </p>
                </div>
                <ResultActions q={state.q()} total={found().total} />
              </div>
              <Show
                when={found().total > 0}
                fallback={<NoResults result={found()} q={state.q()} onQuery={setQuery} />}
              >
                <Results
                  first={found()}
                  q={state.q()}
                  sort={state.sort()}
                  recency={state.recency()}
                  selected={selected()}
                  onSelect={setSelected}
                  onLook={(at) => {
                    setSelected(at);
                    setLook(true);
                  }}
                />
              </Show>
            </section>
          </div>
        )}
      </Show>
    );
  }
}

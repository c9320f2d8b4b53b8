import { createEffect, createSignal, type JSX, lazy, on, onCleanup, onMount, Show } from 'solid-js';
import { bridge } from '../../bridge/bridge.ts';
import { connected, where } from '../../data/app.ts';
import { makeEdit } from '../../data/edits.ts';
import { createQuery } from '../../data/query.ts';
import { viewPreference } from '../../data/view-preference.ts';
import { Chips } from '../../query-box/chips.tsx';
import { SearchBox, type SearchBoxHandle } from '../../query-box/search-box.tsx';
import { Button } from '../../ui/form.tsx';
import { inField, keyOf } from '../../ui/keys.tsx';
import { ErrorState } from '../../ui/kit.tsx';
import { callEdits } from '../call/edits.ts';
import { FacetColumn } from './facets.tsx';
import { Histogram } from './histogram.tsx';
import { NewBar } from './new-bar.tsx';
import { DidYouMean, NoCalls, NoResults } from './no-results.tsx';
import { QuickLook } from './quick-look.tsx';
import { Results, type ResultsHandle } from './results.tsx';
import { ResultsHead } from './results-head.tsx';
import { SaveDialog } from './save-dialog.tsx';
import { useLibraryState } from './state.ts';
import './library.css';
import { onChange } from '../../ui/on-change.ts';

const SearchTrend = lazy(() =>
  import('../trends/search-trend.tsx').then((module) => ({ default: module.SearchTrend })),
);

const contextLines = viewPreference('library.context', false);
const filtersShown = viewPreference('library.filters', true);
/** The row that was selected last, and in which query: coming back from a call leads to it. */
let lastSelected = { q: '', at: 0 };

/** Search, facets and results: one query, seen in many ways. */
export function LibraryPage(): JSX.Element {
  const state = useLibraryState();
  const [selected, setSelected] = createSignal(lastSelected.q === state.q() ? lastSelected.at : 0);
  const [look, setLook] = createSignal(false);
  const [saving, setSaving] = createSignal(false);
  const [context, setContext] = createSignal(contextLines.get());
  const [filters, setFilters] = createSignal(filtersShown.get());
  let box: SearchBoxHandle | undefined;
  let list: ResultsHandle | undefined;
  const query = createQuery(
    'library/search',
    () => ({
      q: state.q(),
      sort: state.sort(),
      recency: state.recency(),
      limit: 50,
      seenOnly: true,
      typing: state.typing(),
      ...where(),
    }),
    { live: true, everyShown: true },
  );
  const result = query.data;
  const looked = () => (look() ? list?.at(selected()) : undefined);

  onChange(
    () => [state.q(), state.sort(), state.recency()],
    () => setSelected(0),
  );
  createEffect(() => {
    lastSelected = { q: state.q(), at: selected() };
  });
  onChange(context, (shown) => contextLines.set(shown));
  onChange(filters, (shown) => filtersShown.set(shown));
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

  const setQuery = (q: string) => state.set({ q });
  const toggleTrend = () => {
    setLook(false);
    list = undefined;
    state.set({ trend: !state.trend() });
  };
  const edits = callEdits(() => list?.at(selected())?.id ?? '');

  onMount(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (document.querySelector('[role=dialog]')) return;
      if (inField(event)) return;
      const onControl = target.closest('button, a, summary, [role=slider]') !== null;
      const call = list?.at(selected());
      const total = result()?.total ?? 0;
      const act: Record<string, () => void> = {
        j: () => setSelected((at) => Math.max(0, Math.min(total - 1, at + 1))),
        k: () => setSelected((at) => Math.max(0, at - 1)),
        t: toggleTrend,
        c: () => setContext((on) => !on),
        f: () => setFilters((on) => !on),
        ...(call && {
          o: () => list?.open(selected()),
          s: () => void edits.star(!call.flags.includes('starred')),
          e: () => void edits.review(!call.flags.includes('reviewed')),
        }),
        ...(!onControl && { Enter: () => list?.open(selected()), ' ': () => setLook((open) => !open) }),
        ...(look() && { Escape: () => setLook(false) }),
      };
      const action = Object.hasOwn(act, keyOf(event)) ? act[keyOf(event)] : undefined;
      if (!action) return;
      event.preventDefault();
      action();
    };
    window.addEventListener('keydown', onKey);
    onCleanup(() => window.removeEventListener('keydown', onKey));
  });

  return (
    <div class="library" classList={{ nofilters: !filters(), looking: Boolean(looked()) }}>
      <h1 class="sr">Library</h1>
      <header class="libhead">
        <SearchBox
          q={state.q()}
          onType={state.type}
          onCommit={setQuery}
          ref={(handle) => {
            box = handle;
          }}
        />
        <Chips q={state.q()} onQuery={setQuery} onEdit={({ from, to }) => box?.select(from, to)} />
      </header>
      <Show
        when={result()}
        fallback={
          <Show when={query.error()} fallback={<Loading />}>
            {(error) => <ErrorState error={error()} onRetry={query.refetch} />}
          </Show>
        }
      >
        {(found) => (
          <Show when={found().corpusTotal > 0} fallback={<NoCalls />}>
            <div class="libbody" aria-busy={query.loading()}>
              <Show when={filters()}>
                <aside class="facets" aria-label="Facets" tabindex="0">
                  <Histogram histogram={found().histogram} q={state.q()} onQuery={setQuery} />
                  <Show when={found().facets.length === 0}>
                    <p class="nothing muted">Nothing to narrow here.</p>
                  </Show>
                  <FacetColumn facets={found().facets} q={state.q()} onQuery={setQuery} />
                </aside>
              </Show>
              <section class="found" aria-label="Results">
                <ResultsHead
                  found={found()}
                  state={state}
                  filters={filters()}
                  context={context()}
                  onFilters={setFilters}
                  onContext={setContext}
                  onTrend={toggleTrend}
                  onSave={() => setSaving(true)}
                />
                <Show when={query.error()}>
                  {(error) => (
                    <p class="stalenote row medium" classList={{ quietly: !connected() }} role="alert">
                      <span class="grow">{error().message} These are the results from before.</span>
                      <Button class="small" text="Try again" onClick={query.refetch} />
                    </p>
                  )}
                </Show>
                <Show when={state.since()}>
                  {(since) => (
                    <NewBar
                      q={state.q()}
                      since={since()}
                      onQuery={(q) => state.set({ q, since: since() })}
                      onDone={setQuery}
                    />
                  )}
                </Show>
                <DidYouMean result={found()} q={query.asked()?.q ?? ''} onQuery={setQuery} />
                <Show
                  when={!state.trend()}
                  fallback={
                    <SearchTrend
                      q={state.q()}
                      onQuery={setQuery}
                      onOpen={(q) => state.set({ q, trend: false })}
                    />
                  }
                >
                  <Show when={found().total > 0} fallback={<NoResults result={found()} onQuery={setQuery} />}>
                    <Results
                      first={found()}
                      question={query.asked() ?? { q: state.q() }}
                      selected={selected()}
                      context={context()}
                      since={state.since()}
                      onSelect={setSelected}
                      onLook={(at) => {
                        setSelected(at);
                        setLook(true);
                      }}
                      ref={(handle) => {
                        list = handle;
                      }}
                    />
                  </Show>
                </Show>
              </section>
              <Show when={looked()}>
                {(hit) => <QuickLook hit={hit()} q={state.q()} onClose={() => setLook(false)} />}
              </Show>
            </div>
          </Show>
        )}
      </Show>
      <Show when={saving()}>
        <SaveDialog
          q={state.q()}
          title="Save this search"
          onClose={() => setSaving(false)}
          onSave={(name) =>
            void makeEdit(bridge.request('saved/save', { name, q: state.q() }), {
              more: '. It is in the sidebar.',
            })
          }
        />
      </Show>
    </div>
  );
}

/** The page's shape while the first answer is on its way. */
function Loading(): JSX.Element {
  return (
    <div class="libbody" aria-hidden="true">
      <div class="facets">
        {Array.from({ length: 12 }, () => (
          <span class="skeleton" />
        ))}
      </div>
      <div class="found">
        {Array.from({ length: 6 }, () => (
          <div class="result still">
            <div class="ghost stack">
              <span class="skeleton" />
              <span class="skeleton" />
              <span class="skeleton" />
            </div>
          </div>
        ))}
      </div>
    </div>
  );
}

import BookmarkPlus from 'lucide-solid/icons/bookmark-plus';
import ChartColumn from 'lucide-solid/icons/chart-column';
import ListFilter from 'lucide-solid/icons/list-filter';
import TextQuote from 'lucide-solid/icons/text-quote';
import { createMemo, type JSX, Show } from 'solid-js';
import type { SearchResult } from '../../../electron/contract/library.ts';
import { hasWords } from '../../query-box/pieces.ts';
import { Button } from '../../ui/form.tsx';
import { count } from '../../ui/format.ts';
import { ResultActions } from './result-actions.tsx';
import type { LibraryState } from './state.ts';

/** What was found, and how it is shown: order, filters, context, list or trend. */
export function ResultsHead(props: {
  found: SearchResult;
  state: LibraryState;
  filters: boolean;
  /** The lines around each hit are shown. */
  context: boolean;
  onFilters: (shown: boolean) => void;
  onContext: (shown: boolean) => void;
  onTrend: () => void;
  onSave: () => void;
}): JSX.Element {
  const words = createMemo(() => hasWords(props.state.q()));
  return (
    <div class="foundhead">
      <div class="row">
        <p role="status" class="total">
          <strong>{count(props.found.total)}</strong> of {count(props.found.corpusTotal)} calls
        </p>
        <p class="explained muted ellipsis grow" title={props.found.explanation}>
          {props.found.explanation}
        </p>
      </div>
      <div class="row wrap tools">
        <Button
          icon={ListFilter}
          size={15}
          aria-pressed={props.filters}
          aria-label="Filters"
          aria-keyshortcuts="f"
          title="Show or hide the facets (F)"
          onClick={() => props.onFilters(!props.filters)}
        >
          {' '}
          <span class="extra">Filters</span>
        </Button>
        <label class="row tight">
          <span class="sr">Sort</span>
          <select
            class="select small"
            title="Order of the list"
            value={props.state.sort() === 'relevance' && !words() ? 'newest' : props.state.sort()}
            onChange={(event) => props.state.set({ sort: event.currentTarget.value as 'newest' })}
          >
            <option value="relevance" disabled={!words()}>
              Relevance
            </option>
            <option value="newest">Newest first</option>
            <option value="oldest">Oldest first</option>
            <option value="longest">Longest first</option>
            <option value="shortest">Shortest first</option>
          </select>
        </label>
        <Show when={props.state.sort() === 'relevance' && (words() || props.state.recency() > 0)}>
          <label class="row tight">
            <span class="sr">Recency</span>
            <select
              class="select small"
              title="How much it counts that a call is recent"
              value={String(props.state.recency())}
              onChange={(event) => props.state.set({ recency: Number(event.currentTarget.value) })}
            >
              <option value="0">Any age</option>
              <option value="1">Favour recent</option>
              <option value="2">Favour recent more</option>
            </select>
          </label>
        </Show>
        <Show when={words()}>
          <Button
            icon={TextQuote}
            size={15}
            aria-pressed={props.context}
            aria-label="Context"
            aria-keyshortcuts="c"
            title="Show the lines before and after each hit (C)"
            onClick={() => props.onContext(!props.context)}
          >
            {' '}
            <span class="extra">Context</span>
          </Button>
        </Show>
        <span class="grow" />
        <Button
          icon={BookmarkPlus}
          size={15}
          text="Save"
          disabled={!props.state.q().trim()}
          onClick={() => props.onSave()}
        />
        <Button
          icon={ChartColumn}
          size={15}
          text="Trend"
          aria-pressed={props.state.trend()}
          aria-keyshortcuts="t"
          title="This search over time, or as a list (T)"
          onClick={() => props.onTrend()}
        />
        <ResultActions q={props.state.q()} total={props.found.total} />
      </div>
      <Show when={props.found.unindexed > 0}>
        <p class="muted small" role="status">
          {count(props.found.unindexed)} {props.found.unindexed === 1 ? 'call is' : 'calls are'} still being
          prepared for text search. This list grows by itself.
        </p>
      </Show>
    </div>
  );
}

import BookmarkPlus from 'lucide-solid/icons/bookmark-plus';
import ChartColumn from 'lucide-solid/icons/chart-column';
import ListFilter from 'lucide-solid/icons/list-filter';
import TextQuote from 'lucide-solid/icons/text-quote';
import { type ComponentProps, createMemo, type JSX, Show, splitProps } from 'solid-js';
import { isolateWithin } from '../../../electron/contract/direction.ts';
import type { SearchResult } from '../../../electron/contract/library.ts';
import { hasWords } from '../../query-box/pieces.ts';
import { Button, Select } from '../../ui/form.tsx';
import { count } from '../../ui/format.ts';
import { ResultActions } from './result-actions.tsx';
import type { LibraryState } from './state.ts';

const orders = [
  ['relevance', 'Relevance'],
  ['newest', 'Newest first'],
  ['oldest', 'Oldest first'],
  ['longest', 'Longest first'],
  ['shortest', 'Shortest first'],
] as const;

const recencies = [
  [0, 'Any age'],
  [1, 'Favour recent'],
  [2, 'Favour recent more'],
] as const;

/** Shows something of the results or not; its name is left out where there is no room. */
function Shown(
  props: ComponentProps<typeof Button> & { name: string; on: boolean; onSwitch: (on: boolean) => void },
): JSX.Element {
  const [own, rest] = splitProps(props, ['name', 'on', 'onSwitch']);
  return (
    <Button
      size={15}
      aria-pressed={own.on}
      aria-label={own.name}
      onClick={() => own.onSwitch(!own.on)}
      {...rest}
    >
      {' '}
      <span class="extra">{own.name}</span>
    </Button>
  );
}

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
    <div class="foundhead col">
      <div class="row">
        <p role="status" class="total nowrap">
          <strong>{count(props.found.total)}</strong> of {count(props.found.corpusTotal)} calls
        </p>
        <p
          data-part="explained"
          class="muted ellipsis grow medium"
          title={isolateWithin(props.found.explanation)}
        >
          {isolateWithin(props.found.explanation)}
        </p>
      </div>
      <div class="row wrap tools">
        <Shown
          icon={ListFilter}
          name="Filters"
          aria-keyshortcuts="f"
          title="Show or hide the facets (F)"
          on={props.filters}
          onSwitch={props.onFilters}
        />
        <Select
          aria-label="Sort"
          class="select small"
          title="Order of the list"
          of={orders}
          value={props.state.sort() === 'relevance' && !words() ? 'newest' : props.state.sort()}
          off={(order) => order === 'relevance' && !words()}
          onPick={(sort) => props.state.set({ sort })}
        />
        <Show when={props.state.sort() === 'relevance' && (words() || props.state.recency() > 0)}>
          <Select
            aria-label="Recency"
            class="select small"
            title="How much it counts that a call is recent"
            of={recencies}
            value={props.state.recency()}
            onPick={(recency) => props.state.set({ recency })}
          />
        </Show>
        <Show when={words()}>
          <Shown
            icon={TextQuote}
            name="Context"
            aria-keyshortcuts="c"
            title="Show the lines before and after each hit (C)"
            on={props.context}
            onSwitch={props.onContext}
          />
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

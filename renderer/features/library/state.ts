import { useSearchParams } from '@solidjs/router';
import { createSignal } from 'solid-js';
import type { SortOrder } from '../../../electron/contract/library.ts';
import { maxQueryLength } from '../../../electron/contract/query/parse.ts';

/** The query as it stands in the URL: the one value that every view of the Library is made from. */
export interface LibraryState {
  q(): string;
  sort(): SortOrder;
  recency(): 0 | 1 | 2;
  /** The search is shown as a chart over time, in the place of its list. */
  trend(): boolean;
  /** What came or changed after this moment (UTC ms) is marked as new; null: nothing is. */
  since(): number | null;
  /** The text ends with a word that is still being typed. */
  typing(): boolean;
  /** Changes the query. Each call is a step for back and forward. */
  set(change: {
    q?: string;
    sort?: SortOrder;
    recency?: number;
    trend?: boolean;
    /** Absent: another query is another question, of which nothing is known to be new. */
    since?: number | null;
  }): void;
  /** Takes over what the search box holds: a run of keystrokes is one step for back and forward. */
  type(q: string): void;
}

const orders: readonly SortOrder[] = ['relevance', 'newest', 'oldest', 'longest', 'shortest'];
/** The last moment a date can be. */
const latestMs = 8.64e15;
/** A pause in typing after which the next keystroke begins a new step. */
const pauseMs = 1200;

/** One parameter of a URL that anybody may have written: the first where it is repeated, and text in any case. */
const first = (value: unknown): string => String((Array.isArray(value) ? value[0] : value) ?? '');

/** A query as it may stand in a URL: no longer than is searched (and one more, so that the cut is said), and real text. */
const cleanQuery = (text: string): string => text.slice(0, maxQueryLength + 1).toWellFormed();

/** Reads and writes the query of the URL. */
export function useLibraryState(): LibraryState {
  const [params, setParams] = useSearchParams<{
    q?: string;
    sort?: string;
    recent?: string;
    view?: string;
    since?: string;
  }>();
  const [typed, setTyped] = createSignal<string | null>(null);
  let lastKey = Number.NEGATIVE_INFINITY;
  const q = () => cleanQuery(first(params.q));
  return {
    q,
    sort: () => orders.find((order) => order === first(params.sort)) ?? 'relevance',
    recency: () => (first(params.recent) === '1' ? 1 : first(params.recent) === '2' ? 2 : 0),
    trend: () => first(params.view) === 'trend',
    since() {
      const ms = Number(first(params.since) || Number.NaN);
      return ms >= 0 && ms <= latestMs ? ms : null;
    },
    typing: () => typed() !== null && typed() === q(),
    set(change) {
      lastKey = Number.NEGATIVE_INFINITY;
      setTyped(null);
      setParams({
        ...(change.q !== undefined ? { q: cleanQuery(change.q) || undefined, since: undefined } : {}),
        ...(change.since !== undefined
          ? { since: change.since === null ? undefined : String(change.since) }
          : {}),
        ...(change.sort !== undefined ? { sort: change.sort === 'relevance' ? undefined : change.sort } : {}),
        ...(change.recency !== undefined
          ? { recent: change.recency ? String(change.recency) : undefined }
          : {}),
        ...(change.trend !== undefined ? { view: change.trend ? 'trend' : undefined } : {}),
      });
    },
    type(text) {
      const now = performance.now();
      const replace = now - lastKey < pauseMs;
      lastKey = now;
      setTyped(cleanQuery(text));
      setParams({ q: cleanQuery(text) || undefined, since: undefined }, { replace });
    },
  };
}

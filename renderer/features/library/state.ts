import { useSearchParams } from '@solidjs/router';
import type { SortOrder } from '../../../electron/contract/library.ts';

/** The query as it stands in the URL: the one value that every view of the Library is made from. */
export interface LibraryState {
  q(): string;
  sort(): SortOrder;
  recency(): 0 | 1 | 2;
  set(change: { q?: string; sort?: SortOrder; recency?: number }, options?: { replace?: boolean }): void;
}

const orders: readonly SortOrder[] = ['relevance', 'newest', 'oldest', 'longest', 'shortest'];

/** Reads and writes the query of the URL. */
export function useLibraryState(): LibraryState {
  const [params, setParams] = useSearchParams<{ q?: string; sort?: string; recent?: string }>();
  return {
    q: () => params.q ?? '',
    sort: () => orders.find((order) => order === params.sort) ?? 'relevance',
    recency: () => (params.recent === '1' ? 1 : params.recent === '2' ? 2 : 0),
    set: (change, options) =>
      setParams(
        {
          ...(change.q !== undefined ? { q: change.q || undefined } : {}),
          ...(change.sort !== undefined
            ? { sort: change.sort === 'relevance' ? undefined : change.sort }
            : {}),
          ...(change.recency !== undefined
            ? { recent: change.recency ? String(change.recency) : undefined }
            : {}),
        },
        { replace: options?.replace ?? false },
      ),
  };
}

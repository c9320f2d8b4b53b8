import type { SavedSearch } from '../../electron/contract/library.ts';

/** Address of a saved search; what is new in it is marked there until it is left. */
export const savedHref = (item: SavedSearch) =>
  `/library?${new URLSearchParams({ q: item.q, ...(item.fresh > 0 ? { since: String(item.seenMs) } : {}) })}`;

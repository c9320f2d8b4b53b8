import { createSignal } from 'solid-js';
import type { SavedSearch } from '../../electron/contract/library.ts';

const [savedVersion, setVersion] = createSignal(0);

/** Grows when saved searches were changed here, so that lists ask again. */
export { savedVersion };
/** Address of a saved search; what is new in it is marked there until it is left. */
export const savedHref = (item: SavedSearch) =>
  `/library?${new URLSearchParams({ q: item.q, ...(item.fresh > 0 ? { since: String(item.seenMs) } : {}) })}`;
export const touchSaved = () => void setVersion((n) => n + 1);

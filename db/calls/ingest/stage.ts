import type { WriterDb } from '../../store/open.ts';
import { createPartRows, type PartRows } from './rows.ts';

/** What waits and what was looked up while a page is stored. */
export interface Stage {
  /** Rows of the parts of calls; written at the end of the page, or earlier by whoever reads them within it. */
  readonly parts: PartRows;
  /** Trackers that were looked up for this page, by key. */
  readonly trackers: Map<
    string,
    { readonly id: number; readonly name: string; readonly type: string | null }
  >;
  /** Forgets all of it: the record's transaction was rolled back. */
  clear(): void;
}

/** A stage on this connection. Use within one transaction and write its parts before that ends. */
export function createStage(db: WriterDb): Stage {
  const parts = createPartRows(db);
  const trackers: Stage['trackers'] = new Map();
  return {
    parts,
    trackers,
    clear() {
      parts.clear();
      trackers.clear();
    },
  };
}

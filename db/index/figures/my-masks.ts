import type { Value } from '../../../electron/contract/query/ast.ts';
import { fold } from '../../../electron/contract/words/fold.ts';
import type { Db } from '../../store/open.ts';
import { memo } from '../arrays/memo.ts';
import type { ColumnStore } from '../columns/columns.ts';
import { type StoredTracker, trackerStore } from './tracker-store.ts';

/** The calls that mention a tracker of mine. */
const maskOf = memo((slots: Int32Array, size: number): Uint8Array => {
  const mask = new Uint8Array(size);
  // Blocks of mine hold calls with hits only.
  for (let entry = 0; entry < slots.length; entry++)
    if ((slots[entry] as number) >= 0) mask[slots[entry] as number] = 1;
  return mask;
});

/** Masks of the trackers of mine that values of `tracker:` name, in the way they name Gong's. */
export function myTrackerMasks(db: Db, store: ColumnStore, values: readonly Value[]): Uint8Array[] {
  const trackers = trackerStore(db, store);
  const { size } = store.current();
  return mine(trackers.trackers()).flatMap((tracker) => {
    const name = fold(tracker.name);
    const named = values.some((value) =>
      value.exact ? fold(value.text) === name : name.includes(fold(value.text)),
    );
    return named ? [maskOf(trackers.block(tracker).slots, size)] : [];
  });
}

const mine = (trackers: readonly StoredTracker[]) => trackers.filter(({ type }) => type === 'MINE');

/** Trackers of mine with the calls that mention them, for facets. */
export function myTrackerFacets(
  db: Db,
  store: ColumnStore,
): readonly { readonly name: string; readonly mask: Uint8Array }[] {
  const trackers = trackerStore(db, store);
  const { size } = store.current();
  return mine(trackers.trackers()).map((tracker) => ({
    name: tracker.name,
    mask: maskOf(trackers.block(tracker).slots, size),
  }));
}

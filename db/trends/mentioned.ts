import type { ColumnStore } from '../search/columns.ts';
import { fold } from '../search/dictionary.ts';
import type { StoredTracker } from './tracker-rows.ts';

/**
 * Visits each of Gong's trackers that a call mentions, each once, with its mentions: from the columns, which are always in
 * memory, whereas figures of trackers may not be. `visit` gets the index among `trackers`.
 */
export function eachMentioned(
  store: ColumnStore,
  trackers: readonly StoredTracker[],
  slots: { readonly length: number; readonly [slot: number]: number },
  visit: (tracker: number, slot: number, mentions: number, again: boolean) => void,
): void {
  const byName = new Map(
    trackers.flatMap(({ type, name }, at) => (type === 'MINE' ? [] : [[fold(name), at] as const])),
  );
  const of = Int32Array.from(store.dictionaries.tracker.labels, (label) => byName.get(fold(label)) ?? -1);
  const { multi, trackerCounts } = store.current();
  const { offsets, values } = multi.tracker;
  // Names that differ in case only are one tracker: a call may list both.
  const seen = new Int32Array(trackers.length).fill(-1);
  for (let slot = 0; slot < slots.length; slot++) {
    if (slots[slot] === 0) continue;
    for (let at = offsets[slot] as number; at < (offsets[slot + 1] as number); at++) {
      const tracker = of[values[at] as number] as number;
      if (tracker < 0) continue;
      visit(tracker, slot, trackerCounts[at] as number, seen[tracker] === slot);
      seen[tracker] = slot;
    }
  }
}

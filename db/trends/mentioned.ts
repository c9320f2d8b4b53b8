import type { ColumnStore } from '../search/columns.ts';
import { fold } from '../search/dictionary.ts';
import type { StoredTracker } from './tracker-rows.ts';

/** Sums per tracker over some calls. */
export interface Mentioned {
  readonly calls: Int32Array;
  /** Of those, the calls that are marked. */
  readonly marked: Int32Array;
  readonly mentions: Float64Array;
}

/**
 * In how many calls each of Gong's trackers comes up (0 for mine), over the calls that `over` marks by slot: from the
 * columns, which are always in memory, whereas figures of trackers may not be.
 */
export function countMentioned(
  store: ColumnStore,
  trackers: readonly StoredTracker[],
  over: Uint8Array,
  marks: Uint8Array,
): Mentioned {
  const byName = new Map(
    trackers.flatMap(({ type, name }, at) => (type === 'MINE' ? [] : [[fold(name), at] as const])),
  );
  const of = Int32Array.from(store.dictionaries.tracker.labels, (label) => byName.get(fold(label)) ?? -1);
  const { multi, trackerCounts } = store.current();
  const { offsets, values } = multi.tracker;
  const calls = new Int32Array(trackers.length);
  const marked = new Int32Array(trackers.length);
  const mentions = new Float64Array(trackers.length);
  // Names that differ in case only are one tracker: a call may list both.
  const seen = new Int32Array(trackers.length).fill(-1);
  for (let slot = 0; slot < over.length; slot++) {
    if (over[slot] === 0) continue;
    const mark = marks[slot] as number;
    const end = offsets[slot + 1] as number;
    for (let at = offsets[slot] as number; at < end; at++) {
      const tracker = of[values[at] as number] as number;
      if (tracker < 0) continue;
      mentions[tracker] = (mentions[tracker] as number) + (trackerCounts[at] as number);
      if (seen[tracker] === slot) continue;
      seen[tracker] = slot;
      calls[tracker] = (calls[tracker] as number) + 1;
      marked[tracker] = (marked[tracker] as number) + mark;
    }
  }
  return { calls, marked, mentions };
}

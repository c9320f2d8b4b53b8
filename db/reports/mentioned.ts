import { fold } from '../../electron/contract/words/fold.ts';
import { fours } from '../index/arrays/mask.ts';
import type { ColumnStore } from '../index/columns/columns.ts';
import type { StoredTracker } from '../index/figures/tracker-rows.ts';
import { bitsets } from '../search/facet-counts.ts';

/** Sums per tracker over some calls. */
interface Mentioned {
  readonly calls: Int32Array;
  readonly mentions: Float64Array;
}

/** The tracker of each label of the columns: Gong's, by name; -1 for none. */
function trackersByLabel(store: ColumnStore, trackers: readonly StoredTracker[]): Int32Array {
  const byName = new Map(
    trackers.flatMap(({ type, name }, at) => (type === 'MINE' ? [] : [[fold(name), at] as const])),
  );
  return Int32Array.from(store.dictionaries.tracker.labels, (label) => byName.get(fold(label)) ?? -1);
}

/**
 * In how many visible calls each of Gong's trackers comes up (0 for mine), and how often: from the columns, which are always in
 * memory, whereas figures of trackers may not be.
 */
export function countMentioned(store: ColumnStore, trackers: readonly StoredTracker[]): Mentioned {
  const of = trackersByLabel(store, trackers);
  const { multi, trackerCounts, size } = store.current();
  const { offsets, values } = multi.tracker;
  const calls = new Int32Array(trackers.length);
  const mentions = new Float64Array(trackers.length);
  // Names that differ in case only are one tracker: a call may list both.
  const seen = new Int32Array(trackers.length).fill(-1);
  for (let slot = 0; slot < size; slot++) {
    const end = offsets[slot + 1] as number;
    for (let at = offsets[slot] as number; at < end; at++) {
      const tracker = of[values[at] as number] as number;
      if (tracker < 0) continue;
      mentions[tracker] = (mentions[tracker] as number) + (trackerCounts[at] as number);
      if (seen[tracker] === slot) continue;
      seen[tracker] = slot;
      calls[tracker] = (calls[tracker] as number) + 1;
    }
  }
  return { calls, mentions };
}

/** A bit per slot, 32 in a number. */
function packed(mask: Uint8Array): Uint32Array {
  const words = new Uint32Array(Math.ceil(mask.length / 32));
  const four = (mask.byteOffset & 3) === 0 ? fours(mask) : new Uint32Array(0);
  // Bytes of 0 and 1: one product brings four of them together in its highest bits.
  for (let at = 0; at < four.length; at++)
    words[at >>> 3]! |= (Math.imul(four[at] as number, 0x1020_4080) >>> 28) << ((at & 7) * 4);
  for (let slot = four.length * 4; slot < mask.length; slot++)
    words[slot >>> 5]! |= (mask[slot] as number) << (slot & 31);
  return words;
}

function bitsIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x5555_5555);
  const nibbles = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}

/** Calls of each of Gong's trackers among those of `over`, and of these among those of `marks`. */
interface Together {
  readonly calls: Int32Array;
  readonly marked: Int32Array;
}

/** Counting 32 calls of one tracker at once costs about as much as this share of one tracker of a call. */
const wordPays = 0.5;

/** In how many calls of two masks each of Gong's trackers comes up; 0 for mine. */
export function countTogether(
  store: ColumnStore,
  trackers: readonly StoredTracker[],
  over: Uint8Array,
  marks: Uint8Array,
): Together {
  const of = trackersByLabel(store, trackers);
  const { multi, size } = store.current();
  const lists = multi.tracker;
  const words = Math.ceil(size / 32);
  return of.length * words * wordPays < lists.values.length
    ? byBits(bitsets(lists, size, of.length), words, of, trackers.length, packed(over), packed(marks))
    : byLists(lists, of, trackers.length, over, marks);
}

function byBits(
  bits: Uint32Array,
  width: number,
  of: Int32Array,
  trackers: number,
  over: Uint32Array,
  marks: Uint32Array,
): Together {
  const calls = new Int32Array(trackers);
  const marked = new Int32Array(trackers);
  /** Names that differ in case only are one tracker: a call may list both. */
  const labels = new Map<number, number[]>();
  of.forEach((tracker, label) => {
    if (tracker >= 0) labels.set(tracker, [...(labels.get(tracker) ?? []), label]);
  });
  for (const [tracker, [label = 0, ...others]] of labels) {
    let own = bits.subarray(label * width, (label + 1) * width);
    if (others.length > 0) {
      own = own.slice();
      for (const other of others)
        for (let word = 0; word < width; word++)
          own[word] = (own[word] as number) | (bits[other * width + word] as number);
    }
    let [alone, shared] = [0, 0];
    for (let word = 0; word < width; word++) {
      const here = (own[word] as number) & (over[word] as number);
      alone += bitsIn(here);
      shared += bitsIn(here & (marks[word] as number));
    }
    calls[tracker] = alone;
    marked[tracker] = shared;
  }
  return { calls, marked };
}

function byLists(
  { offsets, values }: { readonly offsets: Uint32Array; readonly values: Int32Array },
  of: Int32Array,
  trackers: number,
  over: Uint8Array,
  marks: Uint8Array,
): Together {
  const calls = new Int32Array(trackers);
  const marked = new Int32Array(trackers);
  const seen = new Int32Array(trackers).fill(-1);
  for (let slot = 0; slot < over.length; slot++) {
    if (over[slot] === 0) continue;
    const mark = marks[slot] as number;
    const end = offsets[slot + 1] as number;
    for (let at = offsets[slot] as number; at < end; at++) {
      const tracker = of[values[at] as number] as number;
      if (tracker < 0 || seen[tracker] === slot) continue;
      seen[tracker] = slot;
      calls[tracker] = (calls[tracker] as number) + 1;
      marked[tracker] = (marked[tracker] as number) + mark;
    }
  }
  return { calls, marked };
}

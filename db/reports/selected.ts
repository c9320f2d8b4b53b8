import type { SlottedFigures } from '../index/figures/tracker-store.ts';
import type { Base } from './base.ts';

interface Selected {
  readonly mask: Uint8Array;
  readonly slots: Int32Array;
  readonly entries: Int32Array;
}

/** The last ones: the parts of a report ask for the same, a few series at a time. */
const kept: Selected[] = [];
const keptAtMost = 6;

/** The entries of a block whose calls are in a base, in their order. */
export function entriesIn(base: Base, block: SlottedFigures): Int32Array {
  const { slots, size } = block;
  const { mask } = base;
  const found = kept.find((one) => one.mask === mask && one.slots === slots);
  if (found) return found.entries;
  const all = new Int32Array(size);
  let count = 0;
  for (let entry = 0; entry < size; entry++) {
    const slot = slots[entry] as number;
    if (slot < 0) continue;
    // Without a branch: which calls are in cannot be foretold.
    all[count] = entry;
    count += mask[slot] as number;
  }
  const entries = all.slice(0, count);
  kept.push({ mask, slots, entries });
  if (kept.length > keptAtMost) kept.shift();
  return entries;
}

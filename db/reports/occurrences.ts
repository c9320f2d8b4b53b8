import { memo } from '../index/arrays/memo.ts';
import type { SlottedFigures } from '../index/figures/tracker-store.ts';
import type { Base } from './base.ts';
import { entriesIn } from './selected.ts';
import type { Series } from './series.ts';

/** Entry of each slot in a block; -1 where the call does not list the tracker. */
export const entryBySlot = ({ slots }: SlottedFigures, size: number): Int32Array => entriesBy(slots, size);

const entriesBy = memo((slots: Int32Array, size: number): Int32Array => {
  const found = new Int32Array(size).fill(-1);
  for (let entry = 0; entry < slots.length; entry++) {
    const slot = slots[entry] as number;
    if (slot >= 0) found[slot] = entry;
  }
  return found;
});

/** By slot: 1 for the calls of the base that mention the series. */
export function mentioningMask(base: Base, series: Series): Uint8Array {
  const { mask } = base;
  const out = new Uint8Array(mask.length);
  if (series.mask) {
    for (let slot = 0; slot < mask.length; slot++)
      out[slot] = (mask[slot] as number) & (series.mask[slot] as number);
    return out;
  }
  const { block } = series;
  if (!block) return out;
  const { slots, mentions } = block;
  const entries = entriesIn(base, block);
  for (let index = 0; index < entries.length; index++) {
    const entry = entries[index] as number;
    const slot = slots[entry] as number;
    if (mentions[entry] !== 0 && series.known[slot] === 1) out[slot] = 1;
  }
  return out;
}

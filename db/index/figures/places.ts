import { memoBy } from '../arrays/memo.ts';
import type { Columns } from '../columns/columns.ts';
import type { PlainBlock } from './block.ts';
import { minutePlaces, type Places, type PlaceUnit, percentPlaces } from './place.ts';
import { SegmentBlock } from './segment-block.ts';
import type { SlottedBlock } from './tracker-store.ts';

function madeOf(block: PlainBlock, slots: Int32Array, columns: Columns, unit: PlaceUnit): Places {
  if (unit === 'minutes') return minutePlaces(block);
  return percentPlaces(block, (entry) => {
    const slot = slots[entry] as number;
    return slot < 0 ? 0 : (columns.duration[slot] as number);
  });
}

/** The place of each occurrence of a block: read from the segments, or worked out once per state of the store. */
export function placesOf(block: SlottedBlock, columns: Columns, unit: PlaceUnit): Places {
  const { slots } = block;
  if (block instanceof SegmentBlock) {
    const { rest } = block;
    return block.places(unit, () => madeOf(rest, slots.subarray(block.size - rest.size), columns, unit));
  }
  return placesIn(slots, unit, block, columns);
}

const placesIn = memoBy((slots: Int32Array, unit: PlaceUnit, block: PlainBlock, columns: Columns) =>
  madeOf(block, slots, columns, unit),
);

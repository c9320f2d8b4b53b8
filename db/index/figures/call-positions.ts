import { memoBy } from '../arrays/memo.ts';
import type { Columns } from '../columns/columns.ts';
import { type CallPositions, minutePositions, type PositionUnit, percentPositions } from './call-position.ts';
import { ShardedFigures } from './sharded-figures.ts';
import type { PlainFigures } from './tracker-figures.ts';
import type { SlottedFigures } from './tracker-store.ts';

function madeOf(block: PlainFigures, slots: Int32Array, columns: Columns, unit: PositionUnit): CallPositions {
  if (unit === 'minutes') return minutePositions(block);
  return percentPositions(block, (entry) => {
    const slot = slots[entry] as number;
    return slot < 0 ? 0 : (columns.duration[slot] as number);
  });
}

/** The position of each occurrence of a block: read from the shards, or worked out once per state of the store. */
export function callPositions(block: SlottedFigures, columns: Columns, unit: PositionUnit): CallPositions {
  const { slots } = block;
  if (block instanceof ShardedFigures) {
    const { rest } = block;
    return block.positions(unit, () => madeOf(rest, slots.subarray(block.size - rest.size), columns, unit));
  }
  return plainPositions(slots, unit, block, columns);
}

const plainPositions = memoBy(
  (slots: Int32Array, unit: PositionUnit, block: PlainFigures, columns: Columns) =>
    madeOf(block, slots, columns, unit),
);

import { countOf, type Mask, slotsOf } from './mask.ts';
import { memo } from './memo.ts';

/** The calls to count, or, where those are most of all calls, the ones that are not (`rest`). */
interface Selection {
  readonly slots: Int32Array;
  readonly rest: boolean;
}

/** The fewer slots that say what is in a mask; kept, because every count of a result starts from them. */
export const selectionOf = memo((mask: Mask): Selection => {
  const count = countOf(mask);
  const rest = count * 2 > mask.length;
  return { slots: rest ? slotsOf(mask, 0, mask.length - count) : slotsOf(mask, 1, count), rest };
});

/** Number of calls in a mask whose selection is needed anyway. */
export function totalOf(mask: Mask): number {
  const { slots, rest } = selectionOf(mask);
  return rest ? mask.length - slots.length : slots.length;
}

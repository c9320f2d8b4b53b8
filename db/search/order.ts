import { countOf, type Mask, slotsOf } from '../index/arrays/mask.ts';
import { selectionOf, totalOf } from '../index/arrays/selection.ts';

/** The calls of a result in order, worked out only as far as they are looked at. */
export interface Ordered {
  readonly total: number;
  /** Slots at places `offset` … `offset + limit - 1`. */
  page(offset: number, limit: number): Int32Array;
}

/** Places found by selection; whoever looks further gets everything sorted once. */
const selectedAtMost = 400;
/** Places of a page that is shown first. */
export const firstPage = 60;

/** Newest or oldest first: the order of the columns or its reverse. */
export function byDate(mask: Mask, oldestFirst: boolean): Ordered {
  let slots: Int32Array | null = null;
  return {
    total: countOf(mask),
    page(offset, limit) {
      if (!slots) {
        if (offset + limit <= selectedAtMost) return walk(mask, offset, limit, oldestFirst);
        slots = slotsOf(mask);
        if (oldestFirst) slots.reverse();
      }
      return slots.subarray(offset, offset + limit);
    },
  };
}

function walk(mask: Mask, offset: number, limit: number, backwards: boolean): Int32Array {
  const found = new Int32Array(limit);
  let skip = offset;
  let n = 0;
  const last = mask.length - 1;
  for (let at = 0; at <= last && n < limit; at++) {
    const slot = backwards ? last - at : at;
    if (!mask[slot]) continue;
    if (skip > 0) skip--;
    else found[n++] = slot;
  }
  return found.subarray(0, n);
}

/**
 * Highest key first (or lowest); of equal ones the newest call. Keys are finite and not negative. `known`: the first
 * `firstPage` places (or all, when there are fewer), where they are known already.
 */
export function byKey(
  mask: Mask,
  keys: Float32Array,
  lowestFirst = false,
  known: Int32Array | null = null,
): Ordered {
  let top = known;
  let all: Int32Array | null = null;
  const total = totalOf(mask);
  return {
    total,
    page(offset, limit) {
      const to = offset + limit;
      if (!all && !lowestFirst && to <= selectedAtMost) {
        // The first page is nearly always all that is looked at.
        if (!top || top.length < Math.min(to, total))
          top = best(mask, keys, Math.min(total, to <= firstPage ? firstPage : selectedAtMost));
        return top.subarray(offset, to);
      }
      all ??= sorted(mask, keys, total, lowestFirst);
      return all.subarray(offset, to);
    },
  };
}

/** The `most` slots of a mask with the highest keys, best first: one pass, with a heap of what is best so far. */
export function best(mask: Mask, keys: Float32Array, most: number): Int32Array {
  const heap = new Int32Array(most);
  let size = 0;
  // Worse: a lower key, or an older call with the same. The worst is at the top of the heap.
  const worse = (a: number, b: number) =>
    (keys[a] as number) < (keys[b] as number) || (keys[a] === keys[b] && a > b);
  const sink = () => {
    let at = 0;
    const slot = heap[0] as number;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && worse(heap[child + 1] as number, heap[child] as number)) child++;
      if (!worse(heap[child] as number, slot)) break;
      heap[at] = heap[child] as number;
      at = child;
    }
    heap[at] = slot;
  };
  let bound = Number.NEGATIVE_INFINITY;
  const offer = (slot: number) => {
    if (size < most) {
      let at = size++;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (!worse(slot, heap[parent] as number)) break;
        heap[at] = heap[parent] as number;
        at = parent;
      }
      heap[at] = slot;
      if (size === most) bound = keys[heap[0] as number] as number;
    } else if ((keys[slot] as number) > bound) {
      // Slots come newest first, so an equal key never displaces.
      heap[0] = slot;
      sink();
      bound = keys[heap[0] as number] as number;
    }
  };
  const { slots, rest } = selectionOf(mask);
  if (!rest) for (let at = 0; at < slots.length; at++) offer(slots[at] as number);
  else for (let slot = 0; slot < mask.length; slot++) if (mask[slot] !== 0) offer(slot);
  return heap.subarray(0, size).sort((a, b) => (keys[b] as number) - (keys[a] as number) || a - b);
}

/** Slots of a mask in order of their keys: key and slot in one number each, so that numbers are sorted. */
function sorted(mask: Mask, keys: Float32Array, total: number, lowestFirst: boolean): Int32Array {
  const bits = new Uint32Array(keys.buffer, keys.byteOffset, keys.length);
  const packed = new Float64Array(total);
  let n = 0;
  for (let slot = 0; slot < mask.length; slot++) {
    if (mask[slot] === 0) continue;
    // The bits of floats that are not negative grow as the floats do.
    const key = bits[slot] as number;
    packed[n++] = (lowestFirst ? key : 0xffff_ffff - key) * 2 ** 21 + slot;
  }
  packed.sort();
  return Int32Array.from(packed, (value) => value % 2 ** 21);
}

/** One byte per slot: 1 = the call is in. */
export type Mask = Uint8Array;

/** Four calls in a number: masks are walked so where nothing but their bytes matters. */
export function fours(mask: Mask): Uint32Array {
  return new Uint32Array(mask.buffer, mask.byteOffset, mask.length >> 2);
}

/** Whether a mask starts where four bytes can be read at once. All that are made here do. */
const aligned = (mask: Mask) => (mask.byteOffset & 3) === 0;

/** Keeps in `mask` what is in both. */
export function intersect(mask: Mask, other: Mask): void {
  let slot = 0;
  if (aligned(mask) && aligned(other)) {
    const to = fours(mask);
    const from = fours(other);
    for (let at = 0; at < to.length; at++) to[at] = (to[at] as number) & (from[at] as number);
    slot = to.length * 4;
  }
  for (; slot < mask.length; slot++) mask[slot] = (mask[slot] as number) & (other[slot] as number);
}

/** Adds to `mask` what is in the other. */
export function uniteInto(mask: Mask, other: Mask): void {
  for (let slot = 0; slot < mask.length; slot++)
    mask[slot] = (mask[slot] as number) | (other[slot] as number);
}

/** Number of calls in a mask. */
export function countOf(mask: Mask): number {
  let count = 0;
  let slot = 0;
  if (aligned(mask)) {
    const words = fours(mask);
    for (let from = 0; from < words.length; ) {
      // Each byte of the sum counts one call in four, up to 255 of them.
      const to = Math.min(words.length, from + 255);
      let sum = 0;
      for (; from < to; from++) sum += words[from] as number;
      count += (sum & 255) + ((sum >>> 8) & 255) + ((sum >>> 16) & 255) + (sum >>> 24);
    }
    slot = words.length * 4;
  }
  for (; slot < mask.length; slot++) count += mask[slot] as number;
  return count;
}

/** Number of calls in both masks. */
export function countBoth(a: Mask, b: Mask): number {
  let count = 0;
  for (let slot = 0; slot < a.length; slot++) count += (a[slot] as number) & (b[slot] as number);
  return count;
}

/** Slots of a mask in the order of the columns (newest first); of its gaps with `wanted` 0. `count`: how many, if known. */
export function slotsOf(
  mask: Mask,
  wanted: 0 | 1 = 1,
  count = wanted ? countOf(mask) : mask.length - countOf(mask),
): Int32Array {
  const slots = new Int32Array(count);
  const nothing = wanted ? 0 : 0x0101_0101;
  let at = 0;
  let slot = 0;
  if (aligned(mask)) {
    const words = fours(mask);
    for (let word = 0; word < words.length; word++) {
      if (words[word] === nothing) continue;
      const first = word * 4;
      if (mask[first] === wanted) slots[at++] = first;
      if (mask[first + 1] === wanted) slots[at++] = first + 1;
      if (mask[first + 2] === wanted) slots[at++] = first + 2;
      if (mask[first + 3] === wanted) slots[at++] = first + 3;
    }
    slot = words.length * 4;
  }
  for (; slot < mask.length; slot++) if (mask[slot] === wanted) slots[at++] = slot;
  return slots;
}

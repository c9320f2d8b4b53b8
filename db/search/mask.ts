/** One byte per slot: 1 = the call is in. */
export type Mask = Uint8Array;

/** Keeps in `mask` what is in both. */
export function intersect(mask: Mask, other: Mask): void {
  for (let slot = 0; slot < mask.length; slot++)
    mask[slot] = (mask[slot] as number) & (other[slot] as number);
}

/** Adds to `mask` what is in the other. */
export function uniteInto(mask: Mask, other: Mask): void {
  for (let slot = 0; slot < mask.length; slot++)
    mask[slot] = (mask[slot] as number) | (other[slot] as number);
}

/** Number of calls in a mask. */
export function countOf(mask: Mask): number {
  let count = 0;
  for (let slot = 0; slot < mask.length; slot++) count += mask[slot] as number;
  return count;
}

/** Number of calls in both masks. */
export function countBoth(a: Mask, b: Mask): number {
  let count = 0;
  for (let slot = 0; slot < a.length; slot++) count += (a[slot] as number) & (b[slot] as number);
  return count;
}

/** Slots of a mask in the order of the columns (newest first). */
export function slotsOf(mask: Mask): Int32Array {
  const slots = new Int32Array(countOf(mask));
  let at = 0;
  for (let slot = 0; slot < mask.length; slot++) if (mask[slot]) slots[at++] = slot;
  return slots;
}

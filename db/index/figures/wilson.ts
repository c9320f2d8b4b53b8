import type { ShareChange } from '../../../electron/contract/trends.ts';

const z = 1.959963984540054;

/** 95 % Wilson band of a share; [0, 1] when nothing is known. The share itself always lies inside. */
export function wilson(part: number, whole: number): { readonly low: number; readonly high: number } {
  if (whole === 0) return { low: 0, high: 1 };
  const share = part / whole;
  const middle = share + (z * z) / (2 * whole);
  const width = z * Math.sqrt((share * (1 - share)) / whole + (z * z) / (4 * whole * whole));
  const scale = 1 + (z * z) / whole;
  return {
    low: Math.min(share, Math.max(0, (middle - width) / scale)),
    high: Math.max(share, Math.min(1, (middle + width) / scale)),
  };
}

/**
 * The difference between two shares with its 95 % band (Newcombe 1998, method 10, from the two Wilson bands). Null when
 * either has no calls.
 */
export function changeOf(
  before: { readonly part: number; readonly whole: number },
  after: { readonly part: number; readonly whole: number },
): ShareChange | null {
  if (before.whole === 0 || after.whole === 0) return null;
  const [from, to] = [before.part / before.whole, after.part / after.whole];
  const [a, b] = [wilson(before.part, before.whole), wilson(after.part, after.whole)];
  const delta = to - from;
  const low = delta - Math.hypot(to - b.low, a.high - from);
  const high = delta + Math.hypot(b.high - to, from - a.low);
  return { from, to, delta, low, high, certain: low > 0 || high < 0 };
}

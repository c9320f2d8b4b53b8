/** The user's zone as the core knows it. The view works out no local time by itself: its engine may have older rules. */
export interface TimeZoneInfo {
  /** IANA name. */
  readonly name: string;
  /** Release of the rules, e.g. '2026c'; null where the core's engine does not say. */
  readonly rules: string | null;
  /** That the zone is not the one that was asked for, or the rules are old, and what to do; null where neither is so. */
  readonly note: string | null;
  /** [since when (UTC ms), minutes east of UTC], ascending; the first one holds for everything before it too. */
  readonly offsets: readonly (readonly [number, number])[];
}

/** Minutes east of UTC at a moment (UTC ms). */
export function offsetAt(offsets: TimeZoneInfo['offsets'], ms: number): number {
  let [low, high] = [0, offsets.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((offsets[middle]?.[0] ?? 0) <= ms) low = middle;
    else high = middle;
  }
  return offsets[low]?.[1] ?? 0;
}

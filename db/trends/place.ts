/** Bins of a call's length in percent. */
export const percentBins = 20;
const percentWidth = 100 / percentBins;

/** A stretch of a call, in percent or minutes; `to` null: to the end. */
export interface Bin {
  readonly unit: 'percent' | 'minutes';
  readonly from: number;
  readonly to: number | null;
}

/** Bin of an occurrence by percent of the call; -1 when the call has no duration. What lies beyond an end is in the last bin. */
export function percentBin(startMs: number, durationSec: number): number {
  if (!(durationSec > 0)) return -1;
  return Math.min(percentBins - 1, Math.max(0, Math.floor(startMs / 10 / durationSec / percentWidth)));
}

/** Bin of an occurrence by minutes. */
export function minuteBin(startMs: number, width: number, bins: number): number {
  return Math.min(bins - 1, Math.max(0, Math.floor(startMs / 60_000 / width)));
}

/** Whether an occurrence lies in a bin as it was answered. */
export function inBin(bin: Bin, startMs: number, durationSec: number): boolean {
  if (bin.unit === 'percent') {
    const at = percentBin(startMs, durationSec);
    if (at < 0) return false;
    const from = at * percentWidth;
    return from >= bin.from && (bin.to === null || from < bin.to);
  }
  const minutes = startMs / 60_000;
  return (minutes >= bin.from || bin.from <= 0) && (bin.to === null || minutes < bin.to);
}

export const percentBounds = (bin: number): { readonly from: number; readonly to: number } => ({
  from: bin * percentWidth,
  to: (bin + 1) * percentWidth,
});

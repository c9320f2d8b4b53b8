import type { TrackerFigures } from './tracker-figures.ts';

/** Bins of a call's length in percent. */
export const percentBins = 20;
const percentWidth = 100 / percentBins;

/** A stretch of a call, in percent or minutes; `to` null: to the end. */
interface Bin {
  readonly unit: 'percent' | 'minutes';
  readonly from: number;
  readonly to: number | null;
}

/** Bin of an occurrence by percent of the call; -1 when the call has no duration. What lies beyond an end is in the last bin. */
function percentBin(startMs: number, durationSec: number): number {
  if (!(durationSec > 0)) return -1;
  return Math.min(percentBins - 1, Math.max(0, Math.floor(startMs / 10 / durationSec / percentWidth)));
}

/** Bin of an occurrence by minutes. */
function minuteBin(startMs: number, width: number, bins: number): number {
  return Math.min(bins - 1, Math.max(0, Math.floor(startMs / 60_000 / width)));
}

/** Widths of bars in minutes, and how many bars at most; what would take more has bars of an hour. */
const minuteWidths = [1, 2, 5, 10, 15, 30];
const longestWidth = 60;
const maxMinuteBins = 24;
/** All that comes later is in the last bar of any width. */
const lastMinute = longestWidth * maxMinuteBins;

/** How bars of minutes are made when `latest` is the last minute in which anything is. */
export function minuteBins(latest: number): { readonly width: number; readonly bins: number } {
  const width = minuteWidths.find((minutes) => latest < maxMinuteBins * minutes) ?? longestWidth;
  return { width, bins: Math.min(maxMinuteBins, Math.floor(latest / width) + 1) };
}

/** A position is a bin (by percent) or minute times so many, and the code of the side. */
export const positionSides = 3;
/** How many different positions there are. */
export const positionCounts = {
  percent: percentBins * positionSides,
  minutes: (lastMinute + 1) * positionSides,
} as const;
export type PositionUnit = keyof typeof positionCounts;
export type CallPositions = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;

type Moments = Pick<TrackerFigures, 'size' | 'occurrences' | 'startMs' | 'side'>;

/** Position of each occurrence by percent of its call, `durationOf` an entry in seconds: in bin 0 where that is not known. */
export function percentPositions(
  block: Moments,
  durationOf: (entry: number) => number,
): Uint8Array<ArrayBuffer> {
  const { size, occurrences, startMs, side } = block;
  const positions = new Uint8Array(startMs.length);
  for (let entry = 0; entry < size; entry++) {
    const end = occurrences[entry + 1] as number;
    const duration = durationOf(entry);
    for (let at = occurrences[entry] as number; at < end; at++)
      positions[at] =
        Math.max(0, percentBin(startMs[at] as number, duration)) * positionSides + (side[at] as number);
  }
  return positions;
}

/** Position of each occurrence by the minute of its call. */
export function minutePositions({ startMs, side }: Moments): Uint16Array<ArrayBuffer> {
  const positions = new Uint16Array(startMs.length);
  for (let at = 0; at < positions.length; at++)
    positions[at] =
      minuteBin(startMs[at] as number, 1, lastMinute + 1) * positionSides + (side[at] as number);
  return positions;
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

/** Whether occurrences of a position may lie in a bin: the position tells minutes and percent less exactly than the millisecond does. */
export function mayLieIn({ unit, from, to }: Bin, position: number): boolean {
  const at = Math.floor(position / positionSides);
  if (unit === 'percent') return at * percentWidth >= from && (to === null || at * percentWidth < to);
  if (at === lastMinute) return true;
  return (at + 1 > from || from <= 0) && (to === null || at < to || to <= 0);
}

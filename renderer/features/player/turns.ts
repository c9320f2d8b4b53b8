import type { Side, Transcript } from '../../../electron/contract/call.ts';

/** A stretch of speech in seconds. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** How eagerly silence is skipped: the shortest pause in seconds that is. */
export const silenceStrengths = {
  off: Number.POSITIVE_INFINITY,
  gentle: 3,
  normal: 1.5,
  strong: 0.7,
} as const;
export type SilenceStrength = keyof typeof silenceStrengths;

/** What is left of a pause, so that a word is never cut. */
const lead = 0.2;

/** Stretches in which somebody speaks (or only one side does), sorted and merged; `pad` widens each end. */
export function speech(transcript: Transcript | null, side: Side | null = null, pad = 0): Stretch[] {
  if (!transcript) return [];
  const sides = new Map(transcript.speakers.map((speaker) => [speaker.speakerId, speaker.side]));
  const all: Stretch[] = [];
  for (const monologue of transcript.monologues) {
    if (side && sides.get(monologue.speakerId ?? '') !== side) continue;
    for (const sentence of monologue.sentences)
      all.push({ from: Math.max(0, sentence.startMs / 1000 - pad), to: sentence.endMs / 1000 + pad });
  }
  return merge(all);
}

/** Sorted stretches without overlap or touch. */
export function merge(stretches: readonly Stretch[]): Stretch[] {
  const merged: { from: number; to: number }[] = [];
  for (const { from, to } of stretches.filter((s) => s.to > s.from).toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && from <= last.to + 0.001) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}

/** Index of the last item that starts at or before `at`; -1 when all are later. Items are sorted by start. */
export function lastAtOrBefore<T>(items: readonly T[], at: number, start: (item: T) => number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (start(items[middle] as T) <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * Where playback at second `at` should jump to, when pauses of `shortest` seconds or more are skipped: the second just
 * before the next stretch, or the end when nothing comes any more; null to play on. Without any stretch nothing is skipped.
 */
export function skipFrom(
  stretches: readonly Stretch[],
  at: number,
  shortest: number,
  durationSec: number,
): number | null {
  if (!Number.isFinite(shortest) || stretches.length === 0) return null;
  const index = lastAtOrBefore(stretches, at, (s) => s.from);
  const current = stretches[index];
  if (current && at < current.to) return null;
  const next = stretches[index + 1];
  const pauseStart = current?.to ?? 0;
  const pauseEnd = next?.from ?? durationSec;
  if (pauseEnd - pauseStart < shortest) return null;
  const target = next ? pauseEnd - lead : pauseEnd;
  // The first moments of a pause are played: it sounds like an end of sentence, and a jump must be worth it.
  return at >= pauseStart + lead && target - at > 0.3 ? target : null;
}

/** Seconds of a call in pauses of 1.5 s or more. */
export function silenceIn(stretches: readonly Stretch[], durationSec: number): number {
  let [silent, end] = [0, 0];
  for (const { from, to } of [...stretches, { from: durationSec, to: durationSec }]) {
    if (from - end >= silenceStrengths.normal) silent += from - end;
    end = Math.max(end, to);
  }
  return silent;
}

/** Seconds that skipping would save over a whole call. */
export function savedBySkipping(
  stretches: readonly Stretch[],
  durationSec: number,
  shortest: number,
): number {
  if (!Number.isFinite(shortest)) return 0;
  let saved = 0;
  let end = 0;
  for (const { from, to } of [...stretches, { from: durationSec, to: durationSec }]) {
    const pause = from - end;
    if (pause >= shortest) saved += Math.max(0, pause - 2 * lead);
    end = Math.max(end, to);
  }
  return saved;
}

/** Share from 0 to 1 of a call that was heard. */
export function shareHeard(heard: readonly (readonly [number, number])[], durationSec: number): number {
  if (durationSec <= 0) return 0;
  const total = merge(heard.map(([from, to]) => ({ from, to: Math.min(to, durationSec) }))).reduce(
    (sum, s) => sum + s.to - s.from,
    0,
  );
  return Math.min(1, total / durationSec);
}

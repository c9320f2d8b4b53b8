import type { Db } from '../store/open.ts';
import { prepared } from '../store/statements.ts';
import { readMonologues } from './monologues.ts';
import { unpackTiming } from './transcript-pack.ts';

/** Who spoke in a call and for how long, by its transcript. */
export interface Speech {
  /** All speech in seconds, that of unknown speakers too; of people who speak at once, each one's. */
  readonly totalSec: number;
  /** Seconds by speakerId, in order of first words. */
  readonly bySpeaker: ReadonlyMap<string, number>;
}

/** Monologues of a call without their text where it is not needed to read their times. */
function timesOf(db: Db, gongId: string): ReturnType<typeof readMonologues> {
  const timing = prepared(db, 'SELECT timing FROM transcript WHERE gong_id = ?').pluck().get(gongId) as
    | Buffer
    | null
    | undefined;
  return timing ? unpackTiming(timing, () => '') : readMonologues(db, gongId);
}

/** Milliseconds that stretches of time cover; where they overlap it counts once. */
function covered(stretches: [number, number][]): number {
  let sum = 0;
  let until = Number.NEGATIVE_INFINITY;
  for (const [start, end] of stretches.sort((a, b) => a[0] - b[0])) {
    sum += Math.max(0, end - Math.max(start, until));
    until = Math.max(until, end);
  }
  return sum;
}

/**
 * How long each speaker of a call speaks; null without a transcript in which somebody does. `durationSec` of the call, where it
 * is known: no sentence lasts longer, nor past the end of the call that it begins in.
 */
export function readSpeech(db: Db, gongId: string, durationSec: number | null): Speech | null {
  const lengthMs = durationSec && durationSec > 0 ? durationSec * 1000 : Number.POSITIVE_INFINITY;
  const stretches = new Map<string, [number, number][]>();
  for (const { speakerId, sentences } of timesOf(db, gongId) ?? []) {
    const speaker = speakerId ?? '';
    const own = stretches.get(speaker) ?? [];
    stretches.set(speaker, own);
    for (const { start, end } of sentences)
      own.push([start, Math.min(end, start < lengthMs ? lengthMs : start + lengthMs)]);
  }
  const bySpeaker = new Map<string, number>();
  let totalSec = 0;
  for (const [speaker, own] of stretches) {
    const seconds = covered(own) / 1000;
    totalSec += seconds;
    if (speaker !== '') bySpeaker.set(speaker, seconds);
  }
  return totalSec === 0 ? null : { totalSec, bySpeaker };
}

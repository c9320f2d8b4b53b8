import type { Db } from '../open.ts';
import { prepared } from '../statements.ts';
import { unpackTiming } from '../transcript-pack.ts';
import { readMonologues } from './monologues.ts';

/** Who spoke in a call and for how long, by its transcript. */
export interface Speech {
  /** All speech in seconds, that of unknown speakers too. */
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

/** How long each speaker of a call speaks; null without a transcript in which somebody does. */
export function readSpeech(db: Db, gongId: string): Speech | null {
  const bySpeaker = new Map<string, number>();
  let total = 0;
  for (const { speakerId, sentences } of timesOf(db, gongId) ?? []) {
    let spoken = 0;
    for (const { start, end } of sentences) spoken += Math.max(0, end - start);
    total += spoken;
    if (speakerId !== null) bySpeaker.set(speakerId, (bySpeaker.get(speakerId) ?? 0) + spoken);
  }
  if (total === 0) return null;
  return {
    totalSec: total / 1000,
    bySpeaker: new Map([...bySpeaker].map(([id, ms]) => [id, ms / 1000])),
  };
}

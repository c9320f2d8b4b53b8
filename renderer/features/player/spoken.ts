import type { Monologue, Transcript } from '../../../electron/contract/call.ts';
import { lastAtOrBefore } from './turns.ts';

/** A sentence with its place in the transcript and its time in seconds. */
interface Spoken {
  readonly monologue: number;
  readonly sentence: number;
  readonly from: number;
  /** After `from`, also where Gong gives no end. */
  readonly to: number;
}

/** What is said at a second, or (`now` false, in a pause) what was said last before it. */
interface Saying extends Spoken {
  readonly now: boolean;
}

/** First and last second of a monologue, whatever the order of its sentences. */
export function spanOf({ sentences }: Monologue): { readonly from: number; readonly to: number } {
  let [from, to] = [Number.POSITIVE_INFINITY, 0];
  for (const { startMs, endMs } of sentences) {
    from = Math.min(from, startMs / 1000);
    to = Math.max(to, startMs / 1000, endMs / 1000);
  }
  return { from, to };
}

/** How long a sentence without an end is said, in seconds, unless another begins before. */
const unknownLength = 5;

/** Every sentence of a transcript by time: Gong's may come in any order and overlap. */
export function spokenIn(transcript: Transcript): Spoken[] {
  const all = transcript.monologues
    .flatMap(({ sentences }, monologue) =>
      sentences.map(({ startMs, endMs }, sentence) => ({
        monologue,
        sentence,
        from: startMs / 1000,
        to: endMs / 1000,
      })),
    )
    .sort((a, b) => a.from - b.from || a.to - b.to);
  let next = Number.POSITIVE_INFINITY;
  for (let at = all.length - 1; at >= 0; at--) {
    const one = all[at] as (typeof all)[number];
    const following = all[at + 1]?.from ?? Number.POSITIVE_INFINITY;
    if (following > one.from) next = following;
    if (!(one.to > one.from)) one.to = Math.min(next, one.from + unknownLength);
  }
  return all;
}

/**
 * Tells what is said at a second: of those sentences that have begun and not ended the one that began last, so that an "uh-huh"
 * within somebody's sentence is shown while it lasts and then the sentence again. Null before the first.
 */
export function createSaying(spoken: readonly Spoken[]): (sec: number) => Saying | null {
  /** For each sentence, which of it and those before ends last. */
  const last: number[] = [];
  spoken.forEach(({ to }, at) => {
    const before = last[at - 1];
    last.push(before === undefined || (spoken[before] as Spoken).to <= to ? at : before);
  });
  return (sec) => {
    for (let at = lastAtOrBefore(spoken, sec, ({ from }) => from); at >= 0; at--) {
      const latest = spoken[last[at] as number] as Spoken;
      if (latest.to <= sec) return { ...latest, now: false };
      const one = spoken[at] as Spoken;
      if (one.to > sec) return { ...one, now: true };
    }
    return null;
  };
}

import type { Side, Transcript } from '../../../electron/contract/call.ts';
import { peaksPerSecond, stepsOf, type Waveform } from '../../../electron/contract/levels.ts';

/** Level that a share of the levels stays at or below; 0 of none. */
export function quantileOf(levels: Iterable<number>, share: number): number {
  const counts = new Uint32Array(256);
  let total = 0;
  for (const level of levels) {
    counts[level] = (counts[level] ?? 0) + 1;
    total++;
  }
  let below = 0;
  for (let level = 0; level < 256; level++) {
    below += counts[level] ?? 0;
    if (below > share * (total - 1)) return level;
  }
  return 0;
}

/** How much louder its own channel must be for a moment to count for a speaker's side, in decibels. */
const clearlyLouder = 6;
/** Share of the moments told apart that must agree, on either side. */
const agreeing = 0.8;
/** Seconds of speech that must tell on either side. */
const enough = 3;

/**
 * Which channel each side speaks on: in at least four of five moments of its sentences that channel is louder by 6 dB or more, for
 * both sides. Null for one channel, for both sides on both, or where too little is said to tell.
 */
export function sidesOf(
  { channels }: Waveform,
  transcript: Transcript | null,
): { readonly company: number; readonly customer: number } | null {
  const [left, right] = channels;
  if (channels.length !== 2 || !left || !right || !transcript) return null;
  const sides = new Map(transcript.speakers.map((speaker) => [speaker.speakerId, speaker.side]));
  const louder = { company: [0, 0], customer: [0, 0] } satisfies Record<string, [number, number]>;
  const margin = stepsOf(clearlyLouder);
  for (const { speakerId, sentences } of transcript.monologues) {
    const side: Side = sides.get(speakerId ?? '') ?? 'unknown';
    if (side === 'unknown') continue;
    const counts = louder[side];
    for (const { startMs, endMs } of sentences) {
      const to = Math.min(left.length, Math.floor((endMs / 1000) * peaksPerSecond));
      for (let at = Math.floor((startMs / 1000) * peaksPerSecond); at < to; at++) {
        const apart = (left[at] as number) - (right[at] as number);
        if (apart >= margin) counts[0] = (counts[0] as number) + 1;
        else if (-apart >= margin) counts[1] = (counts[1] as number) + 1;
      }
    }
  }
  const channelOf = ([a = 0, b = 0]: readonly number[]) => {
    if (a + b < enough * peaksPerSecond) return null;
    if (a >= agreeing * (a + b)) return 0;
    return b >= agreeing * (a + b) ? 1 : null;
  };
  const company = channelOf(louder.company);
  const customer = channelOf(louder.customer);
  return company === null || customer === null || company === customer ? null : { company, customer };
}

import { peaksPerSecond, stepsOf, type Waveform } from '../../../electron/contract/levels.ts';
import type { Stretch } from './turns.ts';
import { merge } from './turns.ts';
import { quantileOf } from './waveform-levels.ts';

/** Share of the moments that are taken for the noise of the call: so little, because music may fill all but a few pauses. */
const floorShare = 0.01;
/** Decibels above that floor up to which a moment is silent. */
const aboveFloor = 7.5;
/** Decibels that silence lies below the speech of the call, between sentences and within them. */
const belowSpeech = { between: 20, within: 30 };
/** A level below this is silence in any recording (-72 dB of full scale). */
const nothing = Math.round(255 - stepsOf(72));

/** The levels up to which a channel is silent, measured from the channel itself. */
function thresholdsOf(
  channel: Uint8Array,
  said: readonly Stretch[],
): { readonly between: number; readonly within: number } {
  const floor = quantileOf(
    channel.filter((level) => level > nothing),
    floorShare,
  );
  const spoken = quantileOf(momentsOf(channel, said), 0.95) || quantileOf(channel, 0.95);
  const below = (decibels: number) =>
    Math.max(nothing, Math.min(floor + stepsOf(aboveFloor), spoken - stepsOf(decibels)));
  return { between: below(belowSpeech.between), within: below(belowSpeech.within) };
}

function* momentsOf(channel: Uint8Array, said: readonly Stretch[]): Generator<number> {
  for (const { from, to } of said) {
    const last = Math.min(channel.length, Math.ceil(to * peaksPerSecond));
    for (let at = Math.floor(from * peaksPerSecond); at < last; at++) yield channel[at] as number;
  }
}

/**
 * Stretches of a recording in which something is to be heard, on whichever channel. What is not louder than the noise of the call is
 * silence; music and typing are louder. `said` are the sentences of the transcript: within them only what lies far below the call's
 * speech counts as silence, so that a faint speaker is not cut.
 */
export function soundOf({ channels }: Waveform, said: readonly Stretch[]): Stretch[] {
  const length = channels[0]?.length ?? 0;
  const within = new Uint8Array(length);
  for (const { from, to } of said)
    within.fill(1, Math.floor(from * peaksPerSecond), Math.ceil(to * peaksPerSecond));
  const loud: { from: number; to: number }[] = [];
  const bounds = channels.map((channel) => thresholdsOf(channel, said));
  for (let at = 0; at < length; at++) {
    const heard = channels.some((channel, index) => {
      const bound = bounds[index] as (typeof bounds)[number];
      return (channel[at] as number) > (within[at] ? bound.within : bound.between);
    });
    if (heard) loud.push({ from: at / peaksPerSecond, to: (at + 1) / peaksPerSecond });
  }
  return merge(loud);
}

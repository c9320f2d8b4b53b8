import type { Side, Transcript } from '../../../electron/contract/call.ts';

/** Peaks a second of a waveform. */
export const peaksPerSecond = 20;

/** How loud a recording is, `peaksPerSecond` times a second. */
export interface Waveform {
  /** Levels of each channel: 0 for nothing at all, 255 for full scale, evenly in decibels between. */
  readonly channels: readonly Uint8Array[];
}

/** Decibels below full scale that the smallest level stands for. */
const range = 96;

/** Level of a peak from 0 to 1. */
export function levelOf(peak: number): number {
  if (!(peak > 0)) return 0;
  return Math.max(0, Math.min(255, Math.round(255 + (20 * Math.log10(peak) * 255) / range)));
}
/** Steps of a level that so many decibels are. */
export const stepsOf = (decibels: number): number => (decibels * 255) / range;

const heights = Float32Array.from({ length: 256 }, (_, level) =>
  level === 0 ? 0 : 10 ** (((level - 255) * range) / 255 / 20),
);
/** Peak from 0 to 1 of a level. */
export const peakOf = (level: number): number => heights[level] ?? 0;

/** Reads what the core keeps: levels of the channels in turn, as base64. */
export function readWaveform(kept: { readonly channels: number; readonly levels: string }): Waveform {
  const bytes = Uint8Array.from(atob(kept.levels), (letter) => letter.charCodeAt(0));
  const length = Math.floor(bytes.length / kept.channels);
  return {
    channels: Array.from({ length: kept.channels }, (_, channel) =>
      Uint8Array.from({ length }, (_, at) => bytes[at * kept.channels + channel] as number),
    ),
  };
}

/** The form in which the core keeps it. */
export function writeWaveform({ channels }: Waveform): { channels: number; levels: string } {
  const length = channels[0]?.length ?? 0;
  let text = '';
  for (let at = 0; at < length; at++)
    for (const channel of channels) text += String.fromCharCode(channel[at] ?? 0);
  return { channels: channels.length, levels: btoa(text) };
}

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

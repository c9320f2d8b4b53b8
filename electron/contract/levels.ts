import type { Peaks } from './waveform.ts';

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
export function readWaveform(kept: Peaks): Waveform {
  const bytes = Uint8Array.from(atob(kept.levels), (letter) => letter.charCodeAt(0));
  const length = Math.floor(bytes.length / kept.channels);
  return {
    channels: Array.from({ length: kept.channels }, (_, channel) =>
      Uint8Array.from({ length }, (_, at) => bytes[at * kept.channels + channel] as number),
    ),
  };
}

/** The form in which the core keeps it. */
export function writeWaveform({ channels }: Waveform): Peaks {
  const length = channels[0]?.length ?? 0;
  let text = '';
  for (let at = 0; at < length; at++)
    for (const channel of channels) text += String.fromCharCode(channel[at] ?? 0);
  return { channels: channels.length, levels: btoa(text) };
}

import { levelOf, peaksPerSecond, type Waveform } from './levels.ts';

/** Decoded sound: what of an AudioBuffer is used. */
interface Sound {
  readonly length: number;
  readonly sampleRate: number;
  readonly numberOfChannels: number;
  getChannelData(channel: number): Float32Array;
}

/** At least so many samples a second are looked at: the band of a telephone, and what a loud moment above it leaves in it. */
const enoughSamples = 16_000;
/** Every how many samples one is looked at. */
export const peakStep = (sampleRate: number): number => Math.max(1, Math.floor(sampleRate / enoughSamples));

/** What stands for sound that cannot be decoded: -20 dB of full scale. */
const assumed = levelOf(0.1);

/** Collects the levels of a recording, piece by piece. */
export function createPeaks(): {
  /** Adds a piece whose last sample is at `endSec`; what lies before the pieces so far, its run-up, is left out. */
  add(sound: Sound, endSec: number): void;
  /** A piece up to `endSec` that cannot be decoded: it is taken to sound, so that nobody skips it. */
  skip(endSec: number): void;
  /** Null when nothing could be decoded. */
  waveform(): Waveform | null;
} {
  const channels: number[][] = [];
  const unheard: (readonly [number, number])[] = [];
  let done = 0;
  return {
    skip(endSec) {
      const end = Math.max(done, Math.round(endSec * peaksPerSecond));
      unheard.push([done, end]);
      done = end;
    },
    add(sound, endSec) {
      const startSec = endSec - sound.length / sound.sampleRate;
      const end = Math.max(done, Math.round(endSec * peaksPerSecond));
      const step = peakStep(sound.sampleRate);
      while (channels.length < Math.min(2, sound.numberOfChannels)) channels.push([]);
      channels.forEach((levels, channel) => {
        const samples = channel < sound.numberOfChannels ? sound.getChannelData(channel) : new Float32Array();
        const sampleAt = (window: number) =>
          Math.max(0, Math.round((window / peaksPerSecond - startSec) * sound.sampleRate));
        for (let window = done; window < end; window++) {
          const last = Math.min(samples.length, sampleAt(window + 1));
          let most = 0;
          for (let at = sampleAt(window); at < last; at += step) {
            const size = Math.abs(samples[at] as number);
            if (size > most) most = size;
          }
          levels[window] = levelOf(most);
        }
      });
      done = end;
    },
    waveform: () => {
      if (channels.length === 0 || done === 0) return null;
      return {
        channels: channels.map((levels) => {
          const known = Uint8Array.from({ length: done }, (_, at) => levels[at] ?? 0);
          for (const [from, to] of unheard) known.fill(assumed, from, to);
          return known;
        }),
      };
    },
  };
}

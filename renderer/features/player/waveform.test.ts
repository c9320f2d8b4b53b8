import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Transcript } from '../../../electron/contract/call.ts';
import {
  levelOf,
  peakOf,
  peaksPerSecond,
  readWaveform,
  writeWaveform,
} from '../../../electron/contract/levels.ts';
import { createPeaks } from '../../../electron/contract/peaks.ts';
import { skipFrom, speech } from './turns.ts';
import { columnsOf, halvesOf } from './waveform-draw.ts';
import { sidesOf } from './waveform-levels.ts';
import { pieceHead, pieceOf } from './waveform-piece.ts';
import { soundOf } from './waveform-silence.ts';

const rate = 4000;
const of = (decibels: number) => 10 ** (decibels / 20);

/** Evenly distributed numbers from -1 to 1, the same in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}
type Signal = (sec: number) => number;
/** Noise of a line: the sum of four is nearly Gaussian, with a deviation of 1.15. */
function noise(decibels: number, seed = 1): Signal {
  const next = random(seed);
  const scale = of(decibels) / 1.15;
  return () => (next() + next() + next() + next()) * scale;
}
/** Sound like speech while somebody speaks: a voice of 120 Hz with formants, in syllables of a quarter of a second. */
function voice(decibels: number, transcript: Transcript, speaker: string | null = null): Signal {
  const speaking = transcript.monologues
    .filter(({ speakerId }) => speaker === null || speaker === speakerId)
    .flatMap(({ sentences }) =>
      sentences.map(({ startMs, endMs }) => [startMs / 1000, endMs / 1000] as const),
    );
  const loud = of(decibels);
  return (sec) => {
    if (!speaking.some(([from, to]) => sec >= from && sec < to)) return 0;
    const syllable = 0.15 + 0.85 * Math.abs(Math.sin(Math.PI * 4 * sec));
    const base = 2 * Math.PI * 120 * sec;
    return loud * syllable * (Math.sin(base) / 2 + Math.sin(2 * base) / 3 + Math.sin(5 * base) / 6);
  };
}
/** Keys of a keyboard, four a second, each 4 ms. */
const typing = (decibels: number, from: number, to: number): Signal => {
  const next = random(7);
  return (sec) => (sec >= from && sec < to && (sec * 4) % 1 < 0.016 ? next() * of(decibels) : 0);
};
const music =
  (decibels: number, from: number, to: number): Signal =>
  (sec) =>
    sec >= from && sec < to
      ? of(decibels) *
        (0.4 + 0.6 * Math.abs(Math.sin(2 * sec))) *
        (Math.sin(2 * Math.PI * 440 * sec) + Math.sin(2 * Math.PI * 554 * sec) / 2)
      : 0;

function recorded(seconds: number, ...channels: readonly (readonly Signal[])[]) {
  const data = channels.map((signals) =>
    Float32Array.from({ length: seconds * rate }, (_, at) =>
      signals.reduce((sum, signal) => sum + signal(at / rate), 0),
    ),
  );
  const peaks = createPeaks();
  peaks.add(
    {
      length: seconds * rate,
      sampleRate: rate,
      numberOfChannels: data.length,
      getChannelData: (channel) => data[channel] as Float32Array,
    },
    seconds,
  );
  const waveform = peaks.waveform();
  if (!waveform) throw new Error('no waveform');
  return waveform;
}

const said = (speakerId: string, from: number, to: number) => ({
  speakerId,
  topic: null,
  sentences: [{ startMs: from * 1000, endMs: to * 1000, text: 'x' }],
});
/** Two talk, from 1 to 40 s with a pause of 12 s from 14 s on; nothing is said from 40 to 60 s. */
const transcript: Transcript = {
  speakers: [
    { speakerId: 'a', name: 'Ann', side: 'company' },
    { speakerId: 'b', name: 'Bo', side: 'customer' },
  ],
  monologues: [said('a', 1, 8), said('b', 8.4, 14), said('a', 26, 33), said('b', 33.4, 40)],
} as unknown as Transcript;
const sentences = speech(transcript);
const gapsOf = (signals: readonly Signal[]) => {
  const sound = soundOf(recorded(60, signals), sentences);
  return (sec: number) => skipFrom(sound, sec, 1.5, 60);
};

describe('silence', () => {
  test.each([
    ['nothing at all', []],
    ['a quiet line', [noise(-70)]],
    ['comfort noise', [noise(-58)]],
    ['a noisy line', [noise(-48)]],
  ] as const)('is found over %s, also at the end', (_, floor) => {
    const skip = gapsOf([voice(-8, transcript), ...floor]);
    expect(skip(15)).toBeCloseTo(25.8, 1);
    expect(skip(41)).toBe(60);
    for (const sec of [3, 10, 14, 30, 39]) expect(skip(sec)).toBeNull();
  });

  test('is neither typing nor music on hold, however softly they play', () => {
    for (const floor of [-70, -58]) {
      const typed = gapsOf([voice(-8, transcript), noise(floor), typing(-36, 14, 26)]);
      expect(typed(15)).toBeNull();
      const held = gapsOf([voice(-8, transcript), noise(floor), music(-36, 14, 26), music(-20, 40, 60)]);
      expect(held(15)).toBeNull();
      expect(held(41)).toBeNull();
    }
  });

  test('is nothing that a faint speaker says, 23 dB below the other', () => {
    const skip = gapsOf([voice(-8, transcript, 'a'), voice(-31, transcript, 'b'), noise(-66)]);
    for (const sec of [9, 12, 34, 38]) expect(skip(sec)).toBeNull();
    expect(skip(15)).toBeCloseTo(25.8, 1);
  });

  test('is not told where noise is as loud as what is said', () => {
    const skip = gapsOf([voice(-8, transcript), noise(-20)]);
    for (let sec = 0; sec < 60; sec++) expect(skip(sec)).toBeNull();
  });

  test('is where both channels are silent, each with a floor of its own', () => {
    const stereo = recorded(
      60,
      [voice(-8, transcript, 'a'), noise(-60)],
      [voice(-14, transcript, 'b'), noise(-50, 3)],
    );
    const sound = soundOf(stereo, sentences);
    expect(skipFrom(sound, 15, 1.5, 60)).toBeCloseTo(25.8, 1);
    for (const sec of [3, 10, 28, 36]) expect(skipFrom(sound, sec, 1.5, 60)).toBeNull();
  });
});

describe('the side of a channel', () => {
  const split = (left: string, right: string, across: number) =>
    recorded(
      60,
      [voice(-8, transcript, left), voice(-8 - across, transcript, right), noise(-60)],
      [voice(-8, transcript, right), voice(-8 - across, transcript, left), noise(-60, 3)],
    );
  test('is told by who is loud on it while a side speaks, also where the other comes through', () => {
    expect(sidesOf(split('a', 'b', 80), transcript)).toEqual({ company: 0, customer: 1 });
    expect(sidesOf(split('b', 'a', 80), transcript)).toEqual({ company: 1, customer: 0 });
    expect(sidesOf(split('a', 'b', 15), transcript)).toEqual({ company: 0, customer: 1 });
  });
  test('is not told where both are on both, on one channel, or without a transcript', () => {
    expect(sidesOf(split('a', 'b', 2), transcript)).toBeNull();
    expect(sidesOf(recorded(60, [voice(-8, transcript)]), transcript)).toBeNull();
    expect(sidesOf(split('a', 'b', 80), null)).toBeNull();
    const all = [voice(-8, transcript), noise(-60)];
    expect(sidesOf(recorded(60, all, [noise(-60, 3)]), transcript)).toBeNull();
  });
});

test('levels are what they stand for, and survive being kept', () => {
  expect([levelOf(0), levelOf(1), levelOf(2), peakOf(0)]).toEqual([0, 255, 255, 0]);
  fc.assert(
    fc.property(fc.double({ min: 0.0001, max: 1, noNaN: true }), (peak) => {
      // Half a step is 0.19 dB.
      expect(Math.abs(20 * Math.log10(peakOf(levelOf(peak)) / peak))).toBeLessThan(0.2);
    }),
  );
  const waveform = { channels: [Uint8Array.of(0, 1, 255), Uint8Array.of(7, 128, 9)] };
  expect(readWaveform(writeWaveform(waveform))).toEqual(waveform);
});

test('pieces with a run-up are put together without a seam; one that cannot be decoded is no silence', () => {
  const signal = Float32Array.from({ length: 3 * rate }, (_, at) => (at % rate) / rate);
  const piece = (fromSec: number, toSec: number) => ({
    length: (toSec - fromSec) * rate,
    sampleRate: rate,
    numberOfChannels: 1,
    getChannelData: () => signal.slice(fromSec * rate, toSec * rate),
  });
  const inOne = createPeaks();
  inOne.add(piece(0, 3), 3);
  const inPieces = createPeaks();
  inPieces.add(piece(0, 1), 1);
  inPieces.add(piece(0.75, 2.5), 2.5);
  inPieces.add(piece(2.25, 3), 3);
  expect(inPieces.waveform()).toEqual(inOne.waveform());
  inPieces.skip(4);
  expect([...(inPieces.waveform()?.channels[0]?.slice(3 * peaksPerSecond) ?? [])]).toEqual(
    Array.from({ length: peaksPerSecond }, () => levelOf(0.1)),
  );
  const none = createPeaks();
  none.skip(20);
  expect(none.waveform()).toBeNull();
});

test('a pixel shows the loudest moment under it, at any zoom', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(255), { minLength: 200, maxLength: 4000 }),
      fc.integer({ min: 1, max: 40 }),
      (values, width) => {
        const levels = Uint8Array.from(values);
        const columns = columnsOf(levels, { from: 0, to: levels.length / peaksPerSecond }, width);
        expect(Math.max(...columns)).toBe(Math.max(...levels));
      },
    ),
  );
  const levels = new Uint8Array(72_000);
  levels[36_000] = 200;
  const columns = columnsOf(levels, { from: 0, to: 3600 }, 1000);
  expect([...columns].flatMap((level, x) => (level > 0 ? [x] : []))).toEqual([500]);
  expect(columnsOf(levels, { from: 1799.5, to: 1800.5 }, 20)[10]).toBe(200);
  // Beyond the end of the recording there is nothing.
  expect(Math.max(...columnsOf(levels, { from: 3600, to: 4000 }, 100))).toBe(0);
});

test('each side has its half; the louder channel has both where they are not told apart', () => {
  const waveform = { channels: [Uint8Array.of(1, 9), Uint8Array.of(5, 2)] };
  expect(halvesOf(waveform, { company: 1, customer: 0 })).toEqual({
    above: Uint8Array.of(5, 2),
    below: Uint8Array.of(1, 9),
  });
  expect(halvesOf(waveform, null).below).toEqual(Uint8Array.of(5, 9));
});

test('no piece is made of a codec that is not known', () => {
  const format = { sampleRate: 8000, channels: 1, description: null };
  expect(pieceHead({ ...format, codec: 'ac3' })).toBeNull();
  const head = pieceHead({ ...format, codec: 'alaw' });
  if (!head) throw new Error('no head');
  const data = Uint8Array.of(1, 2, 3);
  const piece = pieceOf(head, [{ data, sec: 20.5 }]);
  // RFC 9559: a simple block of track 1, 20,500 ms into its cluster, all of it key frames.
  expect([...piece.slice(-7)]).toEqual([0x81, 0x50, 0x14, 0x80, ...data]);
});

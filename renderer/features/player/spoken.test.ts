import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Transcript } from '../../../electron/contract/call.ts';
import { createSaying, spokenIn } from './spoken.ts';

/** A transcript of monologues, each of sentences [start, end] in seconds. */
const transcript = (...monologues: (readonly (readonly [number, number])[])[]): Transcript => ({
  speakers: [],
  monologues: monologues.map((sentences) => ({
    speakerId: null,
    topic: null,
    sentences: sentences.map(([from, to]) => ({ startMs: from * 1000, endMs: to * 1000, text: `${from}` })),
  })),
});
const lit = (of: Transcript, ...seconds: number[]) => {
  const saying = createSaying(spokenIn(of));
  return seconds.map((sec) => {
    const at = saying(sec);
    return at && `${at.monologue}:${at.sentence}${at.now ? '' : ' ended'}`;
  });
};

test('an “uh-huh” within a long sentence is said while it lasts, then the sentence again', () => {
  const talk = transcript([[0, 60]], [[10, 11]], [[62, 70]]);
  expect(lit(talk, 0, 9.9, 10, 10.9, 11, 30, 59.9, 60, 61.9, 62)).toEqual([
    '0:0',
    '0:0',
    '1:0',
    '1:0',
    '0:0',
    '0:0',
    '0:0',
    '0:0 ended',
    '0:0 ended',
    '2:0',
  ]);
});

test('nothing is said before the first words; in a pause it is known what was said last', () => {
  const talk = transcript([[5, 8]], [[20, 22]]);
  expect(lit(talk, 0, 4.9, 5, 8, 19, 21, 500)).toEqual([
    null,
    null,
    '0:0',
    '0:0 ended',
    '0:0 ended',
    '1:0',
    '1:0 ended',
  ]);
});

test('monologues and sentences in any order are found by their time', () => {
  const talk = transcript(
    [
      [40, 50],
      [30, 39],
    ],
    [[0, 9]],
    [],
    [[10, 29]],
  );
  expect(lit(talk, 1, 10, 31, 45)).toEqual(['1:0', '3:0', '0:1', '0:0']);
});

test('a sentence without an end is said until the next begins, for five seconds at most', () => {
  const talk = transcript([[0, 0]], [[3, 3]], [[3, 3]], [[60, 0]]);
  expect(lit(talk, 1, 2.9, 4, 7.9, 9, 61, 66)).toEqual([
    '0:0',
    '0:0',
    '2:0',
    '2:0',
    '2:0 ended',
    '3:0',
    '3:0 ended',
  ]);
});

test('it is what a look at every sentence finds', () => {
  const times = fc.array(
    fc.tuple(fc.nat(100), fc.nat(40)).map(([from, length]) => [from, from + length + 1] as const),
  );
  fc.assert(
    fc.property(fc.array(times), fc.integer({ min: -1, max: 150 }), (monologues, sec) => {
      const spoken = spokenIn(transcript(...monologues));
      const found = createSaying(spoken)(sec);
      const begun = spoken.filter(({ from }) => from <= sec);
      const saying = begun.filter(({ to }) => to > sec);
      expect(found?.now ?? false).toBe(saying.length > 0);
      if (saying.length > 0) expect(found?.from).toBe(Math.max(...saying.map(({ from }) => from)));
      else if (begun.length > 0) expect(found?.to).toBe(Math.max(...begun.map(({ to }) => to)));
      else expect(found).toBeNull();
    }),
  );
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { merge, savedBySkipping, shareHeard, skipFrom, speech } from './turns.ts';

const transcript = {
  speakers: [
    { speakerId: 'a', name: 'Ann', side: 'company' as const },
    { speakerId: 'b', name: 'Bo', side: 'customer' as const },
  ],
  monologues: [
    { speakerId: 'a', topic: null, sentences: [{ startMs: 0, endMs: 4000, text: 'x' }] },
    {
      speakerId: 'b',
      topic: null,
      sentences: [
        { startMs: 10_000, endMs: 12_000, text: 'y' },
        { startMs: 12_500, endMs: 14_000, text: 'z' },
      ],
    },
  ],
};
const stretches = speech(transcript);

describe('skipping silence', () => {
  test('jumps to just before the next words, and only from within a long pause', () => {
    const at = (sec: number, shortest: number) => skipFrom(stretches, sec, shortest, 20);
    expect(at(3, 1.5)).toBeNull();
    expect(at(5, 1.5)).toBeCloseTo(9.8);
    expect(at(12.2, 1.5)).toBeNull();
    expect(at(5, 7)).toBeNull();
    expect(at(5, Number.POSITIVE_INFINITY)).toBeNull();
  });

  test('goes to the end when nothing comes any more, and nowhere in a call without a word', () => {
    expect(skipFrom(stretches, 15, 1.5, 20)).toBe(20);
    expect(skipFrom(stretches, 15, 1.5, 15)).toBeNull();
    expect(skipFrom(stretches, 14.1, 1.5, 20)).toBeNull();
    expect(skipFrom([], 15, 1.5, 20)).toBeNull();
  });

  test('never cuts a word and always moves forward', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(500), fc.nat(30)), { maxLength: 30 }),
        fc.double({ min: 0, max: 600, noNaN: true }),
        (pairs, at) => {
          const said = merge(pairs.map(([from, length]) => ({ from, to: from + length })));
          const target = skipFrom(said, at, 0.7, 700);
          if (typeof target !== 'number') return;
          expect(target).toBeGreaterThan(at);
          for (const { from, to } of said) expect(to <= at + 1e-9 || from >= target).toBe(true);
        },
      ),
    );
  });

  test('says how much it saves', () => {
    expect(savedBySkipping(stretches, 20, 1.5)).toBeCloseTo(5.6 + 5.6);
    expect(savedBySkipping(stretches, 20, Number.POSITIVE_INFINITY)).toBe(0);
  });
});

test('hearing only one side leaves its turns, a little padded', () => {
  expect(speech(transcript, 'customer', 0.3)).toEqual([{ from: 9.7, to: 14.3 }]);
});

test('the share heard counts each second once', () => {
  expect(
    shareHeard(
      [
        [0, 10],
        [5, 15],
        [90, 200],
      ],
      100,
    ),
  ).toBeCloseTo(0.25);
});

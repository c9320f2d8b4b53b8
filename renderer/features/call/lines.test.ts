import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cut, findIn, rowAt, rowsOf, wordsOf } from './lines.ts';

const rows = rowsOf({
  speakers: [{ speakerId: 'a', name: 'Ann', side: 'company' }],
  monologues: [
    {
      speakerId: 'a',
      topic: null,
      sentences: [{ startMs: 1000, endMs: 2000, text: 'Crème (brûlée) costs $5.' }],
    },
    { speakerId: null, topic: null, sentences: [] },
    { speakerId: 'x', topic: null, sentences: [{ startMs: 9000, endMs: 9500, text: 'The creme is late.' }] },
  ],
});

test('finds text whatever its case and accents', () => {
  expect(findIn(rows, 'CREME')).toEqual([
    { row: 0, sentence: 0 },
    { row: 1, sentence: 0 },
  ]);
  expect(findIn(rows, '  ')).toEqual([]);
});

test('a second belongs to the line spoken at or before it', () => {
  expect([0, 1, 5, 9, 100].map((sec) => rowAt(rows, sec))).toEqual([-1, 0, 0, 1, 1]);
});

test('cutting loses nothing, whatever text and words', () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.string()), (text, words) => {
      expect(
        cut(text, words)
          .map((piece) => piece.text)
          .join(''),
      ).toBe(text);
    }),
  );
});

test('marks words and phrases of a query, not its filters', () => {
  expect(wordsOf('remote "rubber buttons" rep:ann -cheap said:batter* OR x')).toEqual([
    'remote',
    'rubber buttons',
    'batter',
  ]);
});

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutAt, rangesWithin, type TextRange } from './ranges.ts';

const rangesOf = (edges: number[]) =>
  edges
    .sort((a, b) => a - b)
    .flatMap((to, at): TextRange[] => (at % 2 ? [[edges[at - 1] as number, to]] : []));

test('cutting loses nothing, whatever text and ranges', () => {
  fc.assert(
    fc.property(fc.string(), fc.uniqueArray(fc.nat(40)), (text, edges) => {
      const pieces = cutAt(text, rangesOf(edges));
      expect(pieces.map((piece) => piece.text).join('')).toBe(text);
      expect(pieces.every((piece) => piece.text !== '')).toBe(true);
    }),
  );
});

test('a part of a text has the marks of the whole', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.uniqueArray(fc.nat(40)),
      fc.nat(20),
      fc.nat(20),
      (text, edges, from, size) => {
        const ranges = rangesOf(edges);
        const part = text.slice(from, from + size);
        const inPart = cutAt(part, rangesWithin(ranges, from, part.length));
        const letters = (pieces: ReturnType<typeof cutAt>) =>
          pieces.flatMap((piece) => Array.from({ length: piece.text.length }, () => piece.hit));
        expect(letters(inPart)).toEqual(letters(cutAt(text, ranges)).slice(from, from + size));
      },
    ),
  );
});

import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseQuery } from '../../electron/contract/query/parse.ts';
import { hasWords, piecesOfQuery } from './pieces.ts';

const pieces = (q: string) => piecesOfQuery(q, parseQuery(q).problems);

it('marks filters, exclusions and problems at their characters', () => {
  expect(pieces('price rep:"A b" -has:media after:soon')).toEqual([
    { text: 'price ', kind: 'plain' },
    { text: 'rep:"A b"', kind: 'filter' },
    { text: ' ', kind: 'plain' },
    { text: '-has:media', kind: 'without' },
    { text: ' after:', kind: 'plain' },
    { text: 'soon', kind: 'error' },
  ]);
});

it('never loses or adds a character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (q) => {
      expect(
        pieces(q)
          .map((piece) => piece.text)
          .join(''),
      ).toBe(q);
    }),
  );
});

it('knows whether there is anything to rank by', () => {
  for (const q of ['a', 'rep:x a', 'title:a', '"a b"', 'NEAR(a b)', '-a b'])
    expect(hasWords(q), q).toBe(true);
  for (const q of ['', 'rep:x', '-a', 'is:starred dur:>3m OR after:2025', '***'])
    expect(hasWords(q), q).toBe(false);
});

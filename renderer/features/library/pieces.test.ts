import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseQuery } from '../../../electron/contract/query/parse.ts';
import { piecesOfQuery } from './pieces.ts';

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

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutAt } from './cut.ts';

test('the phrase is marked where it stands, in a related form too', () => {
  expect(cutAt('one per seat (monthly)', 'seat (')).toEqual(['one per ', 'seat (monthly', ')']);
  expect(cutAt('We have battery power', 'Battery')).toEqual(['We have ', 'battery', ' power']);
  expect(cutAt('it consumes batteries like hell', 'battery')).toEqual([
    'it consumes ',
    'batteries',
    ' like hell',
  ]);
  expect(cutAt('the solar cells, then', 'solar cell')).toEqual(['the ', 'solar cells', ', then']);
  expect(cutAt('nothing here', 'price')).toEqual(['nothing here', '', '']);
  expect(cutAt('no phrase', null)).toEqual(['no phrase', '', '']);
});

test('no line is changed, whatever the phrase', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'grapheme', minLength: 1 }),
      (line, phrase) => {
        expect(cutAt(line, phrase).join('')).toBe(line);
      },
    ),
  );
});

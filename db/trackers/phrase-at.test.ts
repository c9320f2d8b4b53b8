import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { phraseAt } from './matcher.ts';

it.each([
  ['one per seat (monthly)', 'seat (', 'eng', 'seat'],
  ['We have battery power', 'Battery', 'eng', 'battery'],
  ['it consumes batteries like hell', 'battery', 'eng', 'batteries'],
  ['batteries, or one battery', 'battery', 'eng', 'battery'],
  ['the solar cells, then', 'solar cell', 'eng', 'solar cells'],
  ['a party of arts', 'art', 'eng', 'arts'],
  ['the partition of art', 'part', 'eng', null],
  ['nothing here', 'price', 'eng', null],
  ['nothing here', '?!', null, null],
  ['AWSの料金について', '料金', 'jpn', '料金'],
  ['אמר המנכ"ל, מנכ"ל', 'מנכ״ל', 'heb', 'מנכ"ל'],
  ['Crème brûlée', 'creme', null, 'Crème'],
])('in “%s” the phrase “%s” (%s) is “%s”', (line, phrase, language, words) => {
  const range = phraseAt(line, phrase, language);
  expect(range && line.slice(...range)).toBe(words);
});

it('lies in the line, whatever line and phrase', () => {
  const texts = fc.string({ unit: fc.constantFrom(...'aAsée" .-料金ד״'), maxLength: 20 });
  fc.assert(
    fc.property(texts, texts, (line, phrase) => {
      const [from, to] = phraseAt(line, phrase, null) ?? [0, 1];
      expect(from).toBeLessThan(to);
      expect(from).toBeGreaterThanOrEqual(0);
      if (phraseAt(line, phrase, null)) expect(to).toBeLessThanOrEqual(line.length);
    }),
  );
});

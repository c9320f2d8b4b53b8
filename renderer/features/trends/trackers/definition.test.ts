import fc from 'fast-check';
import { expect, test } from 'vitest';
import { phrasesIn, precisionWords, summary } from './definition.ts';

test('phrases from a pasted list: one a line or separated, each once, quotes and blanks aside', () => {
  expect(phrasesIn('price, “how  much”;budget\n\nPrice\n "per seat" ', ['Budget'])).toEqual([
    'price',
    'how much',
    'per seat',
  ]);
});

test('what comes out is always acceptable to the contract', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 2000 }), (text) => {
      const phrases = phrasesIn(text);
      expect(
        phrases.every((phrase) => phrase.trim() === phrase && phrase.length > 0 && phrase.length <= 200),
      ).toBe(true);
      expect(new Set(phrases.map((phrase) => phrase.toLowerCase())).size).toBe(phrases.length);
    }),
  );
});

test('a definition and its precision in words', () => {
  expect(
    summary({
      languages: [{ language: null, phrases: ['a', 'b', 'c', 'd'], relatedForms: true }],
      saidBy: 'customer',
      onlyQuestions: true,
      saidAt: { part: 'first', amount: 10, unit: 'minutes' },
    }),
  ).toBe('“a”, “b”, “c” and 1 more, said by customers, only in questions, in the first 10 minutes');
  expect(precisionWords({ right: 10, wrong: 2, share: 10 / 12, low: 0.55, high: 0.95 })).toBe(
    '83 % right (10 of 12 marked; 95 % band 55 % to 95 %)',
  );
  expect(precisionWords({ right: 0, wrong: 0, share: null, low: 0, high: 1 })).toBe('No hits marked yet');
});

test('phrases are separated by the commas and semicolons of every keyboard', () => {
  expect(phrasesIn('価格、料金，見積もり；予算')).toEqual(['価格', '料金', '見積もり', '予算']);
  expect(phrasesIn('السعر، الميزانية؛ عميل')).toEqual(['السعر', 'الميزانية', 'عميل']);
});

test('a quotation mark within a word is a letter of it', () => {
  expect(phrasesIn('מנכ"ל, "המע"מ החברה", “per seat”')).toEqual(['מנכ"ל', 'המע"מ החברה', 'per seat']);
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { wordsOf } from '../../electron/contract/words/cut.ts';
import { inWord, plainOf } from './plain.ts';

/** Words of plain text, by its own rule. */
function plainWords(plain: string): string[] {
  const words: string[] = [];
  let word = '';
  for (let at = 0; at <= plain.length; at++) {
    if (at < plain.length && inWord(plain.charCodeAt(at))) word += plain[at];
    else if (word !== '') {
      words.push(word.toLowerCase());
      word = '';
    }
  }
  return words;
}

const unit = fc.oneof(
  fc.constantFrom(
    'a',
    'Z',
    '9',
    ' ',
    '_',
    'é',
    'É',
    'ß',
    'ẞ',
    'İ',
    'ı',
    'ſ',
    '+',
    '#',
    '.net',
    '\u00ad',
    '\u200d',
    'Å',
    '’',
    '€',
    'µ',
    '²',
    'Ц',
    'й',
    'e\u0301',
  ),
  fc.integer({ min: 0, max: 0x530 }).map((code) => String.fromCharCode(code)),
  fc.integer({ min: 0x1e00, max: 0x2bff }).map((code) => String.fromCharCode(code)),
);

it('plain text has the words that cutting it up gives, at the same places', () => {
  let plainOnes = 0;
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 12 }), (units) => {
      const text = units.join('');
      const plain = plainOf(text);
      if (plain === null) return;
      plainOnes++;
      expect(plain.length).toBe(text.length);
      expect(plainWords(plain)).toEqual(wordsOf(text));
    }),
    { numRuns: 3000 },
  );
  expect(plainOnes).toBeGreaterThan(300);
});

it('what has to be looked at more closely is not plain', () => {
  for (const text of ['价格', 'e\u0301', 'ΟΔΟΣ', '한국', 'a🥰b', 'กขค']) expect(plainOf(text)).toBeNull();
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tokens } from './search/terms.ts';
import { createTokenizer } from './search/words/tokenize.ts';
import { countWords, notCounted } from './sentence-words.ts';

const unit = fc.oneof(
  fc.integer({ min: 1, max: 127 }).map((code) => String.fromCharCode(code)),
  fc.integer({ min: 0x2000, max: 0x206f }).map((code) => String.fromCharCode(code)),
  fc.constantFrom('a', 'Z', '9', ' ', '_', "'", '’', '\u200b', '\u200d', 'é', 'e\u0305', '🥰', '价'),
);

it('where words are counted, the index and the matcher cut as many, and the same ones', () => {
  const tokenizer = createTokenizer();
  let counted = 0;
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 14 }), (units) => {
      const text = units.join('');
      const words = countWords(text);
      if (words === notCounted) return;
      counted++;
      const indexed: string[] = [];
      tokenizer.words(text, (word) => indexed.push(word));
      expect(indexed).toHaveLength(words);
      expect(tokens(text)).toEqual(indexed);
    }),
    { numRuns: 3000 },
  );
  expect(counted).toBeGreaterThan(500);
  tokenizer.close();
});

it('other letters and very long sentences are not counted', () => {
  for (const text of ['é', 'price🥰', '价格', 'a\u0305b', 'x '.repeat(300)])
    expect(countWords(text)).toBe(notCounted);
  expect(countWords('It’s “fine” — 5_x.')).toBe(5);
  expect(countWords('')).toBe(0);
});

import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { createTokenizer } from '../index/words/tokenize.ts';
import { tokens } from '../text/terms.ts';
import { countWords, notCounted } from './sentence-words.ts';

const tokenizer = createTokenizer();
afterAll(() => tokenizer.close());

/** Words as the index has them. */
function indexed(text: string): string[] {
  const words: string[] = [];
  tokenizer.words(text, (word) => words.push(word));
  return words;
}

const unit = fc.oneof(
  fc.integer({ min: 1, max: 127 }).map((code) => String.fromCharCode(code)),
  fc.integer({ min: 0x80, max: 0x24f }).map((code) => String.fromCharCode(code)),
  fc.integer({ min: 0x400, max: 0x4ff }).map((code) => String.fromCharCode(code)),
  fc.integer({ min: 0x1e00, max: 0x20c0 }).map((code) => String.fromCharCode(code)),
  fc.constantFrom('a', 'Z', '9', ' ', '_', "'", '’', '\u200b', '\u200d', 'é', 'e\u0305', '🥰', '价'),
);

it('where words are counted, the index and the matcher cut as many, and the same ones', () => {
  let counted = 0;
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 10 }), (units) => {
      const text = units.join('');
      const words = countWords(text);
      if (words === notCounted) return;
      counted++;
      expect(indexed(text)).toHaveLength(words);
      expect(tokens(text)).toEqual(indexed(text));
    }),
    { numRuns: 6000 },
  );
  expect(counted).toBeGreaterThan(1000);
});

it('every single character that is counted is taken alike, beside letters too', () => {
  let counted = 0;
  for (let code = 0; code < 0x10000; code++) {
    const char = String.fromCharCode(code);
    if (countWords(char) === notCounted) continue;
    counted++;
    const text = `${char} a${char}b Z${char}É 9${char} ${char}ж${char}`;
    expect(tokens(text), code.toString(16)).toEqual(indexed(text));
    expect(countWords(text), code.toString(16)).toBe(indexed(text).length);
  }
  expect(counted).toBeGreaterThan(1200);
});

it('what one of the two takes otherwise, and very long sentences, are not counted', () => {
  for (const text of ['µ', 'ſ', 'price🥰', '价格', 'a\u0305b', 'Σ', '한국', 'x '.repeat(300)])
    expect(countWords(text)).toBe(notCounted);
  expect(countWords('It’s “fine” — 5_x.')).toBe(5);
  expect(countWords('Größe, né; цена 5 €')).toBe(4);
  expect(countWords('')).toBe(0);
});

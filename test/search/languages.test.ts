import { describe, expect, it } from 'vitest';
import { askWords, storeOf, ways } from '../bench/support/languages/ask.ts';
import { readDeclarations } from '../bench/support/languages/declarations.ts';
import { referenceOf, unspaced } from '../bench/support/languages/reference.ts';

/** `npm run bench:languages` asks all languages for more words of all articles. */
const codes =
  'eng deu_1996 vie tur rus ell_polytonic hye heb arb urd hin ben tam tha lao khm mya bod kat amh chr_cased kor jpn cmn_hans'.split(
    ' ',
  );

describe('words that ICU4X cuts from the declaration of human rights', () => {
  it.each(readDeclarations(codes).map((declaration) => [declaration.name, declaration] as const))(
    'are found in %s, and nothing else is',
    (_, declaration) => {
      const few = { ...declaration, articles: declaration.articles.slice(1, 9) };
      const reference = referenceOf(few);
      const store = storeOf(few);
      const { tallies, faults } = askWords(reference, store, 30);
      store.close();
      expect(tallies.quoted.questions).toBeGreaterThanOrEqual(20);
      expect(faults.filter(({ kind }) => kind === 'missing')).toEqual([]);
      for (const way of ways) expect(tallies[way].found).toBe(tallies[way].standing);
      const spaced = reference.words.every((word) => !unspaced.test(word));
      if (spaced) expect(tallies.quoted.falseHits / tallies.quoted.pairs).toBeLessThanOrEqual(0.001);
    },
  );
});

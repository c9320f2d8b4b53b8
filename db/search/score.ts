// The formula of relevance, and nothing else: pure numbers in, a number out. Its weights were found with bench:relevance, one
// taken away at a time; weights of fields are in words/segment.ts, because the index holds occurrences already weighted.

/** Saturation and length of bm25 for whole documents: long ones that say a word often keep gaining by it. */
const k1 = 3;
const b = 0.5;
/** The same for single passages, as FTS5 has them. */
const passage = { k1: 1.2, b: 0.75 } as const;

/** What a word counts that is not the one that was asked for but counts as it: a clitic or a related form. */
export const variantShare = 0.3;

/** Best passages of a call that are shown, by where they stand. */
export const bestPassages = { written: 2, spoken: 3 } as const;
/** Words of a passage that is neither short nor long. */
const usualPassage = 30;

/** How telling a word is that `hits` of `total` documents have: never zero, so that every word found counts. */
export const idfOf = (hits: number, total: number): number =>
  Math.log(1 + (total - hits + 0.5) / (hits + 0.5));

/** What the length of a document adds to the denominator of bm25. */
export const lengthNorm = (words: number, average: number): number => k1 * (1 - b + (b * words) / average);

/** bm25 of one word: `count` weighted occurrences. */
export const saturated = (count: number, norm: number): number => (count * (k1 + 1)) / (count + norm);

/** Evidence of one passage: `idf` and occurrences of each word it has, and its length in words. */
export function passageScore(idfs: readonly number[], counts: ArrayLike<number>, words: number): number {
  const norm = passage.k1 * (1 - passage.b + (passage.b * words) / usualPassage);
  return idfs.reduce((sum, idf, at) => {
    const count = counts[at] ?? 0;
    return count > 0 ? sum + (idf * count * (passage.k1 + 1)) / (count + norm) : sum;
  }, 0);
}

/** What two neighbouring words of the query that are neighbours in a call's text too add to its score. */
export const pairScore = (idf: number, count: number): number =>
  (idf * count * (passage.k1 + 1)) / (count + passage.k1);

/** What age leaves of a score; `recency` 0 is no matter of age, 1 halves it every year, 2 every half year. */
export const ageFactor = (ageMs: number, recency: 0 | 1 | 2): number =>
  0.5 ** ((Math.max(0, ageMs) / 31_557_600_000) * recency);

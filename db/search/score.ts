// The formula of relevance, and nothing else: pure numbers in, a number out. Its weights were found by the ablation in
// docs/search.md; weights of fields are in words/segment.ts, because the index holds occurrences already weighted.

/** Saturation and length of bm25, as FTS5 has them. */
const k1 = 1.2;
const b = 0.75;

/** Share of each evidence in the score of a call. */
export const share = { document: 1, written: 0.5, spoken: 0.25, coverage: 1 } as const;
/** Best passages that count. */
export const bestPassages = { written: 2, spoken: 3 } as const;
/** Words of a passage that is neither short nor long. */
const usualPassage = 30;

/** How telling a word is that `hits` of `total` documents have; FTS5's formula, floor included. */
export function idfOfDocument(hits: number, total: number): number {
  const idf = Math.log((total - hits + 0.5) / (hits + 0.5));
  return idf > 0 ? idf : 1e-6;
}

/** The same for covering a word at all, in writing or speech: never zero, so that every word found counts. */
export const idfOfCoverage = (hits: number, total: number): number =>
  Math.log(1 + (total - hits + 0.5) / (hits + 0.5));

/** What the length of a document adds to the denominator of bm25. */
export const lengthNorm = (words: number, average: number): number => k1 * (1 - b + (b * words) / average);

/** bm25 of one word: `count` weighted occurrences. */
export const saturated = (count: number, norm: number): number => (count * (k1 + 1)) / (count + norm);

/** Evidence of one passage: `idf` and occurrences of each word it has, and its length in words. */
export function passageScore(idfs: readonly number[], counts: readonly number[], words: number): number {
  const norm = lengthNorm(words, usualPassage);
  return idfs.reduce(
    (sum, idf, at) => sum + (counts[at] ? idf * saturated(counts[at] as number, norm) : 0),
    0,
  );
}

/** What age leaves of a score; `recency` 0 is no matter of age, 1 halves it every year, 2 every half year. */
export const ageFactor = (ageMs: number, recency: 0 | 1 | 2): number =>
  0.5 ** ((Math.max(0, ageMs) / 31_557_600_000) * recency);

import { memo } from '../index/arrays/memo.ts';
import type { Columns } from '../index/columns/columns.ts';
import { countOfLevel, type Posting } from '../index/words/posting.ts';
import type { LiveSegment, WordIndexView } from '../index/words/view.ts';
import type { Db } from '../store/open.ts';
import { type Term, tellingTerms } from '../text/terms.ts';
import type { Mask, Matcher } from './match.ts';
import { best, firstPage } from './order.ts';
import { pairsInCall, pairsOf } from './pairs.ts';
import { ageFactor, idfOf, lengthNorm, pairScore, saturated, variantShare } from './score.ts';

/** Calls, best first by their words, in whose text the query's words are looked for next to each other. */
const callsWithPairs = 20;

export interface Relevance {
  /** By slot; higher is better. Valid until the next search of these columns. */
  readonly scores: Float32Array;
  /** The first page, best first. */
  readonly top: Int32Array;
}

/**
 * How relevant each call of a mask is to some terms. Documents first, all of them: bm25 over the postings, and how much
 * of the query the call covers at all. Then, for the best of them, which words stand together as they do in the query.
 * Passages say nothing about the call beyond its words (measured: bench:relevance), so they are read for the rows shown only.
 */
export function relevanceOf(
  db: Db,
  matcher: Matcher,
  mask: Mask,
  terms: readonly Term[],
  recency: 0 | 1 | 2,
  now: number,
): Relevance {
  const { columns, words } = matcher;
  const { size } = columns;
  const room = roomFor(columns);
  const evidence = terms.map((term) => {
    const hits = matcher.hits(term);
    return {
      hits,
      document: idfOf(hits.written, size),
      coverage: idfOf(hits.any, size),
      variants: hits.variants && {
        document: variantShare * idfOf(hits.variants.written, size),
        coverage: variantShare * idfOf(hits.variants.any, size),
      },
    };
  });
  // Segment by segment: a segment's sums stay in the processor's cache while every term adds to them.
  words.segments.forEach((segment, at) => {
    const found = evidence.flatMap(({ hits, document, coverage, variants }) => {
      const posting = hits.postings?.[at];
      const other = hits.variants?.postings[at];
      return [
        ...(posting ? [{ posting, document, coverage }] : []),
        ...(other && variants ? [{ posting: other, ...variants }] : []),
      ];
    });
    if (found.length === 0) return;
    const sums = zeros(segment.calls);
    const norms = normsOf(segment, words);
    for (const { posting, document, coverage } of found) addPosting(sums, posting, norms, document, coverage);
    const { slots } = segment;
    const named = found.reduce((sum, { posting }) => sum + posting.docs.length, 0);
    if (named * 4 < segment.calls) {
      for (const { posting } of found) moveSums(sums, posting.docs, slots, room);
      for (const { posting } of found) for (const place of posting.docs) sums[place] = 0;
      return;
    }
    for (let place = 0; place < slots.length; place++)
      if (sums[place] !== 0) room[slots[place] as number] = sums[place] as number;
    sums.fill(0, 0, segment.calls);
  });
  for (const { hits, document, coverage } of evidence) {
    if (hits.postings) continue;
    const { mask: has } = hits;
    for (let slot = 0; slot < size; slot++)
      if (has[slot] !== 0) room[slot] = (room[slot] as number) + coverage + document;
  }
  const scores = room.subarray(0, size);
  const aged = (slot: number) =>
    recency === 0 ? 1 : ageFactor(now - (columns.started[slot] as number), recency);
  if (recency > 0)
    for (let slot = 0; slot < size; slot++)
      if (mask[slot] !== 0) scores[slot] = (scores[slot] as number) * aged(slot);
  const telling = tellingTerms(terms);
  const top = best(mask, scores, callsWithPairs + firstPage);
  const idfs = new Map(terms.map((term, at) => [term, evidence[at]?.coverage ?? 0]));
  const weights = telling.map((term) => idfs.get(term) ?? 0);
  const pairs = pairsOf(telling, weights);
  if (pairs.length > 0) {
    for (const slot of top.subarray(0, callsWithPairs)) {
      const counts = pairsInCall(db, columns.rowids[slot] as number, pairs);
      const together = pairs.reduce((sum, pair, at) => sum + pairScore(pair.idf, counts[at] ?? 0), 0);
      scores[slot] = (scores[slot] as number) + together * aged(slot);
    }
    // Scores only grew, and only of these: the first page cannot hold anything else.
    top.sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);
  }
  return { scores, top: top.slice(0, firstPage) };
}

/**
 * Zeros for the scores of all calls; one more than there are slots, where calls that are not shown fall. The same room for every
 * search of one state, because only the last one is looked at again: at a million calls it is four megabytes.
 */
const roomFor = (columns: Columns): Float32Array => scoresOf(columns).fill(0);
const scoresOf = memo(({ size }: Columns) => new Float32Array(size + 1));

let sumsRoom = new Float32Array(0);

/** Zeros for the sums of a segment, to be left as zeros: the same room each time, because a large store has forty segments. */
function zeros(size: number): Float32Array {
  if (sumsRoom.length < size) sumsRoom = new Float32Array(size);
  return sumsRoom;
}

/** Carries the sums of some places of a segment over to their slots. */
function moveSums(sums: Float32Array, docs: Uint16Array, slots: Int32Array, to: Float32Array): void {
  for (let step = 0; step < docs.length; step++) {
    const place = docs[step] as number;
    to[slots[place] as number] = sums[place] as number;
  }
}

/** Adds what a term's occurrences are worth to the sums of a segment's calls. */
function addPosting(
  sums: Float32Array,
  { docs, weight }: Posting,
  norms: Float32Array,
  document: number,
  coverage: number,
): void {
  if (!weight) {
    for (let step = 0; step < docs.length; step++) {
      const place = docs[step] as number;
      sums[place] = (sums[place] as number) + coverage;
    }
    return;
  }
  for (let step = 0; step < docs.length; step++) {
    const place = docs[step] as number;
    // Zero occurrences in writing add nothing: saturated(0) is 0.
    const count = countOfLevel[weight[step] as number] as number;
    sums[place] = (sums[place] as number) + coverage + document * saturated(count, norms[place] as number);
  }
}

/** Length part of bm25 of each call of a segment, made once per state of the index. */
const normsOf = memo((segment: LiveSegment, words: WordIndexView) =>
  Float32Array.from(segment.written, (length) => lengthNorm(length, words.averageWritten)),
);

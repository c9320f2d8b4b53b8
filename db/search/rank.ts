import type { Db } from '../open.ts';
import type { Mask, Matcher } from './match.ts';
import { best } from './order.ts';
import { bestPassagesOf, corpusPassages } from './passage-rank.ts';
import { ageFactor, idfOfCoverage, idfOfDocument, lengthNorm, saturated, share } from './score.ts';
import { type Term, tellingTerms } from './terms.ts';
import { countOfLevel, fieldBit } from './words/posting.ts';

/** Passages read at most over all calls; when there may be more, only the best calls' passages are read. */
const passageRows = { typed: 800, question: 30_000 } as const;
/** Calls, best first by their documents, whose passages count then. A question is worth more of them than a keystroke. */
const callsWithPassages = { typed: 15, question: 40 } as const;

/** Calls not indexed yet with which the passages of all calls are still asked for. */
const unknownAtMost = 200;

/** Passages a word is in at least, by the fields it stands in: outline, highlights, comments and notes are passages too. */
const inPassages = Uint8Array.from({ length: 256 }, (_, bits) =>
  [fieldBit.outline, fieldBit.highlight, fieldBit.comment, fieldBit.note].reduce(
    (sum, bit) => sum + ((bits & bit) !== 0 ? 1 : 0),
    0,
  ),
);

export interface Relevance {
  /** By slot; higher is better. */
  readonly scores: Float32Array;
  /** Ids of the best passages, by slot, of calls whose passages were read; other calls have none where `complete`. */
  readonly passages: ReadonlyMap<number, readonly number[]>;
  readonly complete: boolean;
}

/**
 * How relevant each call of a mask is to some terms. Documents first, all of them: bm25 over the postings, and how much
 * of the query the call covers at all. Then passages, within a fixed budget.
 */
export function relevanceOf(
  db: Db,
  matcher: Matcher,
  mask: Mask,
  terms: readonly Term[],
  recency: 0 | 1 | 2,
  now: number,
  question: boolean,
): Relevance {
  const { columns, words } = matcher;
  const { size } = columns;
  // One more than there are slots: calls that are not shown fall there.
  const room = new Float32Array(size + 1);
  const norms = normsOf(matcher);
  let passageCount = 0;
  const idfs = new Map<Term, number>();
  for (const term of terms) {
    const { mask: has, written, any, postings } = matcher.hits(term);
    const document = idfOfDocument(written, size) * share.document;
    const coverage = idfOfCoverage(any, size) * share.coverage;
    idfs.set(term, coverage);
    if (!postings) {
      for (let slot = 0; slot < size; slot++)
        if (has[slot] !== 0) room[slot] = (room[slot] as number) + coverage + document;
      passageCount += any;
      continue;
    }
    postings.forEach((posting, at) => {
      const slots = words.segments[at]?.slots;
      if (!posting || !slots) return;
      const { docs, fields, weight, said } = posting;
      if (fields)
        for (let step = 0; step < fields.length; step++)
          passageCount += inPassages[fields[step] as number] as number;
      if (weight)
        for (let step = 0; step < docs.length; step++) {
          const slot = slots[docs[step] as number] as number;
          const count = countOfLevel[weight[step] as number] as number;
          room[slot] =
            (room[slot] as number) +
            coverage +
            (count === 0 ? 0 : document * saturated(count, norms[slot] as number));
        }
      else
        for (let step = 0; step < docs.length; step++) {
          const slot = slots[docs[step] as number] as number;
          room[slot] = (room[slot] as number) + coverage;
        }
      if (said)
        for (let step = 0; step < said.length; step++)
          passageCount += countOfLevel[said[step] as number] as number;
    });
    for (const slot of words.unknown)
      if (has[slot] !== 0) room[slot] = (room[slot] as number) + coverage + document;
  }
  const scores = room.subarray(0, size);
  const telling = tellingTerms(terms);
  const passages = new Map<number, readonly number[]>();
  const budget = question ? passageRows.question : passageRows.typed;
  // Of calls that are not indexed nobody knows how many passages they would bring.
  const complete = telling.length > 0 && passageCount <= budget && words.unknown.length <= unknownAtMost;
  if (complete) {
    for (const [rowid, found] of corpusPassages(db, telling, budget)) {
      const slot = columns.slotOf(rowid);
      if (slot < 0 || mask[slot] === 0) continue;
      scores[slot] = (scores[slot] as number) + found.score;
      passages.set(slot, found.ids);
    }
  } else if (telling.length > 0) {
    const most = question ? callsWithPassages.question : callsWithPassages.typed;
    const weights = telling.map((term) => idfs.get(term) ?? 0);
    for (const slot of best(mask, scores, most)) {
      const found = bestPassagesOf(db, columns.rowids[slot] as number, telling, weights);
      scores[slot] = (scores[slot] as number) + found.score;
      passages.set(slot, found.ids);
    }
  }
  if (recency > 0)
    for (let slot = 0; slot < size; slot++)
      if (mask[slot] !== 0)
        scores[slot] = (scores[slot] as number) * ageFactor(now - (columns.started[slot] as number), recency);
  return { scores, passages, complete };
}

const norms = new WeakMap<object, Float32Array>();

/** Length part of bm25 of each slot, made once per state of the index. */
function normsOf({ words, columns }: Matcher): Float32Array {
  const known = norms.get(words);
  if (known) return known;
  const made = new Float32Array(columns.size + 1);
  for (let slot = 0; slot < made.length; slot++)
    made[slot] = lengthNorm(words.written[slot] as number, words.averageWritten);
  norms.set(words, made);
  return made;
}

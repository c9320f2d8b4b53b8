import type { Positions, WordPlaces } from './positions.ts';
import type { Posting } from './posting.ts';
import {
  type BuiltSegment,
  compareTerms,
  type FieldStarts,
  prefixMark,
  type SegmentDocs,
  type Turns,
} from './segment.ts';

/** Letters of a word that is made of two at least; both have four. */
export const compoundLetters = 8;

/** A segment as searches read it, on disk or in memory. */
export interface Part {
  readonly docs: SegmentDocs;
  /** Slot of each call; the number of slots for a call that changed or is not shown. */
  slots: Int32Array;
  exact(term: string): Posting | null;
  /** Postings of all words that begin so. */
  from(prefix: string): Posting[];
  /** Words that begin so, in the order of code points. */
  words(beginning: string): Iterable<string>;
  /** Words of Latin letters, at least `compoundLetters`, that have this behind their first letter. */
  wordsWith(inside: string): readonly string[];
  positions(term: string): Positions | null;
  starts(): FieldStarts;
  turns(): Turns;
  /** Places of all words that begin so; with a limit null when there are more words. */
  completions(prefix: string): Iterable<WordPlaces>;
  completions(prefix: string, most: number): readonly WordPlaces[] | null;
  /** Words that begin with a letter, with the number of calls that have each. */
  vocabulary(first: string): Iterable<readonly [word: string, calls: number]>;
}

/** A segment that was built here and lies nowhere else. */
export function inMemory(built: BuiltSegment): Part {
  const find = (term: string): number => {
    let low = 0;
    let high = built.terms.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareTerms(built.terms[middle] as string, term) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  /** Places in `built` of the words that begin so. */
  function* words(prefix: string): Generator<number> {
    for (let at = find(prefix); built.terms[at]?.startsWith(prefix); at++)
      if (!built.terms[at]?.endsWith(prefixMark)) yield at;
  }
  function completions(prefix: string): readonly WordPlaces[];
  function completions(prefix: string, most: number): readonly WordPlaces[] | null;
  function completions(prefix: string, most = Number.POSITIVE_INFINITY): readonly WordPlaces[] | null {
    const list = Array.from(words(prefix), (at) => ({
      docs: built.posting(at).docs,
      positions: built.positions(at) as Positions,
    }));
    return list.length > most ? null : list;
  }
  return {
    docs: built.docs,
    slots: new Int32Array(0),
    exact(term) {
      const at = find(term);
      return built.terms[at] === term ? built.posting(at) : null;
    },
    from: (prefix) => Array.from(words(prefix), (at) => built.posting(at)),
    *words(beginning) {
      for (const at of words(beginning)) yield built.terms[at] as string;
    },
    wordsWith: (inside) =>
      built.terms.filter(
        (term) => term.length >= compoundLetters && /^[a-z]/.test(term) && term.indexOf(inside, 1) > 0,
      ),
    positions(term) {
      const at = find(term);
      return built.terms[at] === term ? built.positions(at) : null;
    },
    starts: () => built.starts,
    turns: () => built.turns,
    completions,
    *vocabulary(first) {
      for (const at of words(first)) yield [built.terms[at] as string, built.posting(at).docs.length];
    },
  };
}

import type { Db } from '../open.ts';
import { tokens } from '../search/terms.ts';
import { reportDamage, type StoredSegment } from '../search/words/file.ts';
import { openWordLookup, type StoredWord, type WordLookup } from '../search/words/lookup.ts';
import { PositionReader, writtenGaps } from '../search/words/positions.ts';
import type { Posting } from '../search/words/posting.ts';
import { type LanguageMatcher, passes, type WordTest } from './matcher.ts';

/** Calls looked at between two moments at which the work may be put off. */
const slice = 1000;

/**
 * Which calls may have a hit, as far as the word index knows. A call it does not know as it is now may always have one.
 * One reading of the index, at one moment: make it for a piece of work and close it.
 */
export class Candidates {
  readonly #store: Db;
  #lookup: WordLookup | null;
  /** Generation at which each call was indexed, by row id; -1 for those that were not. */
  #known = new Int32Array(0);
  readonly #masks = new Map<LanguageMatcher, Uint8Array>();

  constructor(store: Db) {
    this.#store = store;
    this.#lookup = openWordLookup(store);
    let size = 0;
    for (const { docs } of this.#lookup?.segments ?? [])
      for (const rowid of docs.rowids) if (rowid >= size) size = rowid + 1;
    this.#known = new Int32Array(size).fill(-1);
    for (const { docs } of this.#lookup?.segments ?? [])
      docs.rowids.forEach((rowid, at) => {
        this.#known[rowid] = Math.max(this.#known[rowid] as number, docs.generations[at] as number);
      });
  }

  /** Whether the index is there at all: without, every call has to be looked through. */
  get indexed(): boolean {
    return this.#lookup !== null;
  }

  /** Looks in the index which calls may have a phrase; yields where the work may be put off. */
  *prepare(matcher: LanguageMatcher): Generator<void> {
    if (this.#masks.has(matcher) || !this.#lookup) return;
    const mask = new Uint8Array(this.#known.length);
    try {
      for (const segment of this.#lookup.segments)
        for (const phrase of matcher.phrases) {
          for (const doc of docsWith(this.#lookup, segment, phrase)) {
            if (doc < 0) {
              yield;
              continue;
            }
            const rowid = segment.docs.rowids[doc] as number;
            if (segment.docs.generations[doc] === this.#known[rowid]) mask[rowid] = 1;
          }
          yield;
        }
      this.#masks.set(matcher, mask);
    } catch {
      // A damaged index never hides a hit: it is made anew, and until then everything is looked through.
      reportDamage(this.#store);
      this.close();
      this.#known = new Int32Array(0);
    }
  }

  /** Whether a call may have a hit. `matcher` is one that was prepared for. */
  mayHave(rowid: number, generation: number, matcher: LanguageMatcher): boolean {
    return this.#known[rowid] !== generation || this.#masks.get(matcher)?.[rowid] !== 0;
  }

  close(): void {
    this.#lookup?.close();
    this.#lookup = null;
  }
}

/** The first character that UTF-16 writes as two, and one that comes after all others. */
const firstAstral = '\u{10000}';
const last = '\u{10ffff}';

interface FoundWord {
  readonly posting: Posting;
  readonly id: number;
}

/** The words of a segment that a test lets pass; null when the index may hold such words in another form. */
function wordsOf(lookup: WordLookup, segment: number, test: WordTest): FoundWord[] | null {
  const found: StoredWord[] = [];
  for (const needle of test.needles) {
    if (lookup.normal(needle) !== needle) return null;
    if (test.exact) {
      found.push(...lookup.words(segment, needle, `${needle}\0`));
      found.push(...lookup.words(segment, `${needle}\x80`, needle + last));
    } else found.push(...lookup.words(segment, needle, needle + last));
  }
  // Characters younger than the index's tables, such as most emojis, are letters to it: they cling to a word's ends.
  found.push(...lookup.words(segment, firstAstral, last));
  const candidates = found.filter(({ word }) =>
    /^[a-z0-9]+$/.test(word) ? passes(test, word) : tokens(word).some((part) => passes(test, part)),
  );
  const ids = new Set(candidates.map(({ id }) => id));
  return [...ids].sort((a, b) => a - b).map((id) => ({ posting: lookup.posting(id), id }));
}

/** Places (in the segment) of the calls in whose transcript a phrase is said; -1 now and then. */
function* docsWith(
  lookup: WordLookup,
  { id, docs }: StoredSegment,
  phrase: readonly WordTest[],
): Generator<number> {
  const words = phrase.map((test) => wordsOf(lookup, id, test));
  const known = words.filter((list) => list !== null);
  const size = docs.rowids.length;
  // How many of the words, one after the other, a call was found to have.
  const has = new Uint8Array(size);
  let step = 0;
  for (const list of known) {
    for (const { posting } of list) {
      if (!posting.said) continue;
      for (let at = 0; at < posting.docs.length; at++) {
        const doc = posting.docs[at] as number;
        if (posting.said[at] && has[doc] === step) has[doc] = step + 1;
      }
    }
    step++;
    yield -1;
  }
  const adjacent = known.length === words.length && words.length > 1;
  const readers = adjacent
    ? known.map((list) =>
        list.map((word) => new PositionReader(word.posting.docs, lookup.positions(word.id))),
      )
    : [];
  let looked = 0;
  for (let doc = 0; doc < size; doc++) {
    if (has[doc] !== step) continue;
    if (adjacent) {
      if (++looked % slice === 0) yield -1;
      if (!standsTogether(readers, doc, (docs.written[doc] as number) + writtenGaps)) continue;
    }
    yield doc;
  }
}

/** Whether a call has, at or after a position, one word of each list in a row. */
function standsTogether(words: readonly (readonly PositionReader[])[], doc: number, from: number): boolean {
  const entered = words.map((readers) => readers.filter((reader) => reader.seek(doc) === doc));
  for (const readers of entered) for (const reader of readers) reader.enter();
  const next = (readers: readonly PositionReader[], position: number): number => {
    let first = Number.POSITIVE_INFINITY;
    for (const reader of readers) if (reader.to(position) && reader.value < first) first = reader.value;
    return first;
  };
  let wanted = from;
  search: for (;;) {
    const start = next(entered[0] as readonly PositionReader[], wanted);
    if (start === Number.POSITIVE_INFINITY) return false;
    for (let word = 1; word < entered.length; word++) {
      const place = next(entered[word] as readonly PositionReader[], start + word);
      if (place === Number.POSITIVE_INFINITY) return false;
      if (place !== start + word) {
        wanted = place - word;
        continue search;
      }
    }
    return true;
  }
}

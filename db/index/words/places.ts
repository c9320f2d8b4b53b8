import type { TextField } from '../../../electron/contract/query/fields.ts';
import { phraseUnits } from './linking.ts';
import type { Part } from './part.ts';
import {
  PositionReader,
  pairPlaces,
  placeOfPhrase,
  placesOfPhrase,
  unitePlaces,
  WantedPlaces,
  type WordPlaces,
  writtenGaps,
} from './positions.ts';
import { fieldBit } from './posting.ts';

/** A word or phrase as the index has it: its words, the last one possibly unfinished. */
export interface IndexedTerm {
  readonly words: readonly string[];
  readonly prefix: boolean;
  /** Words that count as its only word. */
  readonly also?: readonly string[];
}

/** Words an unfinished one may stand for until its places are not followed any more. */
const completionsAtMost = 512;

/** Where the terms of a phrase stand, each with its place in the phrase; null when one stands nowhere in this segment. */
function placesOf(part: Part, words: readonly string[]): (WordPlaces & { readonly at: number })[] | null {
  const list: (WordPlaces & { readonly at: number })[] = [];
  for (const { term, at } of phraseUnits(words)) {
    const posting = part.exact(term);
    const positions = posting && part.positions(term);
    if (!positions) return null;
    list.push({ docs: posting.docs, positions, at });
  }
  return list;
}

const readerOf = (places: WordPlaces & { readonly at: number }) => new PositionReader(places, places.at);

/** Readers of the places of a phrase; null when it stands nowhere in this segment. */
const readersOf = (part: Part, words: readonly string[]): PositionReader[] | null =>
  placesOf(part, words)?.map(readerOf) ?? null;

/** The same for a term of which any of several words may stand. */
function readersOfAny(part: Part, { words, also = [] }: IndexedTerm): PositionReader[] | null {
  if (also.length === 0) return readersOf(part, words);
  const places = [...words, ...also].flatMap((word) => placesOf(part, [word]) ?? []);
  return places.length === 0 ? null : [new PositionReader(unitePlaces(places))];
}

/** Calls `each` with every call that all readers have, entered. */
function inCommon(readers: readonly PositionReader[], each: (doc: number) => void): void {
  let doc = 0;
  search: for (;;) {
    for (const reader of readers) {
      const found = reader.seek(doc);
      if (found < 0) return;
      if (found > doc) {
        doc = found;
        continue search;
      }
    }
    for (const reader of readers) reader.enter();
    each(doc);
    doc++;
  }
}

const spokenFrom = (part: Part, doc: number) => (part.docs.written[doc] as number) + writtenGaps;

/** Numbers of the words of one field of a call; of all its words without a field. */
function stretch(part: Part, doc: number, field: TextField | null): readonly [from: number, until: number] {
  if (field === null) return [0, Number.POSITIVE_INFINITY];
  if (field === 'said') return [spokenFrom(part, doc), Number.POSITIVE_INFINITY];
  const starts = part.starts();
  const at = Math.log2(fieldBit[field]);
  return [
    starts[doc * writtenGaps + at] as number,
    at + 1 < writtenGaps ? (starts[doc * writtenGaps + at + 1] as number) : spokenFrom(part, doc),
  ];
}

/**
 * Calls of a segment with a phrase in one field, or anywhere (null), by their place in the segment; `each` is told whether the
 * first place is in writing.
 */
export function phraseIn(
  part: Part,
  term: IndexedTerm,
  field: TextField | null,
  each: (doc: number, written: boolean) => void,
): void {
  if (term.prefix) return unfinishedIn(part, term.words, field, each);
  const places = placesOf(part, term.words);
  if (!places) return;
  const found = (doc: number, place: number) => each(doc, place < spokenFrom(part, doc));
  const [first, second, ...more] = places;
  if (first && second && more.length === 0 && field === null)
    return pairPlaces(first, second, second.at, found);
  const readers = places.map(readerOf);
  inCommon(readers, (doc) => {
    // Most phrases are looked for anywhere, in up to every call: no list is made for each of them.
    const place =
      field === null
        ? placeOfPhrase(readers, 0, Number.POSITIVE_INFINITY)
        : placeOfPhrase(readers, ...stretch(part, doc, field));
    if (place >= 0) found(doc, place);
  });
}

/** The same for a phrase whose last word is unfinished: where the others stand, then every word it may become. */
function unfinishedIn(
  part: Part,
  words: readonly string[],
  field: TextField | null,
  each: (doc: number, written: boolean) => void,
): void {
  const before = words.slice(0, -1);
  const readers = readersOf(part, before);
  if (!readers) return;
  const wanted = new WantedPlaces(part.docs.rowids.length);
  inCommon(readers, (doc) => {
    const [from, until] = stretch(part, doc, field);
    wanted.call(doc);
    for (const place of placesOfPhrase(readers, from, until)) wanted.add(place + before.length);
  });
  if (wanted.none) return;
  for (const places of part.completions(words.at(-1) as string)) wanted.meet(places);
  wanted.met((doc, place) => each(doc, place < spokenFrom(part, doc)));
}

/** Number of the last start that is not above a position, from number `from` on. */
export function regionOf(starts: ArrayLike<number>, from: number, to: number, position: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] as number) <= position) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** First number of the field or monologue that a position lies in. */
function regionStart(part: Part, doc: number, position: number): number {
  if (position < spokenFrom(part, doc)) {
    const starts = part.starts();
    return starts[regionOf(starts, doc * writtenGaps, (doc + 1) * writtenGaps, position)] as number;
  }
  const { offsets, starts } = part.turns();
  return starts[regionOf(starts, offsets[doc] as number, offsets[doc + 1] as number, position)] as number;
}

/**
 * Calls of a segment where all terms stand in one field or monologue with at most `distance` words between the first and the
 * last of them, in any order: what FTS5 calls NEAR.
 */
export function nearIn(
  part: Part,
  terms: readonly IndexedTerm[],
  distance: number,
  each: (doc: number) => void,
): void {
  const perTerm = terms.map((term) => readersOfAny(part, term));
  if (perTerm.some((readers) => readers === null)) return;
  const readers = perTerm as PositionReader[][];
  inCommon(readers.flat(), (doc) => {
    const lists = readers.map((own) => [...placesOfPhrase(own, 0, Number.POSITIVE_INFINITY)]);
    if (standTogether(lists, terms, distance, (position) => regionStart(part, doc, position))) each(doc);
  });
}

function standTogether(
  lists: readonly (readonly number[])[],
  terms: readonly IndexedTerm[],
  distance: number,
  start: (position: number) => number,
): boolean {
  const at = lists.map(() => 0);
  for (;;) {
    let last = -1;
    for (let n = 0; n < lists.length; n++) {
      const place = lists[n]?.[at[n] as number];
      if (place === undefined) return false;
      if (place > last) last = place;
    }
    const from = start(last);
    let moved = false;
    for (let n = 0; n < lists.length && !moved; n++) {
      const list = lists[n] as readonly number[];
      const least = Math.max(from, last - (terms[n] as IndexedTerm).words.length - distance);
      while ((list[at[n] as number] as number) < least) {
        at[n] = (at[n] as number) + 1;
        moved = true;
      }
    }
    if (!moved) return true;
  }
}

/** What a monologue is worth: `counts` of each term in it, and its length in words. */
export type MonologueScore = (counts: Uint16Array, words: number) => number;

/**
 * Positions of the monologues that have any of some terms, for each of some calls (places in the segment, ascending): the
 * `most` best ones by their score, or without one the first. Null when an unfinished word may stand for too many to follow.
 */
export function monologuesIn(
  part: Part,
  docs: readonly number[],
  terms: readonly IndexedTerm[],
  most: number,
  score: MonologueScore | null,
): number[][] | null {
  /** Per call: how often each term stands in each of its monologues. */
  const found = docs.map(() => new Map<number, Uint16Array>());
  const { offsets, starts } = part.turns();
  const follow = (term: number, readers: readonly PositionReader[]) => {
    docs.forEach((doc, nth) => {
      if (readers.some((reader) => reader.seek(doc) !== doc)) return;
      for (const reader of readers) reader.enter();
      const turns = found[nth] as Map<number, Uint16Array>;
      const to = offsets[doc + 1] as number;
      let turn = -1;
      let counts: Uint16Array | null = null;
      for (let at = spokenFrom(part, doc); ; ) {
        const place = placeOfPhrase(readers, at, Number.POSITIVE_INFINITY);
        if (place < 0) return;
        if (counts === null || (turn + 1 < to && place >= (starts[turn + 1] as number))) {
          turn = regionOf(starts, offsets[doc] as number, to, place);
          counts = turns.get(turn) ?? new Uint16Array(terms.length);
          turns.set(turn, counts);
        }
        counts[term]!++;
        at = place + 1;
      }
    });
  };
  for (const [term, { words, prefix, also = [] }] of terms.entries()) {
    for (const word of also) {
      const readers = readersOf(part, [word]);
      if (readers) follow(term, readers);
    }
    if (!prefix) {
      const readers = readersOf(part, words);
      if (readers) follow(term, readers);
      continue;
    }
    // Of an unfinished phrase only the last word varies.
    const completions = part.completions(words.at(-1) as string, completionsAtMost);
    if (!completions) return null;
    for (const places of completions) {
      const before = readersOf(part, words.slice(0, -1));
      if (before) follow(term, [...before, new PositionReader(places, words.length - 1)]);
    }
  }
  return docs.map((doc, nth) => {
    const from = offsets[doc] as number;
    const list = [...(found[nth] as Map<number, Uint16Array>)].sort((a, b) => a[0] - b[0]);
    if (score === null) return list.slice(0, most).map(([turn]) => turn - from);
    const lengthOf = (turn: number) =>
      (turn + 1 < (offsets[doc + 1] as number)
        ? (starts[turn + 1] as number) - 1
        : spokenFrom(part, doc) + (part.docs.spoken[doc] as number) + (offsets[doc + 1] as number) - from) -
      (starts[turn] as number);
    return list
      .map(([turn, counts]) => [turn - from, score(counts, lengthOf(turn))] as const)
      .sort((a, b) => b[1] - a[1] || a[0] - b[0])
      .slice(0, most)
      .map(([turn]) => turn)
      .sort((a, b) => a - b);
  });
}

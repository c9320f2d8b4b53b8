import type { Db } from '../open.ts';
import { tokens } from '../search/terms.ts';
import { reportDamage, type StoredSegment } from '../search/words/file.ts';
import {
  openWordLookup,
  type ReadSegments,
  type StoredWord,
  type WordLookup,
} from '../search/words/lookup.ts';
import { PositionReader, writtenGaps } from '../search/words/positions.ts';
import { countOfLevel, type Posting } from '../search/words/posting.ts';
import type { Turns } from '../search/words/segment.ts';
import { type LanguageMatcher, type Phrase, passes, type WordTest } from './matcher.ts';

/** Calls looked at between two moments at which the work may be put off. */
const slice = 500;
/** Monologues of a call that are worth picking out; with more of them it is read as a whole. */
const fewMonologues = 12;
/** Times a word is said in a call on average from which on calls with it are read as a whole. */
const often = 4;
/** Monologues remembered at most, some 10 bytes each; what comes after is read as a whole. */
const remembered = 4_000_000;

/** Monologues of a call that may have a hit, by their positions, ascending; 'all' when they are many or not known. */
export type Monologues = readonly number[] | 'all';

type Found = ReadonlyMap<number, Monologues>;

/** What was read and found, for the next time: good as long as the index stays as it is. */
export interface Remembered {
  readonly segments: ReadSegments;
  /** Generation at which each call was indexed, by row id; -1 for those that were not. */
  readonly known: Int32Array<ArrayBuffer>;
  /** By phrase (`Phrase.key`), the one asked for last at the end. */
  readonly phrases: ReadonlyMap<string, Found>;
}

/** Places of phrases remembered at most, in calls: some 100 bytes each. */
const rememberedCalls = 200_000;

/**
 * Segments whose words were looked through, by file, once while the app runs; with the postings of words that the index cuts or
 * folds in another way than the matcher does (a word with an emoji inside): a call that has one is read as a whole.
 */
const checked = new WeakMap<Db, Map<string, readonly number[]>>();

function isStrange(word: string): boolean {
  if (/^[\x00-\x7f]*$/.test(word)) return false;
  const parts = tokens(word);
  return parts.length !== 1 || parts[0] !== word;
}

/**
 * Where hits may be, as far as the word index knows. A call that it does not know as it is now may have them anywhere.
 * One reading of the index, at one moment: make it for a piece of work and close it.
 */
export class Candidates {
  readonly #store: Db;
  #lookup: WordLookup | null;
  #known = new Int32Array(0);
  readonly #remembers: boolean;
  /** By phrase, where they are worth remembering; else those of a matcher together, which takes less room. */
  readonly #phrases = new Map<string, Found>();
  readonly #united = new Map<LanguageMatcher, Found>();

  /** `former`: what was remembered, null at the first time; without it nothing will be. */
  constructor(store: Db, former?: Remembered | null) {
    this.#store = store;
    this.#remembers = former !== undefined;
    this.#lookup = openWordLookup(store, former?.segments ?? null);
    const segments = this.#lookup?.segments;
    if (!segments) return;
    if (former?.segments === segments) {
      this.#known = former.known;
      for (const [key, found] of former.phrases) this.#phrases.set(key, found);
      return;
    }
    let size = 0;
    for (const { docs } of segments.list)
      for (const rowid of docs.rowids) if (rowid >= size) size = rowid + 1;
    this.#known = new Int32Array(size).fill(-1);
    for (const { docs } of segments.list)
      docs.rowids.forEach((rowid, at) => {
        this.#known[rowid] = Math.max(this.#known[rowid] as number, docs.generations[at] as number);
      });
  }

  /** Whether the index is there at all: without, every call has to be looked through. */
  get indexed(): boolean {
    return this.#lookup !== null;
  }

  /** Looks in the index where phrases may be; yields where the work may be put off. What is not looked for may be anywhere. */
  *prepare(matcher: LanguageMatcher): Generator<void> {
    if (this.#united.has(matcher)) return;
    try {
      if (this.#remembers) yield* this.#prepareEach(matcher);
      else yield* this.#prepareAll(matcher);
    } catch {
      // A damaged index never hides a hit: it is made anew, and until then everything is looked through.
      reportDamage(this.#store);
      this.close();
      this.#known = new Int32Array(0);
    }
  }

  *#prepareAll(matcher: LanguageMatcher): Generator<void> {
    const lookup = this.#lookup;
    if (!lookup) return;
    const already = checked.get(this.#store) ?? new Map<string, readonly number[]>();
    checked.set(this.#store, already);
    const all = new Map<number, Monologues>();
    for (const { id, docs } of lookup.segments.list) {
      const name = `${lookup.segments.file} ${id}`;
      let strange = already.get(name);
      if (!strange) {
        const found: number[] = [];
        yield* lookup.check(id, (word, posting) => {
          if (isStrange(word)) found.push(posting);
        });
        strange = found;
        already.set(name, found);
      }
      for (const word of strange) {
        const { docs: calls, said } = lookup.posting(word);
        for (let at = 0; at < calls.length; at++) {
          const doc = calls[at] as number;
          const rowid = docs.rowids[doc] as number;
          if (said?.[at] && docs.generations[doc] === this.#known[rowid]) all.set(rowid, 'all');
        }
      }
    }
    let kept = 0;
    for (const phrase of matcher.phrases)
      yield* this.#look(lookup, phrase, (rowid, here) => {
        const before = all.get(rowid);
        const now = kept > remembered ? 'all' : before ? united(before, here) : here;
        all.set(rowid, now);
        if (now !== 'all') kept += now.length - (before?.length ?? 0);
      });
    this.#united.set(matcher, all);
  }

  *#prepareEach(matcher: LanguageMatcher): Generator<void> {
    const lookup = this.#lookup;
    if (!lookup) return;
    for (const phrase of matcher.phrases) {
      let found = this.#phrases.get(phrase.key);
      // The one asked for last goes to the end.
      if (found) this.#phrases.delete(phrase.key);
      else {
        const places = new Map<number, Monologues>();
        yield* this.#look(lookup, phrase, (rowid, here) => places.set(rowid, here));
        found = places;
      }
      this.#phrases.set(phrase.key, found);
    }
  }

  *#look(
    lookup: WordLookup,
    phrase: Phrase,
    each: (rowid: number, monologues: Monologues) => void,
  ): Generator<void> {
    for (const segment of lookup.segments.list)
      for (const place of placesOf(lookup, segment, phrase.words)) {
        if (place === null) {
          yield;
          continue;
        }
        const rowid = segment.docs.rowids[place.doc] as number;
        if (segment.docs.generations[place.doc] === this.#known[rowid]) each(rowid, place.monologues);
      }
  }

  /** Where a call may have a hit; null: nowhere. */
  of(rowid: number, generation: number, matcher: LanguageMatcher): Monologues | null {
    if (this.#known[rowid] !== generation) return 'all';
    const all = this.#united.get(matcher);
    if (all) return all.get(rowid) ?? null;
    let where: Monologues | null = null;
    for (const { key } of matcher.phrases) {
      const found = this.#phrases.get(key);
      if (!found) return 'all';
      const here = found.get(rowid);
      if (here) where = where === null ? here : united(where, here);
      if (where === 'all') return where;
    }
    return where;
  }

  /** What is worth being handed in the next time; null without an index. */
  remember(): Remembered | null {
    if (!this.#lookup) return null;
    let calls = 0;
    const kept: [string, Found][] = [];
    for (const [key, found] of [...this.#phrases].reverse()) {
      calls += found.size + 1;
      if (calls > rememberedCalls) break;
      kept.unshift([key, found]);
    }
    return { segments: this.#lookup.segments, known: this.#known, phrases: new Map(kept) };
  }

  close(): void {
    this.#lookup?.close();
    this.#lookup = null;
  }
}

function united(a: Monologues, b: Monologues): Monologues {
  if (a === 'all' || b === 'all') return 'all';
  const both: number[] = [];
  for (let x = 0, y = 0; x < a.length || y < b.length; ) {
    const [left, right] = [a[x] ?? Number.POSITIVE_INFINITY, b[y] ?? Number.POSITIVE_INFINITY];
    both.push(Math.min(left, right));
    if (left <= right) x++;
    if (right <= left) y++;
  }
  return both.length > fewMonologues ? 'all' : both;
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

interface Place {
  /** Place of the call in the segment. */
  readonly doc: number;
  readonly monologues: Monologues;
}

/** The calls of a segment in whose transcript a phrase is said; null now and then. */
function* placesOf(
  lookup: WordLookup,
  { id, docs }: StoredSegment,
  phrase: readonly WordTest[],
): Generator<Place | null> {
  const words: (FoundWord[] | null)[] = [];
  for (const test of phrase) {
    const found = wordsOf(lookup, id, test);
    if (found?.length === 0) return;
    words.push(found);
    yield null;
  }
  const known = words.filter((list) => list !== null);
  const size = docs.rowids.length;
  // How many of the words, one after the other, a call was found to have.
  const has = new Uint8Array(size);
  let step = 0;
  let said = 0;
  for (const list of known) {
    for (const { posting } of list) {
      if (!posting.said) continue;
      for (let at = 0; at < posting.docs.length; at++) {
        const doc = posting.docs[at] as number;
        const level = posting.said[at] as number;
        if (level === 0) continue;
        said += countOfLevel[level] as number;
        if (has[doc] === step) has[doc] = step + 1;
      }
    }
    step++;
    yield null;
  }
  let calls = 0;
  for (let doc = 0; doc < size; doc++) if (has[doc] === step) calls++;
  // A word said time and again is not worth asking for its places.
  if (known.length < words.length || (words.length === 1 && said >= calls * often)) {
    for (let doc = 0; doc < size; doc++) if (has[doc] === step) yield { doc, monologues: 'all' };
    return;
  }
  const turns = lookup.turns(id);
  const readers = known.map((list) =>
    list.map((word) => new PositionReader(word.posting.docs, lookup.positions(word.id))),
  );
  let looked = 0;
  for (let doc = 0; doc < size; doc++) {
    if (has[doc] !== step) continue;
    if (++looked % slice === 0) yield null;
    const monologues = monologuesWith(readers, doc, (docs.written[doc] as number) + writtenGaps, turns);
    if (monologues === 'all' || monologues.length > 0) yield { doc, monologues };
  }
}

/** Monologues of a call that have one word of each list in a row; its transcript begins at position `from`. */
function monologuesWith(
  words: readonly (readonly PositionReader[])[],
  doc: number,
  from: number,
  { offsets, starts }: Turns,
): Monologues {
  const entered = words.map((readers) => readers.filter((reader) => reader.seek(doc) === doc));
  for (const readers of entered) for (const reader of readers) reader.enter();
  const next = (readers: readonly PositionReader[], position: number): number => {
    let first = Number.POSITIVE_INFINITY;
    for (const reader of readers) if (reader.to(position) && reader.value < first) first = reader.value;
    return first;
  };
  const found: number[] = [];
  const begin = offsets[doc] as number;
  const end = offsets[doc + 1] as number;
  let turn = begin;
  let wanted = from;
  search: for (;;) {
    const start = next(entered[0] as readonly PositionReader[], wanted);
    if (start === Number.POSITIVE_INFINITY) return found;
    for (let word = 1; word < entered.length; word++) {
      const place = next(entered[word] as readonly PositionReader[], start + word);
      if (place === Number.POSITIVE_INFINITY) return found;
      if (place !== start + word) {
        wanted = place - word;
        continue search;
      }
    }
    if (found.length === fewMonologues) return 'all';
    while (turn + 1 < end && (starts[turn + 1] as number) <= start) turn++;
    found.push(turn - begin);
    if (turn + 1 >= end) return found;
    // The rest of this monologue adds nothing.
    wanted = starts[turn + 1] as number;
  }
}

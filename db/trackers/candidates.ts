import { GrowableArray } from '../index/arrays/growable.ts';
import { memo } from '../index/arrays/memo.ts';
import { reportDamage, type StoredSegment } from '../index/words/file.ts';
import { openWordLookup, type ReadSegments, type WordLookup } from '../index/words/lookup.ts';
import { regionOf } from '../index/words/places.ts';
import { PositionReader, writtenGaps } from '../index/words/positions.ts';
import { countOfLevel, type Posting } from '../index/words/posting.ts';
import type { Turns } from '../index/words/segment.ts';
import type { Db } from '../store/open.ts';
import { type LanguageMatcher, type Phrase, passes, type WordTest } from './matcher.ts';

/** Calls looked at between two moments at which the work may be put off. */
const slice = 500;
/**
 * Times a word is said in a call on average from which on, where only some calls will be looked through, it is not worth being asked for
 * its places.
 */
const often = 4;
/** Places remembered at most, 8 bytes each; calls that come after are read as a whole. */
const remembered = 8_000_000;

/**
 * Where the phrases of a matcher begin in a call: pairs of a monologue, by its position, and `word * phrases + phrase`, the words of
 * a monologue being numbered from 0 and `phrases` their number. 'all': anywhere.
 */
export type Places = Int32Array<ArrayBuffer> | 'all';

type Found = ReadonlyMap<number, Places>;

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

/** Segments whose words were looked through, by file: once while the app runs. */
const checkedIn = memo((_: Db) => new Set<string>());

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
    const already = checkedIn(this.#store);
    const all = new Map<number, Places>();
    for (const { id } of lookup.segments.list) {
      const name = `${lookup.segments.file} ${id}`;
      if (already.has(name)) continue;
      yield* lookup.check(id);
      already.add(name);
    }
    let kept = 0;
    yield* this.#look(lookup, matcher.phrases, false, (rowid, here) => {
      if (here !== 'all') kept += here.length / 2;
      all.set(rowid, kept > remembered ? 'all' : here);
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
        const places = new Map<number, Places>();
        yield* this.#look(lookup, [phrase], true, (rowid, here) => places.set(rowid, here));
        found = places;
      }
      this.#phrases.set(phrase.key, found);
    }
  }

  /**
   * Tells of every call in whose transcript any of some phrases is said, as far as the index knows it. `sparing`: of a word said time and
   * again not where.
   */
  *#look(
    lookup: WordLookup,
    phrases: readonly Phrase[],
    sparing: boolean,
    each: (rowid: number, places: Places) => void,
  ): Generator<void> {
    for (const segment of lookup.segments.list) {
      const finders: { readonly number: number; readonly finder: PhraseFinder }[] = [];
      for (const [number, { words }] of phrases.entries()) {
        const finder = yield* finderOf(lookup, segment, words, sparing);
        if (finder) finders.push({ number, finder });
      }
      if (finders.length === 0) continue;
      const { rowids, generations } = segment.docs;
      const turns = lookup.turns(segment.id);
      const places = new PlaceList(phrases.length);
      let looked = 0;
      for (let doc = 0; doc < rowids.length; doc++) {
        const rowid = rowids[doc] as number;
        if (generations[doc] !== this.#known[rowid]) continue;
        places.clear();
        for (const { number, finder } of finders) {
          places.phrase = number;
          if (finder.has(doc)) finder.find(doc, turns, places);
        }
        const found = places.take();
        if (!found) continue;
        each(rowid, found);
        if (++looked % slice === 0) yield;
      }
    }
  }

  /** Where a call may have a hit; null: nowhere. */
  of(rowid: number, generation: number, matcher: LanguageMatcher): Places | null {
    if (this.#known[rowid] !== generation) return 'all';
    const all = this.#united.get(matcher);
    if (all) return all.get(rowid) ?? null;
    const found: Places[] = [];
    for (const { key } of matcher.phrases) {
      const ofPhrase = this.#phrases.get(key);
      if (!ofPhrase) return 'all';
      found.push(ofPhrase.get(rowid) ?? nowhere);
    }
    return united(found);
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

const nowhere = new Int32Array(0);

/** The places of several phrases, each known for itself, as those of all; null when there are none. */
function united(found: readonly Places[]): Places | null {
  let length = 0;
  for (const places of found) {
    if (places === 'all') return 'all';
    length += places.length;
  }
  if (length === 0) return null;
  const all = new Int32Array(length);
  let at = 0;
  for (const [phrase, places] of (found as readonly Int32Array[]).entries())
    for (let from = 0; from < places.length; from += 2) {
      all[at++] = places[from] as number;
      all[at++] = (places[from + 1] as number) * found.length + phrase;
    }
  return all;
}

/** The first character that UTF-16 writes as two, and one that comes after all others. */
const last = '\u{10ffff}';

interface FoundWord {
  readonly posting: Posting;
  readonly id: number;
}

/** The words of a segment that a test lets pass. */
function indexedWords(lookup: WordLookup, segment: number, test: WordTest): FoundWord[] {
  const found = test.needles.flatMap((needle) =>
    lookup.words(segment, needle, test.exact ? `${needle}\0` : needle + last),
  );
  const ids = new Set(found.filter(({ word }) => passes(test, word)).map(({ id }) => id));
  return [...ids].sort((one, other) => one - other).map((id) => ({ posting: lookup.posting(id), id }));
}

/** Collects the places of phrases in one call. */
class PlaceList {
  readonly #list = new GrowableArray<Int32Array<ArrayBuffer>>(Int32Array, 1024);
  #all = false;
  readonly #phrases: number;
  /** The phrase whose places are added. */
  phrase = 0;

  constructor(phrases: number) {
    this.#phrases = phrases;
  }

  clear(): void {
    this.#list.truncate(0);
    this.#all = false;
  }

  add(monologue: number, word: number): void {
    this.#list.push(monologue);
    this.#list.push(word * this.#phrases + this.phrase);
  }

  /** The phrase may be anywhere. */
  addAll(): void {
    this.#all = true;
  }

  /** What was found; null when there is nothing. */
  take(): Places | null {
    if (this.#all) return 'all';
    return this.#list.length === 0 ? null : this.#list.toArray();
  }
}

/** Finds one phrase in the calls of a segment, asked for in their order. */
interface PhraseFinder {
  /** Whether a call has all words of the phrase that could be looked up. */
  has(doc: number): boolean;
  /** Adds the places where the phrase begins in a call. */
  find(doc: number, turns: Turns, places: PlaceList): void;
}

/** Null when no call of the segment has the phrase; yields now and then. */
function* finderOf(
  lookup: WordLookup,
  { id, docs }: StoredSegment,
  phrase: readonly WordTest[],
  sparing: boolean,
): Generator<void, PhraseFinder | null> {
  const known: FoundWord[][] = [];
  for (const test of phrase) {
    const found = indexedWords(lookup, id, test);
    if (found.length === 0) return null;
    known.push(found);
    yield;
  }
  // How many of the words, one after the other, a call was found to have.
  const step = new Uint8Array(docs.rowids.length);
  let steps = 0;
  let said = 0;
  for (const list of known) {
    for (const { posting } of list) {
      if (!posting.said) continue;
      for (let at = 0; at < posting.docs.length; at++) {
        const level = posting.said[at] as number;
        if (level === 0) continue;
        said += countOfLevel[level] as number;
        const doc = posting.docs[at] as number;
        if (step[doc] === steps) step[doc] = steps + 1;
      }
    }
    steps++;
    yield;
  }
  const has = (doc: number) => step[doc] === steps;
  let calls = 0;
  for (let doc = 0; doc < step.length; doc++) if (has(doc)) calls++;
  if (sparing && known.length === 1 && said >= calls * often)
    return { has, find: (_doc, _turns, places) => places.addAll() };
  const readers = known.map((list) =>
    list.map((word) => new PositionReader({ docs: word.posting.docs, positions: lookup.positions(word.id) })),
  );
  const [first = [], ...others] = readers;
  return {
    has,
    find(doc, turns, places) {
      const from = (docs.written[doc] as number) + writtenGaps;
      if (others.length > 0) return findPhrase(readers, doc, from, turns, places);
      for (const reader of first) if (reader.seek(doc) === doc) findWord(reader, doc, from, turns, places);
    },
  };
}

/** Places of the word of a reader in a call; its transcript begins at position `from`. */
function findWord(
  reader: PositionReader,
  doc: number,
  from: number,
  { offsets, starts }: Turns,
  places: PlaceList,
): void {
  reader.enter();
  const begin = offsets[doc] as number;
  const end = offsets[doc + 1] as number;
  let turn = begin;
  for (let wanted = from; reader.to(wanted); wanted = reader.value + 1) {
    turn = regionOf(starts, turn, end, reader.value);
    places.add(turn - begin, reader.value - (starts[turn] as number));
  }
}

/** Places in a call of one word of each list in a row; its transcript begins at position `from`. */
function findPhrase(
  words: readonly (readonly PositionReader[])[],
  doc: number,
  from: number,
  { offsets, starts }: Turns,
  places: PlaceList,
): void {
  const entered = words.map((readers) => readers.filter((reader) => reader.seek(doc) === doc));
  for (const readers of entered) for (const reader of readers) reader.enter();
  const next = (readers: readonly PositionReader[], position: number): number => {
    let first = Number.POSITIVE_INFINITY;
    for (const reader of readers) if (reader.to(position) && reader.value < first) first = reader.value;
    return first;
  };
  const begin = offsets[doc] as number;
  const end = offsets[doc + 1] as number;
  let turn = begin;
  let wanted = from;
  search: for (;;) {
    const start = next(entered[0] as readonly PositionReader[], wanted);
    if (start === Number.POSITIVE_INFINITY) return;
    for (let word = 1; word < entered.length; word++) {
      const place = next(entered[word] as readonly PositionReader[], start + word);
      if (place === Number.POSITIVE_INFINITY) return;
      if (place !== start + word) {
        wanted = place - word;
        continue search;
      }
    }
    turn = regionOf(starts, turn, end, start);
    places.add(turn - begin, start - (starts[turn] as number));
    wanted = start + 1;
  }
}

import type { TextField } from '../../../electron/contract/query/fields.ts';
import type { Part } from './part.ts';
import { type IndexedTerm, type MonologueScore, monologuesIn, nearIn, phraseIn } from './places.ts';
import { only, type Posting, unite } from './posting.ts';
import { callsAtMost, prefixMark, shortPrefix } from './segment.ts';

/** What the index must know of the columns it answers for. */
export interface Slots {
  readonly size: number;
  readonly rowids: Int32Array;
  /** `call.generation` of each slot. */
  readonly generations: Int32Array;
  slotOf(rowid: number): number;
}

/** One segment as a search sees it. */
export interface LiveSegment {
  /** Slot of each call; the number of slots for a call that changed or is not shown. */
  readonly slots: Int32Array;
  /** Words in writing of each call. */
  readonly written: Int32Array;
  readonly calls: number;
}

/** What a view is made from. */
interface Source {
  readonly onDisk: readonly Part[];
  /** Segments that were built at former searches. */
  readonly inMemory: readonly Part[];
  /** Calls that are worth being indexed in memory at most. */
  readonly most: number;
  /** Indexes some calls, by ascending row id; null when none of them has a text. */
  build(rowids: readonly number[]): Part | null;
  /** The file turned out to be damaged. */
  lose(): void;
}

/** The words of all calls, for one state of the columns. Throws IndexLost when the index on disk turns out to be damaged. */
export class WordIndexView {
  readonly segments: readonly LiveSegment[];
  /** Calls whose words are not known (as they are now): they wait for the index and no word finds them until then. */
  readonly unindexed: number;
  /** Words in writing and in the transcript of each slot. */
  readonly written: Float32Array;
  readonly spoken: Float32Array;
  readonly averageWritten: number;
  readonly averageSpoken: number;
  /** The segments in memory that are of use. */
  readonly inMemory: readonly Part[];
  readonly #columns: Slots;
  readonly #source: Source;
  /** Slots whose words are indexed as they are now. */
  readonly #covered: Uint8Array;
  /** Where each slot's words are: number of the part times `callsAtMost`, plus the place in it. */
  readonly #home: Int32Array;
  readonly #numbers = new Map<Part, number>();
  readonly #placed: Part[] = [];
  readonly #parts: readonly Part[];

  constructor(columns: Slots, source: Source) {
    const { size } = columns;
    this.#columns = columns;
    this.#source = source;
    this.#covered = new Uint8Array(size + 1);
    this.written = new Float32Array(size + 1);
    this.spoken = new Float32Array(size + 1);
    this.#home = new Int32Array(size).fill(-1);
    for (const part of source.onDisk) this.#place(part);
    const inMemory = source.inMemory.filter((part) => this.#place(part));
    const missing: number[] = [];
    for (let slot = 0; slot < size; slot++) if (!this.#covered[slot]) missing.push(slot);
    if (missing.length > 0 && missing.length <= source.most) {
      const rowids = missing.map((slot) => columns.rowids[slot] as number);
      const part = source.build(rowids.sort((a, b) => a - b));
      if (part && this.#place(part)) inMemory.push(part);
    }
    this.inMemory = inMemory;
    const unindexed = missing.filter((slot) => !this.#covered[slot]);
    if (unindexed.length > 0) this.#placeStale(unindexed);
    this.unindexed = unindexed.length;
    this.#parts = [...source.onDisk, ...inMemory];
    this.segments = this.#parts.map((part) => ({
      slots: part.slots,
      written: part.docs.written,
      calls: part.docs.rowids.length,
    }));
    this.averageWritten = average(this.written, size);
    this.averageSpoken = average(this.spoken, size);
  }

  #take(part: Part, at: number, slot: number): void {
    part.slots[at] = slot;
    this.#home[slot] = (this.#numbers.get(part) as number) * callsAtMost + at;
    this.written[slot] = part.docs.written[at] as number;
    this.spoken[slot] = part.docs.spoken[at] as number;
  }

  /** Gives the calls of a part their slots; false when no call is as the part knows it. */
  #place(part: Part): boolean {
    const { rowids, generations } = part.docs;
    const columns = this.#columns;
    this.#numbers.set(part, this.#numbers.size);
    this.#placed.push(part);
    part.slots = new Int32Array(rowids.length).fill(columns.size);
    let live = false;
    for (let at = 0; at < rowids.length; at++) {
      const slot = columns.slotOf(rowids[at] as number);
      if (slot < 0 || this.#covered[slot] || columns.generations[slot] !== generations[at]) continue;
      this.#covered[slot] = 1;
      this.#take(part, at, slot);
      live = true;
    }
    return live;
  }

  /** Calls that changed keep the words they had until they are indexed again: a star must not make a call unfindable. */
  #placeStale(waiting: readonly number[]): void {
    const columns = this.#columns;
    const newest = new Map(waiting.map((slot) => [slot, Number.NEGATIVE_INFINITY]));
    const each = (work: (slot: number, part: Part, at: number, generation: number) => void) => {
      for (const part of this.#source.onDisk)
        for (let at = 0; at < part.slots.length; at++) {
          if (part.slots[at] !== columns.size) continue;
          const slot = columns.slotOf(part.docs.rowids[at] as number);
          if (newest.has(slot)) work(slot, part, at, part.docs.generations[at] as number);
        }
    };
    each((slot, _, __, generation) => {
      newest.set(slot, Math.max(newest.get(slot) as number, generation));
    });
    each((slot, part, at, generation) => {
      if (newest.get(slot) === generation) this.#take(part, at, slot);
    });
  }

  #guarded<T>(work: () => T): T {
    try {
      return work();
    } catch {
      // A damaged index must never fail a search: it goes on without, until there is a new one.
      this.#source.lose();
      throw new IndexLost('the word index cannot be read');
    }
  }

  /** Part of a slot's words and the place in it; null when they are not known. */
  #homeOf(slot: number): { readonly part: Part; readonly doc: number } | null {
    const at = this.#home[slot] as number;
    return at < 0
      ? null
      : { part: this.#placed[Math.floor(at / callsAtMost)] as Part, doc: at % callsAtMost };
  }

  /** Postings of a word, one per segment (null: no call of it has the word). `prefix`: of all words that begin so. */
  postings(term: string, prefix: boolean): readonly (Posting | null)[] {
    return this.#guarded(() => this.#parts.map((part) => postingOf(part, term, prefix)));
  }

  /** Those of some words that any call has, with the calls of each (once per segment), most used first. */
  known(words: Iterable<string>): readonly (readonly [word: string, calls: number])[] {
    return this.#guarded(() =>
      Array.from(
        words,
        (word) =>
          [word, this.#parts.reduce((sum, part) => sum + (part.exact(word)?.docs.length ?? 0), 0)] as const,
      )
        .filter(([, calls]) => calls > 0)
        .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)),
    );
  }

  /** Words that begin with one of these, or (where it is given) have `inside` behind their first letter. */
  wordsLike(beginnings: readonly string[], inside: string | null): ReadonlySet<string> {
    return this.#guarded(() => {
      const found = new Set<string>();
      for (const part of this.#parts) {
        for (const beginning of beginnings) for (const word of part.words(beginning)) found.add(word);
        if (inside !== null) for (const word of part.wordsWith(inside)) found.add(word);
      }
      return found;
    });
  }

  /** Postings of any of some words, one per segment: those of each group in the calls it is for (by slot; null: in all). */
  variants(
    groups: readonly { readonly words: readonly string[]; readonly slots: Uint8Array | null }[],
  ): readonly (Posting | null)[] {
    return this.#guarded(() =>
      this.#parts.map((part) => {
        const found = groups.flatMap(({ words, slots }) => {
          const list = words.flatMap((word) => part.exact(word) ?? []);
          if (list.length === 0) return [];
          const united = unite(list, part.docs.rowids.length);
          return slots ? only(united, (doc) => slots[part.slots[doc] as number] === 1) : united;
        });
        return found.length === 0 ? null : unite(found, part.docs.rowids.length);
      }),
    );
  }

  /** Calls with a phrase in one field, or anywhere (null); `each` is told whether the first place is in writing. */
  phrase(term: IndexedTerm, field: TextField | null, each: (slot: number, written: boolean) => void): void {
    const { size } = this.#columns;
    this.#guarded(() => {
      for (const part of this.#parts)
        phraseIn(part, term, field, (doc, inWriting) => {
          const slot = part.slots[doc] as number;
          if (slot !== size) each(slot, inWriting);
        });
    });
  }

  /** Calls where all terms stand in one field or monologue with at most `distance` words between the outer ones. */
  near(terms: readonly IndexedTerm[], distance: number, each: (slot: number) => void): void {
    const { size } = this.#columns;
    this.#guarded(() => {
      for (const part of this.#parts)
        nearIn(part, terms, distance, (doc) => {
          const slot = part.slots[doc] as number;
          if (slot !== size) each(slot);
        });
    });
  }

  /**
   * Positions of the monologues that have any of some terms, by slot, for some slots: the `most` best by `score`, or the
   * first. A slot is left out when that is not known: its call is not indexed, or an unfinished word may stand for too many.
   */
  monologues(
    slots: readonly number[],
    terms: readonly IndexedTerm[],
    most: number,
    score: MonologueScore | null,
  ): ReadonlyMap<number, readonly number[]> {
    const wanted = new Map<Part, number[]>();
    const found = new Map<number, readonly number[]>();
    for (const slot of slots) {
      const home = this.#homeOf(slot);
      if (!home) continue;
      // Nothing is said in most calls of a company that records few: no word of theirs is looked for.
      if (this.spoken[slot] === 0) {
        found.set(slot, []);
        continue;
      }
      const docs = wanted.get(home.part) ?? [];
      docs.push(home.doc);
      wanted.set(home.part, docs);
    }
    this.#guarded(() => {
      for (const [part, docs] of wanted) {
        docs.sort((a, b) => a - b);
        monologuesIn(part, docs, terms, most, score)?.forEach((list, at) => {
          found.set(part.slots[docs[at] as number] as number, list);
        });
      }
    });
    return found;
  }

  /**
   * Fields in writing (`fieldBit`) where some terms may stand, by slot: nothing of them is in the others. A slot is left out
   * when its call as it is now is not indexed.
   */
  fields(slots: readonly number[], terms: readonly IndexedTerm[]): ReadonlyMap<number, number> {
    const found = new Map<number, number>();
    this.#guarded(() => {
      for (const slot of slots) {
        const home = this.#homeOf(slot);
        if (!home || !this.#covered[slot]) continue;
        let bits = 0;
        for (const term of terms) bits |= fieldsIn(home.part, home.doc, term);
        found.set(slot, bits);
      }
    });
    return found;
  }

  /** Words that begin with a letter, with the number of calls that have each (once per segment). */
  vocabulary(first: string): Iterable<readonly [word: string, calls: number]> {
    return this.#guarded(() => this.#parts.flatMap((part) => [...part.vocabulary(first)]));
  }
}

/** The calls of a part that have a word, or (`prefix`) any word that begins so. */
function postingOf(part: Part, word: string, prefix: boolean): Posting | null {
  if (!prefix) return part.exact(word);
  if ([...word].length <= shortPrefix) return part.exact(word + prefixMark);
  const list = part.from(word);
  return list.length === 0 ? null : unite(list, part.docs.rowids.length);
}

/** Fields of one call where all words of a term stand: a phrase can stand in no other. */
function fieldsIn(part: Part, doc: number, { words, prefix, also = [] }: IndexedTerm): number {
  let bits = words.length === 0 ? 0 : 255;
  for (let at = 0; at < words.length && bits !== 0; at++) {
    const posting = postingOf(part, words[at] as string, prefix && at === words.length - 1);
    const place = posting ? placeOf(posting.docs, doc) : -1;
    bits &= place < 0 ? 0 : (posting?.fields?.[place] ?? 0);
  }
  for (const word of also) {
    const posting = part.exact(word);
    const place = posting ? placeOf(posting.docs, doc) : -1;
    if (place >= 0) bits |= posting?.fields?.[place] ?? 0;
  }
  return bits;
}

/** Where a number stands in an ascending list; -1 when it does not. */
function placeOf(docs: Uint16Array, doc: number): number {
  let from = 0;
  let to = docs.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((docs[middle] as number) < doc) from = middle + 1;
    else to = middle;
  }
  return docs[from] === doc ? from : -1;
}

/** The index on disk turned out to be damaged during a search: to be asked again, without it. */
export class IndexLost extends Error {}

function average(list: Float32Array, size: number): number {
  let sum = 0;
  let count = 0;
  for (let at = 0; at < size; at++) {
    const value = list[at] as number;
    if (value > 0) {
      sum += value;
      count++;
    }
  }
  return count === 0 ? 1 : sum / count;
}

import { VarintReader, VarintWriter } from '../../store/varint.ts';
import { GrowableArray } from '../arrays/growable.ts';

/**
 * Positions of a word in the calls of its posting, in the same order: for each call the length in bytes, then the
 * distances from one position to the next, all in seven-bit groups. Words of a call are numbered through its written
 * fields and its transcript; a number is left out after each field and each spoken passage, so that no phrase ever
 * reaches from one into the next.
 */
export type Positions = Uint8Array;

/** Numbers left out in the written part, one for each field. */
export const writtenGaps = 8;

/** Collects encoded positions. */
export class PositionWriter extends VarintWriter {
  /** Where the call that is written begins, and its last position. */
  #from = 0;
  #last = 0;

  /** Begins the next call; its positions follow, ascending. */
  begin(): void {
    this.ensureCapacity(1);
    this.#from = this.length++;
    this.#last = 0;
  }

  add(position: number): void {
    this.write(position - this.#last);
    this.#last = position;
  }

  /** Ends a call: now its length is known. Nearly always it fits the byte that was left free. */
  end(): void {
    const from = this.#from;
    const bytes = this.length - from - 1;
    if (bytes < 128) {
      this.bytes[from] = bytes;
      return;
    }
    const more = bytes < 16_384 ? 1 : bytes < 2_097_152 ? 2 : bytes < 268_435_456 ? 3 : 4;
    this.ensureCapacity(more);
    this.bytes.copyWithin(from + 1 + more, from + 1, this.length);
    this.length = from;
    this.write(bytes);
    this.length += bytes;
  }
}

/** Where a word stands: its calls, ascending, and its positions in them. */
export interface WordPlaces {
  readonly docs: Uint16Array;
  readonly positions: Positions;
}

/** Steps through the calls of a posting and, within one, through the positions. */
export class PositionReader {
  readonly #docs: Uint16Array;
  readonly #numbers: VarintReader;
  #call = 0;
  #end = 0;
  /** The position it stands at; only after `to` said true. */
  value = 0;
  /** Place of its word in the phrase that is looked for. */
  readonly offset: number;

  constructor({ docs, positions }: WordPlaces, offset = 0) {
    this.#docs = docs;
    this.#numbers = new VarintReader(positions);
    this.offset = offset;
  }

  /** Goes on to the first call that is not before `doc`; returns it, or -1 at the end. */
  seek(doc: number): number {
    const numbers = this.#numbers;
    numbers.at = this.#end;
    while (this.#call < this.#docs.length && (this.#docs[this.#call] as number) < doc) {
      numbers.skipBytes();
      this.#call++;
    }
    this.#end = numbers.at;
    if (this.#call >= this.#docs.length) return -1;
    return this.#docs[this.#call] as number;
  }

  /** Enters the call that `seek` found. */
  enter(): void {
    const bytes = this.#numbers.next();
    this.#end = this.#numbers.at + bytes;
    this.#call++;
    this.value = 0;
  }

  /** Goes on to the first position that is not before `position`; false when the call has none. */
  to(position: number): boolean {
    if (this.value >= position && this.value > 0) return true;
    while (this.#numbers.at < this.#end) {
      this.value += this.#numbers.next();
      if (this.value >= position) return true;
    }
    return false;
  }
}

/** Where any of some words stands, as if they were one. */
export function unitePlaces(words: readonly WordPlaces[]): WordPlaces {
  if (words.length === 1) return words[0] as WordPlaces;
  const found = new Map<number, number[]>();
  for (const word of words) {
    const reader = new PositionReader(word);
    for (const doc of word.docs) {
      reader.seek(doc);
      reader.enter();
      const places = found.get(doc) ?? [];
      for (let at = 0; reader.to(at); at = reader.value + 1) places.push(reader.value);
      found.set(doc, places);
    }
  }
  const docs = Uint16Array.from(found.keys()).sort();
  const writer = new PositionWriter();
  for (const doc of docs) {
    writer.begin();
    for (const place of (found.get(doc) as number[]).sort((a, b) => a - b)) writer.add(place);
    writer.end();
  }
  return { docs, positions: writer.take() };
}

/**
 * First place of a phrase in the call that all readers have entered, at or after `from` and before `until`; -1 when
 * there is none. The first reader's offset is 0.
 */
export function placeOfPhrase(readers: readonly PositionReader[], from: number, until: number): number {
  const first = readers[0] as PositionReader;
  let wanted = from;
  search: for (;;) {
    if (!first.to(wanted) || first.value >= until) return -1;
    const start = first.value;
    for (let n = 1; n < readers.length; n++) {
      const reader = readers[n] as PositionReader;
      if (!reader.to(start + reader.offset)) return -1;
      if (reader.value !== start + reader.offset) {
        wanted = reader.value - reader.offset;
        continue search;
      }
    }
    return start;
  }
}

/**
 * Calls where two words stand `distance` apart, the second one later, with the first such place of the first. What phrases of
 * two words need, in one plain loop: with common words it goes through every call there is.
 */
export function pairPlaces(
  first: WordPlaces,
  second: WordPlaces,
  distance: number,
  each: (doc: number, place: number) => void,
): void {
  const a = new VarintReader(first.positions);
  const b = new VarintReader(second.positions);
  let nextA = 0;
  let nextB = 0;
  while (nextA < first.docs.length && nextB < second.docs.length) {
    const docA = first.docs[nextA] as number;
    const docB = second.docs[nextB] as number;
    let endA = a.at;
    let endB = b.at;
    if (docA <= docB) {
      nextA++;
      const bytes = a.next();
      endA = a.at + bytes;
    }
    if (docB <= docA) {
      nextB++;
      const bytes = b.next();
      endB = b.at + bytes;
    }
    if (docA === docB) {
      let placeA = a.next();
      // Where the first word must stand for this place of the second.
      let wanted = b.next() - distance;
      while (placeA !== wanted) {
        if (placeA < wanted) {
          if (a.at >= endA) break;
          placeA += a.next();
        } else {
          if (b.at >= endB) break;
          wanted += b.next();
        }
      }
      if (placeA === wanted) each(docA, placeA);
    }
    a.at = endA;
    b.at = endB;
  }
}

/** All places of a phrase in the call that all readers have entered, from `from` on and before `until`. */
export function* placesOfPhrase(
  readers: readonly PositionReader[],
  from: number,
  until: number,
): Generator<number> {
  for (let at = from; ; ) {
    const place = placeOfPhrase(readers, at, until);
    if (place < 0) return;
    yield place;
    at = place + 1;
  }
}

/**
 * Places of the calls of a segment at which one of many words is looked for. An unfinished word may become thousands, most of them
 * in few calls, so each is gone through in one plain pass.
 */
export class WantedPlaces {
  readonly #from: Int32Array;
  readonly #to: Int32Array;
  /** The first place that was met in each call; -1 where none was. */
  readonly #first: Int32Array;
  readonly #places = new GrowableArray<Int32Array>(Int32Array, 1024);
  #doc = 0;

  constructor(calls: number) {
    this.#from = new Int32Array(calls);
    this.#to = new Int32Array(calls);
    this.#first = new Int32Array(calls).fill(-1);
  }

  get none(): boolean {
    return this.#places.length === 0;
  }

  /** The call that the places added next belong to; calls and places ascend. */
  call(doc: number): void {
    this.#doc = doc;
    this.#from[doc] = this.#places.length;
    this.#to[doc] = this.#places.length;
  }

  add(place: number): void {
    this.#places.push(place);
    this.#to[this.#doc] = this.#places.length;
  }

  /** Looks for a word, which stands in these calls at these positions. */
  meet({ docs, positions }: WordPlaces): void {
    const places = this.#places.list;
    const numbers = new VarintReader(positions);
    for (let step = 0; step < docs.length; step++) {
      const length = numbers.next();
      const end = numbers.at + length;
      const doc = docs[step] as number;
      const until = this.#to[doc] as number;
      let wanted = this.#from[doc] as number;
      for (let value = 0; wanted < until && numbers.at < end; ) {
        value += numbers.next();
        while (wanted < until && (places[wanted] as number) < value) wanted++;
        if (wanted === until || places[wanted] !== value) continue;
        this.#first[doc] = value;
        // From now on only an earlier place would say more.
        this.#to[doc] = wanted;
        break;
      }
      numbers.at = end;
    }
  }

  /** Calls in which a word was met, with the first place. */
  met(each: (doc: number, place: number) => void): void {
    for (let doc = 0; doc < this.#first.length; doc++)
      if (this.#first[doc] !== -1) each(doc, this.#first[doc] as number);
  }
}

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
export class PositionWriter {
  #bytes = new Uint8Array(1024);
  #length = 0;

  #room(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const next = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    next.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = next;
  }

  #varint(value: number): void {
    let rest = value;
    while (rest > 127) {
      this.#bytes[this.#length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.#bytes[this.#length++] = rest;
  }

  /** The positions of one call, ascending. */
  call(positions: Uint32Array, count: number): void {
    let bytes = 0;
    let last = 0;
    for (let at = 0; at < count; at++) {
      const step = (positions[at] as number) - last;
      bytes += step < 128 ? 1 : step < 16_384 ? 2 : step < 2_097_152 ? 3 : step < 268_435_456 ? 4 : 5;
      last = positions[at] as number;
    }
    this.#room(bytes + 5);
    this.#varint(bytes);
    last = 0;
    for (let at = 0; at < count; at++) {
      this.#varint((positions[at] as number) - last);
      last = positions[at] as number;
    }
  }

  /** One call's positions as they are encoded already, with their length. */
  copy(source: Uint8Array, from: number, to: number): void {
    this.#room(to - from);
    this.#bytes.set(source.subarray(from, to), this.#length);
    this.#length += to - from;
  }

  /** What was written since the last `take`. */
  take(): Positions {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }
}

/** Steps through the calls of a posting and, within one, through the positions. */
export class PositionReader {
  readonly #docs: Uint16Array;
  readonly #bytes: Uint8Array;
  #call = 0;
  #at = 0;
  #end = 0;
  /** The position it stands at; only after `next` said true. */
  value = 0;

  constructor(docs: Uint16Array, bytes: Positions) {
    this.#docs = docs;
    this.#bytes = bytes;
  }

  #varint(): number {
    let byte = this.#bytes[this.#at++] as number;
    if (byte < 128) return byte;
    let value = byte & 127;
    let shift = 7;
    do {
      byte = this.#bytes[this.#at++] as number;
      value |= (byte & 127) << shift;
      shift += 7;
    } while (byte >= 128);
    return value;
  }

  /** Goes on to the first call that is not before `doc`; returns it, or -1 at the end. */
  seek(doc: number): number {
    this.#at = this.#end;
    while (this.#call < this.#docs.length && (this.#docs[this.#call] as number) < doc) {
      const bytes = this.#varint();
      this.#at += bytes;
      this.#call++;
    }
    this.#end = this.#at;
    if (this.#call >= this.#docs.length) return -1;
    return this.#docs[this.#call] as number;
  }

  /** Enters the call that `seek` found. */
  enter(): void {
    const bytes = this.#varint();
    this.#end = this.#at + bytes;
    this.#call++;
    this.value = 0;
  }

  /** Goes on to the first position that is not before `position`; false when the call has none. */
  to(position: number): boolean {
    if (this.value >= position && this.value > 0) return true;
    while (this.#at < this.#end) {
      this.value += this.#varint();
      if (this.value >= position) return true;
    }
    return false;
  }
}

/**
 * First place of a phrase in the call that all readers have entered, at or after `from` and before `until`; -1 when
 * there is none. Reader n holds the phrase's n-th word.
 */
export function placeOfPhrase(readers: readonly PositionReader[], from: number, until: number): number {
  const first = readers[0] as PositionReader;
  let wanted = from;
  search: for (;;) {
    if (!first.to(wanted) || first.value >= until) return -1;
    const start = first.value;
    for (let n = 1; n < readers.length; n++) {
      const reader = readers[n] as PositionReader;
      if (!reader.to(start + n)) return -1;
      if (reader.value !== start + n) {
        wanted = reader.value - n;
        continue search;
      }
    }
    return start;
  }
}

import { type Block, noPhrase } from './block.ts';
import { type BlockPart, placeOf, type SegmentHead, SegmentReader } from './segment-file.ts';

/** Where the entries of a tracker are in one segment. */
export interface SegmentPart {
  /** Number of the segment. */
  readonly at: number;
  readonly file: string;
  readonly head: SegmentHead;
  readonly group: number;
}

/** A segment could not be read: it is left out from now on, and whoever asks again is answered. */
export class SegmentFailure extends Error {
  readonly at: number;
  constructor(at: number, cause: unknown) {
    super(`segment ${at} cannot be read`, { cause });
    this.at = at;
  }
}

/** Asks again where a segment was damaged or written anew in the middle of an answer. */
export function patiently<T>(ask: () => T, tries = 3): T {
  try {
    return ask();
  } catch (error) {
    if (!(error instanceof SegmentFailure) || tries <= 1) throw error;
    return patiently(ask, tries - 1);
  }
}

type Typed = Int32Array | Uint32Array | Uint16Array | Uint8Array;
type Make<A extends Typed> = new (length: number) => A;

/** Length of an array in a segment. */
const lengthOf = ({ head, group }: SegmentPart, part: BlockPart, width: number): number =>
  placeOf(head, group, part)[1] / width;

/**
 * The figures of a tracker from its segments. What it says of calls is read at once, straight into its place; moments and
 * phrases, which are most of it, at their first use. Entries of calls that `changed` since belong to no call (row id 0) and count
 * nothing; `rest` has them as they are.
 */
export class SegmentBlock implements Block {
  readonly size: number;
  readonly rowids: Int32Array;
  readonly mentions: Int32Array;
  readonly occurrences: Uint32Array;
  readonly company: Uint16Array;
  readonly customer: Uint16Array;
  readonly unknown: Uint16Array;
  readonly first: Uint8Array;
  readonly phraseAt: Uint32Array;
  readonly phrases: readonly string[];
  readonly #parts: readonly SegmentPart[];
  readonly #rest: Block;
  readonly #codes: readonly (Uint16Array | null)[];
  readonly #late: Typed[] = [];

  readonly #onFailure: (failure: SegmentFailure) => void;

  /** Throws SegmentFailure; `onFailure` hears of one that comes later. */
  constructor(
    parts: readonly SegmentPart[],
    changed: ReadonlySet<number>,
    rest: Block,
    onFailure: (failure: SegmentFailure) => void,
  ) {
    this.#onFailure = onFailure;
    this.#parts = parts;
    this.#rest = rest;
    const lists = [...parts.map(({ head, group }) => head.groups[group]?.phrases ?? []), rest.phrases];
    this.phrases = [...new Set(lists.flat())].slice(0, noPhrase);
    const codeOf = new Map(this.phrases.map((phrase, code) => [phrase, code]));
    this.#codes = lists.map((phrases) => {
      const codes = Uint16Array.from(phrases, (phrase) => codeOf.get(phrase) ?? noPhrase);
      return codes.every((code, at) => code === at) ? null : codes;
    });
    this.rowids = this.#read('rowids', Int32Array, 4);
    this.size = this.rowids.length;
    this.mentions = this.#read('mentions', Int32Array, 4);
    this.occurrences = this.#ends('occurrences');
    this.phraseAt = this.#ends('phraseAt');
    this.company = this.#read('company', Uint16Array, 2);
    this.customer = this.#read('customer', Uint16Array, 2);
    this.unknown = this.#read('unknown', Uint16Array, 2);
    this.first = this.#read('first', Uint8Array, 1);
    if (changed.size === 0) return;
    for (let entry = 0; entry < this.size - rest.size; entry++) {
      if (!changed.has(this.rowids[entry] as number)) continue;
      this.rowids[entry] = 0;
      this.mentions[entry] = 0;
    }
  }

  get startMs(): Int32Array {
    return this.#lately('startMs', () => this.#read('startMs', Int32Array, 4));
  }
  get side(): Uint8Array {
    return this.#lately('side', () => this.#read('side', Uint8Array, 1));
  }
  get phrase(): Uint16Array {
    return this.#lately('phrase', () => this.#recoded('phrase'));
  }
  get phraseIndex(): Uint16Array {
    return this.#lately('phraseIndex', () => this.#recoded('phraseIndex'));
  }
  get phraseCount(): Int32Array {
    return this.#lately('phraseCount', () => this.#read('phraseCount', Int32Array, 4));
  }

  /** Reads everything now. */
  readAll(): void {
    for (const name of ['startMs', 'side', 'phrase', 'phraseIndex', 'phraseCount'] as const) this[name];
  }

  /** Whether everything was read: then it does not matter what becomes of the files. */
  get whole(): boolean {
    return this.#late.length === 5;
  }

  /** Bytes in memory. */
  get bytes(): number {
    let bytes = this.size * 19;
    for (const part of this.#late) bytes += part.byteLength;
    return bytes;
  }

  #lately<A extends Typed>(name: string, read: () => A): A {
    try {
      const made = read();
      this.#late.push(made);
      // From now on it is a plain property, which costs nothing in loops.
      Object.defineProperty(this, name, { value: made });
      return made;
    } catch (error) {
      if (!(error instanceof SegmentFailure)) throw error;
      // Another process has just written the file anew, or it was damaged: the next question is answered.
      this.#onFailure(error);
      throw error;
    }
  }

  /** An array of all parts, and of the rest behind them. */
  #read<A extends Typed>(
    name: BlockPart,
    make: Make<A>,
    width: number,
    then?: (part: A, at: number) => void,
  ): A {
    const rest = this.#rest[name] as A;
    const lengths = this.#parts.map((part) => lengthOf(part, name, width));
    const all = new make(lengths.reduce((sum, length) => sum + length, rest.length));
    let from = 0;
    this.#parts.forEach((part, at) => {
      const to = from + (lengths[at] as number);
      const target = all.subarray(from, to) as A;
      try {
        const reader = new SegmentReader(part.file, part.head);
        try {
          reader.into(part.group, name, target);
        } finally {
          reader.close();
        }
      } catch (error) {
        throw new SegmentFailure(part.at, error);
      }
      then?.(target, at);
      from = to;
    });
    all.set(rest, from);
    then?.(all.subarray(from) as A, this.#parts.length);
    return all;
  }

  /** Where the entries end: those of each part begin with 0. */
  #ends(name: 'occurrences' | 'phraseAt'): Uint32Array {
    const each = this.#read(name, Uint32Array, 4);
    const all = new Uint32Array(each.length - this.#parts.length);
    let [entry, shift, from] = [0, 0, 0];
    const sizes = [...this.#parts.map((part) => lengthOf(part, name, 4) - 1), this.#rest.size];
    for (const size of sizes) {
      for (let at = 1; at <= size; at++) all[entry + at] = (each[from + at] as number) + shift;
      entry += size;
      from += size + 1;
      shift = all[entry] as number;
    }
    return all;
  }

  #recoded(name: 'phrase' | 'phraseIndex'): Uint16Array {
    return this.#read(name, Uint16Array, 2, (part, at) => {
      const codes = this.#codes[at];
      if (!codes) return;
      for (let index = 0; index < part.length; index++) {
        const code = part[index] as number;
        if (code !== noPhrase) part[index] = codes[code] as number;
      }
    });
  }
}

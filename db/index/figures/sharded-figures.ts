import type { CallPositions, PositionUnit } from './call-position.ts';
import type { PhraseChunk } from './phrase-chunks.ts';
import { type ShardHead, ShardReader, sizesOf } from './shard-file.ts';
import {
  type Counts,
  noPhrase,
  type PlainFigures,
  startsOf,
  type TrackerFigures,
} from './tracker-figures.ts';

/** Where the entries of a tracker are in one shard. */
export interface ShardPart {
  /** Number of the shard. */
  readonly at: number;
  readonly file: string;
  readonly head: ShardHead;
  readonly group: number;
}

/** A shard could not be read: it is left out from now on, and whoever asks again is answered. */
export class ShardFailure extends Error {
  readonly at: number;
  constructor(at: number, cause: unknown) {
    super(`shard ${at} cannot be read`, { cause });
    this.at = at;
  }
}

/** Asks again, `tries` times in all, where a shard was damaged or written anew in the middle of an answer. Throws ShardFailure. */
export function retryOnShardFailure<T>(ask: () => T, tries = 3): T {
  try {
    return ask();
  } catch (error) {
    if (!(error instanceof ShardFailure) || tries <= 1) throw error;
    return retryOnShardFailure(ask, tries - 1);
  }
}

type Typed = Int32Array | Uint16Array | Uint8Array;

const sum = (numbers: readonly number[]) => numbers.reduce((all, number) => all + number, 0);
/** Sections are read into it one after the other: memory that is used again is faster than new. */
let scratch = new Uint8Array(0);
/** Makes room for the largest section that is about to be read. */
export function scratchFor(bytes: readonly number[]): Uint8Array<ArrayBuffer> {
  const most = Math.max(0, ...bytes);
  if (scratch.length < most) scratch = new Uint8Array(most);
  return scratch;
}

/** Reads something from a shard file. Throws ShardFailure. */
export function readPart<T>({ at, file, head }: ShardPart, read: (reader: ShardReader) => T): T {
  try {
    const reader = new ShardReader(file, head);
    try {
      return read(reader);
    } finally {
      reader.close();
    }
  } catch (error) {
    throw new ShardFailure(at, error);
  }
}

/**
 * The figures of a tracker from its shards. What it says of calls is read at once; positions, moments and phrases, which are most of
 * it, at their first use. Entries of calls that `changed` since belong to no call (row id 0) and count nothing; `rest` has them as
 * they are.
 */
export class ShardedFigures implements TrackerFigures {
  readonly size: number;
  readonly rowids: Int32Array;
  readonly mentions: Counts;
  readonly listed: Counts;
  readonly company: Counts;
  readonly customer: Counts;
  readonly first: Uint8Array;
  readonly phrases: readonly string[];
  readonly parts: readonly ShardPart[];
  /** Entries that no shard has, behind those that one has. */
  readonly rest: PlainFigures;
  readonly complete: boolean;
  /** First entry of each part, and of the rest. */
  readonly starts: readonly number[];
  /** Calls that changed since the shards were made. */
  readonly changed: ReadonlySet<number>;
  /** Codes here of each part's phrases, and of the rest's; null where they are the same. */
  readonly #codes: readonly (Uint16Array | null)[];
  readonly #late = new Map<string, { readonly bytes: number }>();
  readonly #onFailure: (failure: ShardFailure) => void;

  /**
   * `complete`: whether the shards have all calls, but for those that changed since. Throws ShardFailure; `onFailure` hears of
   * one that comes later.
   */
  constructor(
    parts: readonly ShardPart[],
    complete: boolean,
    changed: ReadonlySet<number>,
    rest: PlainFigures,
    onFailure: (failure: ShardFailure) => void,
  ) {
    this.#onFailure = onFailure;
    this.parts = parts;
    this.complete = complete;
    this.rest = rest;
    this.changed = changed;
    const lists = [...parts.map(({ head, group }) => head.groups[group]?.phrases ?? []), rest.phrases];
    this.phrases = [...new Set(lists.flat())].slice(0, noPhrase);
    const codeOf = new Map(this.phrases.map((phrase, code) => [phrase, code]));
    this.#codes = lists.map((phrases) => {
      const codes = Uint16Array.from(phrases, (phrase) => codeOf.get(phrase) ?? noPhrase);
      return codes.every((code, at) => code === at) ? null : codes;
    });
    const sizes = parts.map(({ head, group }) => sizesOf(head, group));
    this.size = sum(sizes.map(({ entries }) => entries)) + rest.size;
    const counts = (at: number, last: Counts): Counts =>
      last instanceof Uint16Array && sizes.every(({ short }) => short[at])
        ? new Uint16Array(this.size)
        : new Int32Array(this.size);
    const rowids = new Int32Array(this.size);
    this.rowids = rowids;
    this.mentions = counts(0, rest.mentions);
    this.listed = counts(1, rest.listed);
    this.company = counts(2, rest.company);
    this.customer = counts(3, rest.customer);
    this.first = new Uint8Array(this.size);
    const room = scratchFor(sizes.map(({ bytesOf }) => bytesOf('calls')));
    const starts: number[] = [];
    let from = 0;
    for (const part of parts) {
      starts.push(from);
      const { first } = part.head;
      const read = readPart(part, (reader) => reader.calls(part.group, room));
      const { calls } = read;
      for (let entry = 0; entry < calls.length; entry++)
        rowids[from + entry] = first + (calls[entry] as number);
      this.#put(read, from);
      from += calls.length;
    }
    starts.push(from);
    this.starts = starts;
    rowids.set(rest.rowids, from);
    this.#put(rest, from);
    if (changed.size === 0) return;
    for (let entry = 0; entry < from; entry++) if (changed.has(rowids[entry] as number)) rowids[entry] = 0;
  }

  /** What entries from one on say of their calls. */
  #put(
    of: Pick<TrackerFigures, 'mentions' | 'listed' | 'company' | 'customer' | 'first'>,
    from: number,
  ): void {
    this.mentions.set(of.mentions, from);
    this.listed.set(of.listed, from);
    this.company.set(of.company, from);
    this.customer.set(of.customer, from);
    this.first.set(of.first, from);
  }

  get occurrences(): Uint32Array {
    return this.#lazy('occurrences', () => startsOf(this.listed));
  }
  get startMs(): Int32Array {
    return this.#lazy('startMs', () => this.#read('startMs', Int32Array, this.rest.startMs));
  }
  get side(): Uint8Array {
    return this.#lazy('side', () => this.#read('side', Uint8Array, this.rest.side));
  }
  get phrase(): Uint16Array {
    return this.#lazy('phrase', () => this.#phrase());
  }
  get phraseChunks(): readonly PhraseChunk[] {
    return this.#lazy('phraseChunks', () => this.#phraseChunks());
  }

  /** Position of each occurrence; `rest`: those of the entries that no shard has. */
  positions(unit: PositionUnit, rest: () => CallPositions): CallPositions {
    return this.#lazy(unit, () =>
      unit === 'percent'
        ? this.#read(unit, Uint8Array, rest() as Uint8Array<ArrayBuffer>)
        : this.#read(unit, Uint16Array, rest() as Uint16Array<ArrayBuffer>),
    );
  }

  /** Bytes in memory. */
  get bytes(): number {
    const { mentions, listed, company, customer } = this;
    // Row id, slot and first side take nine.
    const each = sum([mentions, listed, company, customer].map((counts) => counts.BYTES_PER_ELEMENT));
    return this.size * (9 + each) + sum([...this.#late.values()].map(({ bytes }) => bytes));
  }

  #lazy<A>(name: string, read: () => A): A {
    const known = this.#late.get(name) as { readonly made: A } | undefined;
    if (known) return known.made;
    const made = this.reading(read);
    this.#late.set(name, { made, bytes: bytesIn(made) } as { readonly bytes: number });
    // From now on it is a plain property, which costs nothing in loops.
    if (name in this) Object.defineProperty(this, name, { value: made });
    return made;
  }

  /** Reads something from the parts. Throws ShardFailure: then the block is of no use any more. */
  reading<A>(read: () => A): A {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof ShardFailure)) throw error;
      // Another process has just written the file anew, or it was damaged: the next question is answered.
      this.#onFailure(error);
      throw error;
    }
  }

  /** An array of all parts, and of the rest behind them. */
  #read<A extends Typed>(
    name: 'startMs' | 'side' | 'phrase' | PositionUnit,
    make: new (length: number) => A,
    rest: A,
    then?: (part: A, at: number) => void,
  ): A {
    const lengths = this.parts.map(({ head, group }) => sizesOf(head, group).occurrences);
    const all = new make(sum(lengths) + rest.length);
    let from = 0;
    this.parts.forEach((part, at) => {
      const to = from + (lengths[at] as number);
      const target = all.subarray(from, to) as A;
      readPart(part, (reader) => reader.into(part.group, name, target));
      then?.(target, at);
      from = to;
    });
    all.set(rest, from);
    then?.(all.subarray(from) as A, this.parts.length);
    return all;
  }

  #phrase(): Uint16Array {
    return this.#read('phrase', Uint16Array, this.rest.phrase, (part, at) => {
      const codes = this.#codes[at];
      if (!codes) return;
      for (let index = 0; index < part.length; index++) {
        const code = part[index] as number;
        if (code !== noPhrase) part[index] = codes[code] as number;
      }
    });
  }

  #phraseChunks(): PhraseChunk[] {
    const all: PhraseChunk[] = [];
    let from = 0;
    const take = (chunks: readonly PhraseChunk[], at: number, entries: number) => {
      const codes = this.#codes[at];
      for (const chunk of chunks)
        all.push({
          ...chunk,
          first: chunk.first + from,
          phrases: codes ? chunk.phrases.map((code) => codes[code] as number) : chunk.phrases,
        });
      from += entries;
    };
    this.parts.forEach((part, at) => {
      const chunks = readPart(part, (reader) => reader.phraseChunks(part.group));
      take(chunks, at, sizesOf(part.head, part.group).entries);
    });
    take(this.rest.phraseChunks, this.parts.length, this.rest.size);
    return all;
  }
}

/** Bytes of arrays, also of those in lists and objects. */
export function bytesIn(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  return typeof value === 'object' && value !== null ? sum(Object.values(value).map(bytesIn)) : 0;
}

import { closeSync, fstatSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { Counts, PlainBlock } from './block.ts';
import { type FollowLists, type FollowTotals, followTotals } from './follow-rows.ts';
import type { Few, PhraseChunk } from './phrase-chunks.ts';

/** Part of the format: a segment of another one is not read. */
const format = 3;

/** A tracker as it was when a segment was made, with its namesakes. */
interface SegmentGroup {
  readonly ids: readonly number[];
  readonly phrases: readonly string[];
}

type Place = readonly [offset: number, bytes: number, sum: number];

/** Types of arrays in a file, by their number. */
const types = [Uint8Array, Uint16Array, Uint32Array, Int32Array, Float32Array, Float64Array] as const;
type Typed = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float32Array | Float64Array;
/** Type and length of an array. */
type Shape = readonly [type: number, length: number];

/** What is read at once of a tracker: arrays that follow each other. */
interface Section {
  readonly place: Place;
  readonly shapes: readonly Shape[];
}

/** Sections of a group in the order of the file. */
const sectionNames = [
  'calls',
  'percent',
  'minutes',
  'startMs',
  'side',
  'phrase',
  'phrases',
  'follows',
  'followTotals',
] as const;
type SectionName = (typeof sectionNames)[number];
interface StoredGroup extends SegmentGroup {
  readonly sections: Readonly<Record<SectionName, Section>>;
}

/** What a segment file says of itself. */
export interface SegmentHead {
  readonly format: number;
  /** Number of the store. */
  readonly store: number;
  /** Row ids of calls: first and last of the range. */
  readonly first: number;
  readonly last: number;
  /** Everything up to this generation of the store is in it. */
  readonly generation: number;
  readonly groups: readonly StoredGroup[];
  readonly coverage: Place;
  /** Where the parts begin in the file. */
  readonly body: number;
}

/** A tracker in one range of calls, about to be written. */
export interface SegmentTracker extends SegmentGroup {
  readonly block: PlainBlock;
  /** Places of its occurrences (`place.ts`). */
  readonly percent: Uint8Array;
  readonly minutes: Uint16Array;
  readonly phraseChunks: readonly PhraseChunk[];
  /** Others in the order of the groups. */
  readonly follows: FollowLists;
}

/** One range of calls of all trackers, about to be written. `coverage`: state of each row id from `first` on. */
export interface SegmentContent {
  readonly store: number;
  readonly first: number;
  readonly last: number;
  readonly generation: number;
  readonly groups: readonly SegmentTracker[];
  readonly coverage: Uint8Array;
}

const bytesOf = (part: Typed) => new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
const padded = (bytes: number) => Math.ceil(bytes / 8) * 8;
const shapeOf = (part: Typed): Shape => [types.findIndex((type) => part instanceof type), part.length];

/** The arrays of each section. */
function sectionsOf(content: SegmentTracker, first: number): Readonly<Record<SectionName, readonly Typed[]>> {
  const { block, follows } = content;
  const totals = followTotals(follows, new Uint8Array(block.size).fill(1));
  return {
    calls: [
      Uint16Array.from(block.rowids, (rowid) => rowid - first),
      block.mentions,
      block.listed,
      block.company,
      block.customer,
      block.first,
    ],
    percent: [content.percent],
    minutes: [content.minutes],
    startMs: [block.startMs],
    side: [block.side],
    phrase: [block.phrase],
    phrases: content.phraseChunks.flatMap((chunk) => [
      Uint32Array.of(chunk.first, chunk.size),
      chunk.phrases,
      chunk.ends,
      chunk.entries,
      chunk.counted,
      chunk.listed,
    ]),
    follows: [follows.others, follows.ends, follows.owners, follows.followed, follows.expected],
    followTotals: [totals.others, totals.followed, totals.expected, totals.calls],
  };
}

/** Writes a segment in short steps; it appears whole or not at all. Throws what the file system throws. */
export function* writeSegment(file: string, content: SegmentContent): Generator<void, void> {
  const { store, first, last, generation } = content;
  const bodies: Uint8Array[] = [];
  let offset = 0;
  /** One sum over arrays that follow each other, each at a multiple of eight bytes. */
  const section = (parts: readonly Typed[]): Section => {
    const from = offset;
    let sum = 0;
    for (const part of parts) {
      for (const bytes of [bytesOf(part), new Uint8Array(padded(part.byteLength) - part.byteLength)]) {
        sum = crc32(bytes, sum);
        bodies.push(bytes);
        offset += bytes.length;
      }
    }
    return { place: [from, offset - from, sum], shapes: parts.map(shapeOf) };
  };
  const groups: StoredGroup[] = [];
  for (const group of content.groups) {
    const parts = sectionsOf(group, first);
    const sections = {} as Record<SectionName, Section>;
    for (const name of sectionNames) {
      sections[name] = section(parts[name]);
      yield;
    }
    groups.push({ ids: group.ids, phrases: group.phrases, sections });
  }
  const coverage = section([content.coverage]).place;
  const head: Omit<SegmentHead, 'body'> = { format, store, first, last, generation, groups, coverage };
  const text = Buffer.from(JSON.stringify(head));
  const start = Buffer.alloc(padded(8 + text.length));
  start.writeUInt32LE(text.length, 0);
  start.writeUInt32LE(crc32(text), 4);
  text.copy(start, 8);
  const temporary = `${file}.${process.pid}`;
  try {
    // Not forced to the disk: every part has a sum, and what was lost is made again.
    const fd = openSync(temporary, 'w');
    try {
      writeSync(fd, start);
      for (const bytes of bodies) {
        for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
        if (bytes.length > 2 ** 18) yield;
      }
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, file);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function fill(fd: number, position: number, out: Uint8Array): void {
  for (let at = 0; at < out.length; ) {
    const got = readSync(fd, out, at, out.length - at, position + at);
    if (got === 0) throw new RangeError('cut short');
    at += got;
  }
}

function readAt(fd: number, position: number, bytes: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(bytes);
  fill(fd, position, out);
  return out;
}

/** What a segment file says of itself; null when there is none of this store and range that can be used. Never throws. */
export function readHead(file: string, store: number, first: number, last: number): SegmentHead | null {
  try {
    const fd = openSync(file, 'r');
    try {
      const start = readAt(fd, 0, 8);
      const view = new DataView(start.buffer);
      const length = view.getUint32(0, true);
      const text = readAt(fd, 8, length);
      if (crc32(text) !== view.getUint32(4, true)) return null;
      const head = JSON.parse(new TextDecoder().decode(text)) as Omit<SegmentHead, 'body'>;
      if (head.format !== format || head.store !== store || head.first !== first || head.last !== last)
        return null;
      return { ...head, body: padded(8 + length) };
    } finally {
      closeSync(fd);
    }
  } catch {
    // Missing, cut short or damaged: the rows say the same.
    return null;
  }
}

/** Sums that were found right, of a file as it was then. */
interface Checked {
  readonly stamp: string;
  readonly offsets: Set<number>;
}
const checked = new WeakMap<SegmentHead, Checked>();

/** Reads parts of a segment. Each throws when the file is another one by now or damaged. */
export class SegmentReader {
  readonly #fd: number;
  readonly #head: SegmentHead;
  readonly #checked: Checked;

  constructor(file: string, head: SegmentHead) {
    this.#fd = openSync(file, 'r');
    this.#head = head;
    const { ino, size, mtimeNs } = fstatSync(this.#fd, { bigint: true });
    const stamp = `${ino} ${size} ${mtimeNs}`;
    const known = checked.get(head);
    // Sums are worked out once: what is read again and again costs a third without.
    this.#checked = known?.stamp === stamp ? known : { stamp, offsets: new Set() };
    checked.set(head, this.#checked);
  }

  #fill([offset, bytes, sum]: Place, out: Uint8Array): void {
    fill(this.#fd, this.#head.body + offset, out);
    const { offsets } = this.#checked;
    if (offsets.has(offset)) return;
    // The rest is filled up with zeros.
    if (crc32(new Uint8Array(bytes - out.length), crc32(out)) !== sum) throw new RangeError('damaged');
    if (bytes > 0) offsets.add(offset);
  }

  #section(group: number, name: SectionName): Section {
    return (this.#head.groups[group] as StoredGroup).sections[name];
  }

  /** The arrays of a section, in `scratch` where that has room: then they last until it is used again. */
  #arrays(group: number, name: SectionName, scratch?: Uint8Array<ArrayBuffer>): Typed[] {
    const { place, shapes } = this.#section(group, name);
    const [, bytes] = place;
    const out = scratch && scratch.length >= bytes ? scratch.subarray(0, bytes) : new Uint8Array(bytes);
    this.#fill(place, out);
    let at = out.byteOffset;
    return shapes.map(([type, length]) => {
      const made = new (types[type] as new (buffer: ArrayBufferLike, at: number, length: number) => Typed)(
        out.buffer,
        at,
        length,
      );
      at += padded(made.byteLength);
      return made;
    });
  }

  /** Reads a section of a single array straight into its place. */
  into(group: number, name: SectionName, target: Typed): void {
    const { place, shapes } = this.#section(group, name);
    if (target.length !== shapes[0]?.[1]) throw new RangeError('another length');
    this.#fill(place, bytesOf(target));
  }

  /** What a tracker says of calls; row ids are counted from the first of the range. */
  calls(group: number, scratch: Uint8Array<ArrayBuffer>) {
    const [calls, mentions, listed, company, customer, first] = this.#arrays(group, 'calls', scratch);
    return { calls, mentions, listed, company, customer, first } as {
      readonly calls: Uint16Array;
      readonly mentions: Counts;
      readonly listed: Counts;
      readonly company: Counts;
      readonly customer: Counts;
      readonly first: Uint8Array;
    };
  }

  phraseChunks(group: number): PhraseChunk[] {
    const arrays = this.#arrays(group, 'phrases');
    const chunks: PhraseChunk[] = [];
    for (let at = 0; at < arrays.length; at += 6) {
      const [span, phrases, ends, entries, counted, listed] = arrays.slice(at, at + 6) as [
        Uint32Array,
        Uint16Array,
        Uint32Array,
        Uint16Array,
        Few,
        Few,
      ];
      chunks.push({
        first: span[0] as number,
        size: span[1] as number,
        phrases,
        ends,
        entries,
        counted,
        listed,
      });
    }
    return chunks;
  }

  follows(group: number, scratch: Uint8Array<ArrayBuffer>): FollowLists {
    const [others, ends, owners, followed, expected] = this.#arrays(group, 'follows', scratch);
    return { others, ends, owners, followed, expected } as FollowLists;
  }

  followTotals(group: number): FollowTotals {
    const [others, followed, expected, calls] = this.#arrays(group, 'followTotals');
    return { others, followed, expected, calls } as FollowTotals;
  }

  coverage(): Uint8Array {
    const { coverage } = this.#head;
    const out = new Uint8Array(this.#head.last - this.#head.first + 1);
    this.#fill(coverage, out);
    return out;
  }

  close(): void {
    closeSync(this.#fd);
  }
}

/** How many entries, occurrences and bytes a group has in a segment, and whether counts take more than two bytes. */
export function sizesOf(head: SegmentHead, group: number) {
  const { sections } = head.groups[group] as StoredGroup;
  const length = (name: SectionName, at: number) => sections[name].shapes[at]?.[1] ?? 0;
  return {
    entries: length('calls', 0),
    occurrences: length('startMs', 0),
    /** The numbers of `calls` (mentions, listed, company, customer) that are in two bytes. */
    short: sections.calls.shapes.slice(1, 5).map(([type]) => type === 1),
    bytesOf: (name: SectionName) => sections[name].place[1],
  };
}

import { closeSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { Block } from './block.ts';

/** Part of the format: a segment of another one is not read. */
const format = 1;

/** What follows within the usual window in the entries of a block: rows at[e] … at[e+1]-1 of entry e. */
export interface FollowRows {
  readonly at: Uint32Array;
  /** Index of the following tracker in `SegmentHead.groups`. */
  readonly other: Uint16Array;
  /** Occurrences of the entry that are followed by it, and how many would be by chance. */
  readonly followed: Uint16Array;
  readonly expected: Float32Array;
}

/** A tracker as it was when a segment was made, with its namesakes. */
export interface SegmentGroup {
  readonly ids: readonly number[];
  readonly phrases: readonly string[];
}

type Place = readonly [offset: number, bytes: number, sum: number];

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
  readonly groups: readonly (SegmentGroup & { readonly places: readonly Place[] })[];
  readonly coverage: Place;
  /** Where the parts begin in the file. */
  readonly body: number;
}

/** One range of calls of all trackers, about to be written. `coverage`: state of each row id from `first` on. */
export interface SegmentContent {
  readonly store: number;
  readonly first: number;
  readonly last: number;
  readonly generation: number;
  readonly groups: readonly (SegmentGroup & { readonly block: Block; readonly follows: FollowRows })[];
  readonly coverage: Uint8Array;
}

type Part = Int32Array | Uint32Array | Uint16Array | Uint8Array | Float32Array;
const bytesOf = (part: Part) => new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
const padded = (bytes: number) => Math.ceil(bytes / 8) * 8;

/** Arrays of a block in the order of the file; what follows comes behind them. */
const blockParts = [
  'rowids',
  'mentions',
  'occurrences',
  'startMs',
  'side',
  'phrase',
  'phraseAt',
  'phraseIndex',
  'phraseCount',
  'company',
  'customer',
  'unknown',
  'first',
] as const;
export type BlockPart = (typeof blockParts)[number];

/** Where an array of a group lies in its file. */
export const placeOf = (head: SegmentHead, group: number, part: BlockPart): Place =>
  (head.groups[group] as SegmentHead['groups'][number]).places[blockParts.indexOf(part)] as Place;

const partsOf = (block: Block, follows: FollowRows): Part[] => [
  ...blockParts.map((name) => block[name]),
  follows.at,
  follows.other,
  follows.followed,
  follows.expected,
];

/** Writes a segment in short steps; it appears whole or not at all. Throws what the file system throws. */
export function* writeSegment(file: string, content: SegmentContent): Generator<void, void> {
  const { store, first, last, generation } = content;
  const bodies: Uint8Array[] = [];
  let offset = 0;
  const place = (part: Part): Place => {
    const bytes = bytesOf(part);
    const at: Place = [offset, bytes.length, crc32(bytes)];
    bodies.push(bytes);
    offset += padded(bytes.length);
    return at;
  };
  const groups: SegmentHead['groups'][number][] = [];
  for (const { ids, phrases, block, follows } of content.groups) {
    groups.push({ ids, phrases, places: partsOf(block, follows).map(place) });
    yield;
  }
  const coverage = place(content.coverage);
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
        if (bytes.length % 8 !== 0) writeSync(fd, Buffer.alloc(8 - (bytes.length % 8)));
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

/** Reads parts of a segment. Each throws when the file is another one by now or damaged. */
export class SegmentReader {
  readonly #fd: number;
  readonly #head: SegmentHead;

  constructor(file: string, head: SegmentHead) {
    this.#fd = openSync(file, 'r');
    this.#head = head;
  }

  #fill([offset, bytes, sum]: Place, out: Uint8Array): void {
    if (out.length !== bytes) throw new RangeError('another length');
    fill(this.#fd, this.#head.body + offset, out);
    if (crc32(out) !== sum) throw new RangeError('damaged');
  }

  #whole(place: Place): Uint8Array<ArrayBuffer> {
    const out = new Uint8Array(place[1]);
    this.#fill(place, out);
    return out;
  }

  /** Reads an array of a group straight into its place. */
  into(group: number, part: BlockPart, target: Part): void {
    this.#fill(placeOf(this.#head, group, part), bytesOf(target));
  }

  follows(group: number): FollowRows & { readonly rowids: Int32Array } {
    const { places } = this.#head.groups[group] as SegmentHead['groups'][number];
    let at = blockParts.length;
    const next = <A>(type: new (buffer: ArrayBuffer) => A): A =>
      new type(this.#whole(places[at++] as Place).buffer);
    return {
      rowids: new Int32Array(this.#whole(placeOf(this.#head, group, 'rowids')).buffer),
      at: next(Uint32Array),
      other: next(Uint16Array),
      followed: next(Uint16Array),
      expected: next(Float32Array),
    };
  }

  coverage(): Uint8Array {
    return this.#whole(this.#head.coverage);
  }

  close(): void {
    closeSync(this.#fd);
  }
}

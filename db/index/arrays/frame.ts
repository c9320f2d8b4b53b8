import { closeSync, fstatSync, fsyncSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { memoBy } from './memo.ts';

/**
 * The form of files that lie beside a store and can be made again from it: length and checksum of the head, the head as JSON, then
 * sections of arrays. Everything starts at a multiple of eight bytes; the head says where, with a checksum for each section.
 */

/** Types of arrays in a file, by their number: part of the format. */
const types = [Uint8Array, Uint16Array, Uint32Array, Int32Array, Float32Array, Float64Array] as const;
export type TypedArray = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

/** Where a section is, counted from the end of the head, with its checksum. */
export type Span = readonly [offset: number, bytes: number, sum: number];

/** What is read at once: arrays that follow each other. */
export interface Section {
  readonly place: Span;
  readonly shapes: readonly (readonly [type: number, length: number])[];
}

/** A head as it was read. `body`: where the sections begin in the file. */
export type FrameHead<Head> = Head & { readonly body: number };

const bytesOf = (part: TypedArray) => new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
const padded = (bytes: number) => Math.ceil(bytes / 8) * 8;
/** Bytes forced to the disk at once: more would hold up whoever waits for the next step. */
const flushedAtOnce = 2 ** 22;

/** Collects the sections of a file, then writes it. */
export class FrameWriter {
  readonly #bodies: Uint8Array[] = [];
  #offset = 0;

  /** Adds arrays that are read together. They must not change until they are written. */
  add(parts: readonly TypedArray[]): Section {
    const from = this.#offset;
    let sum = 0;
    for (const part of parts)
      for (const bytes of [bytesOf(part), new Uint8Array(padded(part.byteLength) - part.byteLength)]) {
        sum = crc32(bytes, sum);
        this.#bodies.push(bytes);
        this.#offset += bytes.length;
      }
    const shapes = parts.map(
      (part) => [types.findIndex((type) => part instanceof type), part.length] as const,
    );
    return { place: [from, this.#offset - from, sum], shapes };
  }

  /**
   * Writes the file in short steps, so that the caller can do other things between them. It appears whole or not at all, and is on
   * the disk when it does. Throws what the file system throws; nothing is left behind then.
   */
  *write(file: string, head: object): Generator<void, void> {
    const text = Buffer.from(JSON.stringify(head));
    const start = Buffer.alloc(padded(8 + text.length));
    start.writeUInt32LE(text.length, 0);
    start.writeUInt32LE(crc32(text), 4);
    text.copy(start, 8);
    const temporary = `${file}.${process.pid}`;
    try {
      const fd = openSync(temporary, 'w');
      try {
        let pending = 0;
        for (const bytes of [start, ...this.#bodies]) {
          for (let at = 0; at < bytes.length; ) {
            const written = writeSync(fd, bytes, at, Math.min(bytes.length - at, flushedAtOnce));
            at += written;
            pending += written;
            if (pending < flushedAtOnce) continue;
            fsyncSync(fd);
            pending = 0;
            yield;
          }
        }
        fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
      renameSync(temporary, file);
    } finally {
      rmSync(temporary, { force: true });
    }
  }
}

function fill(fd: number, position: number, out: Uint8Array): void {
  for (let at = 0; at < out.length; ) {
    const got = readSync(fd, out, at, Math.min(out.length - at, 2 ** 28), position + at);
    if (got === 0) throw new RangeError('cut short');
    at += got;
  }
}

/** Reads the head of a file. Throws what the file system throws, and RangeError when it is damaged. */
export function readFrameHead<Head>(file: string): FrameHead<Head> {
  const fd = openSync(file, 'r');
  try {
    const start = new DataView(new ArrayBuffer(8));
    fill(fd, 0, new Uint8Array(start.buffer));
    const length = start.getUint32(0, true);
    // A length that was damaged must not have gigabytes made ready.
    if (8 + length > fstatSync(fd).size) throw new RangeError('cut short');
    const text = new Uint8Array(length);
    fill(fd, 8, text);
    if (crc32(text) !== start.getUint32(4, true)) throw new RangeError('damaged');
    return { ...(JSON.parse(new TextDecoder().decode(text)) as Head), body: padded(8 + length) };
  } finally {
    closeSync(fd);
  }
}

/** Sections whose sums were found right, of a file as it is now. Sums are worked out once: what is read again costs a third without. */
const checkedIn = memoBy((_head: FrameHead<object>, _stamp: string) => new Set<number>(), undefined, 1);

/** Reads sections of a file. Everything throws when it is another one than the head's by now, or damaged. */
export class FrameReader {
  readonly #fd: number;
  readonly #body: number;
  /** Offsets of the sections that need no sum any more. */
  readonly #checked: Set<number>;

  constructor(file: string, head: FrameHead<object>) {
    this.#fd = openSync(file, 'r');
    this.#body = head.body;
    const { ino, size, mtimeNs } = fstatSync(this.#fd, { bigint: true });
    this.#checked = checkedIn(head, `${ino} ${size} ${mtimeNs}`);
  }

  /** Reads a section into `out`, whose rest is zeros in the file. */
  into([offset, bytes, sum]: Span, out: TypedArray): void {
    const target = bytesOf(out);
    fill(this.#fd, this.#body + offset, target);
    if (this.#checked.has(offset)) return;
    if (crc32(new Uint8Array(bytes - target.length), crc32(target)) !== sum) throw new RangeError('damaged');
    if (bytes > 0) this.#checked.add(offset);
  }

  /** The arrays of a section, in `scratch` where that has room: then they last until it is used again. */
  arrays({ place, shapes }: Section, scratch?: Uint8Array<ArrayBuffer>): TypedArray[] {
    const [, bytes] = place;
    const out = scratch && scratch.length >= bytes ? scratch.subarray(0, bytes) : new Uint8Array(bytes);
    this.into(place, out);
    let at = out.byteOffset;
    return shapes.map(([type, length]) => {
      const make = types[type] as new (buffer: ArrayBufferLike, at: number, length: number) => TypedArray;
      const made = new make(out.buffer, at, length);
      at += padded(made.byteLength);
      return made;
    });
  }

  close(): void {
    closeSync(this.#fd);
  }
}

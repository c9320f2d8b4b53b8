import { closeSync, fsyncSync, openSync, readSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import {
  type MultiField,
  multiFields,
  type SingleField,
  singleFields,
} from '../../../electron/contract/query/fields.ts';
import { Dictionary } from './dictionary.ts';
import { type ColumnData, type Dictionaries, dictionaryNames } from './load.ts';

/** The columns of a store, beside it: made again from the store whenever it is missing, damaged or of another time. */
export const snapshotFile = (store: string): string => `${store}.columns`;

/** Part of the format: a snapshot of another one is not read. */
const formatVersion = 2;

/** What a snapshot was made of; it is only read where all of it is the same. */
export interface SnapshotKey {
  /** Number of the store. */
  readonly store: number;
  /** Names that stand in the columns of calls but belong to tables of their own: trackers and workspaces. */
  readonly names: string;
}

interface Head extends SnapshotKey {
  readonly format: number;
  readonly fields: string;
  readonly generation: number;
  readonly size: number;
  /** Bytes of each part after the head, each at a multiple of eight. */
  readonly lengths: readonly number[];
  readonly sums: readonly number[];
}

const fields = [...singleFields, ...multiFields].join(' ');
const padded = (bytes: number) => Math.ceil(bytes / 8) * 8;
type Part = Int32Array | Uint32Array | Float64Array | Float32Array | Uint16Array | Uint8Array;

function partsOf(data: ColumnData, dictionaries: Dictionaries): Part[] {
  const labels = dictionaryNames.map((name) => dictionaries[name].labels);
  return [
    data.rowids,
    data.generations,
    data.started,
    data.duration,
    data.flags,
    data.touched,
    ...singleFields.map((name) => data.single[name]),
    ...multiFields.flatMap((name) => [data.multi[name].offsets, data.multi[name].values]),
    data.trackerCounts,
    data.whoListed,
    data.scores,
    Buffer.from(JSON.stringify(labels)),
  ];
}

const bytesOf = (part: Part) => new Uint8Array(part.buffer, part.byteOffset, part.byteLength);

/**
 * Writes a snapshot part by part, so that the caller can do other things between two `next()`. The file appears whole
 * or not at all. Throws what the file system throws; nothing is left behind then.
 */
export function* writeSnapshot(
  store: string,
  key: SnapshotKey,
  generation: number,
  data: ColumnData,
  dictionaries: Dictionaries,
): Generator<void, void> {
  const parts = partsOf(data, dictionaries).map(bytesOf);
  const sums: number[] = [];
  for (const part of parts) {
    sums.push(crc32(part));
    yield;
  }
  const head: Head = {
    format: formatVersion,
    fields,
    ...key,
    generation,
    size: data.size,
    lengths: parts.map((part) => part.length),
    sums,
  };
  const text = Buffer.from(JSON.stringify(head));
  const first = Buffer.alloc(padded(8 + text.length));
  first.writeUInt32LE(text.length, 0);
  first.writeUInt32LE(crc32(text), 4);
  text.copy(first, 8);
  const temporary = `${snapshotFile(store)}.${process.pid}`;
  const fd = openSync(temporary, 'w');
  try {
    writeSync(fd, first);
    for (const part of parts) {
      yield;
      for (let at = 0; at < part.length; ) at += writeSync(fd, part, at);
      if (part.length % 8 !== 0) writeSync(fd, Buffer.alloc(8 - (part.length % 8)));
    }
    fsyncSync(fd);
  } catch (error) {
    closeSync(fd);
    rmSync(temporary, { force: true });
    throw error;
  }
  closeSync(fd);
  renameSync(temporary, snapshotFile(store));
}

/** Reads the snapshot of a store; null when there is none that can be used. Never throws. */
export function readSnapshot(
  store: string,
  key: SnapshotKey,
): { readonly generation: number; readonly data: ColumnData; readonly dictionaries: Dictionaries } | null {
  try {
    return read(snapshotFile(store), key);
  } catch {
    // Missing, cut short or damaged: the rows say the same.
    return null;
  }
}

function read(file: string, key: SnapshotKey) {
  const { size: bytes } = statSync(file);
  const buffer = new ArrayBuffer(padded(bytes));
  const all = new Uint8Array(buffer, 0, bytes);
  const fd = openSync(file, 'r');
  try {
    for (let at = 0; at < bytes; ) {
      const got = readSync(fd, all, at, Math.min(bytes - at, 2 ** 28), null);
      if (got === 0) return null;
      at += got;
    }
  } finally {
    closeSync(fd);
  }
  const view = new DataView(buffer);
  const length = view.getUint32(0, true);
  const text = all.subarray(8, 8 + length);
  if (text.length !== length || crc32(text) !== view.getUint32(4, true)) return null;
  const head = JSON.parse(new TextDecoder().decode(text)) as Head;
  if (
    head.format !== formatVersion ||
    head.fields !== fields ||
    head.store !== key.store ||
    head.names !== key.names
  )
    return null;
  let offset = padded(8 + length);
  let part = 0;
  const next = <A>(
    type: new (buffer: ArrayBuffer, offset: number, length: number) => A,
    width: number,
  ): A => {
    const size = head.lengths[part] as number;
    if (crc32(new Uint8Array(buffer, offset, size)) !== head.sums[part]) throw new RangeError('damaged');
    const made = new type(buffer, offset, size / width);
    offset += padded(size);
    part++;
    return made;
  };
  const { size } = head;
  const data: ColumnData = {
    size,
    rowids: next(Int32Array, 4),
    generations: next(Int32Array, 4),
    started: next(Float64Array, 8),
    duration: next(Float32Array, 4),
    flags: next(Uint16Array, 2),
    touched: next(Float64Array, 8),
    single: Object.fromEntries(singleFields.map((name) => [name, next(Int32Array, 4)])) as Record<
      SingleField,
      Int32Array<ArrayBuffer>
    >,
    multi: Object.fromEntries(
      multiFields.map((name) => [name, { offsets: next(Uint32Array, 4), values: next(Int32Array, 4) }]),
    ) as unknown as ColumnData['multi'] & Record<MultiField, unknown>,
    trackerCounts: next(Int32Array, 4),
    whoListed: next(Int32Array, 4),
    scores: next(Int32Array, 4),
  };
  const labels = JSON.parse(new TextDecoder().decode(next(Uint8Array, 1))) as string[][];
  if (data.rowids.length !== size || labels.length !== dictionaryNames.length) return null;
  const dictionaries = Object.fromEntries(
    dictionaryNames.map((name, at) => [name, new Dictionary(labels[at])]),
  ) as unknown as Dictionaries;
  return { generation: head.generation, data, dictionaries };
}

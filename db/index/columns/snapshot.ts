import { readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  type MultiField,
  multiFields,
  type SingleField,
  singleFields,
} from '../../../electron/contract/query/fields.ts';
import { FrameReader, FrameWriter, readFrameHead, type Section, type TypedArray } from '../arrays/frame.ts';
import { Dictionary } from './dictionary.ts';
import { type ColumnData, type Dictionaries, dictionaryNames } from './load.ts';

/** The columns of a store, beside it: made again from the store whenever it is missing, damaged or of another time. */
export const snapshotFile = (store: string): string => `${store}.columns`;

/** Part of the format: a snapshot of another one is not read. */
const formatVersion = 4;

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
  /** One array each, in the order of `partsOf`. */
  readonly sections: readonly Section[];
}

const fields = [...singleFields, ...multiFields].join(' ');

function partsOf(data: ColumnData, dictionaries: Dictionaries): TypedArray[] {
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

/** Writes a snapshot in short steps. Throws what the file system throws. */
export function* writeSnapshot(
  store: string,
  key: SnapshotKey,
  generation: number,
  data: ColumnData,
  dictionaries: Dictionaries,
): Generator<void, void> {
  const frame = new FrameWriter();
  const sections: Section[] = [];
  for (const part of partsOf(data, dictionaries)) {
    sections.push(frame.add([part]));
    yield;
  }
  const head: Head = { format: formatVersion, fields, ...key, generation, size: data.size, sections };
  yield* frame.write(snapshotFile(store), head);
}

/** Removes the snapshot of a store, and what a process that ended while writing one left behind. */
export function removeSnapshot(store: string): void {
  const file = snapshotFile(store);
  for (const name of readdirSync(dirname(file)))
    if (name.startsWith(basename(file))) rmSync(join(dirname(file), name), { force: true });
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
  const head = readFrameHead<Head>(file);
  if (
    head.format !== formatVersion ||
    head.fields !== fields ||
    head.store !== key.store ||
    head.names !== key.names
  )
    return null;
  const frame = new FrameReader(file, head);
  let parts: TypedArray[];
  try {
    parts = head.sections.flatMap((section) => frame.arrays(section));
  } finally {
    frame.close();
  }
  const next = <A extends TypedArray>() => parts.shift() as A;
  const { size } = head;
  const data: ColumnData = {
    size,
    rowids: next<Int32Array>(),
    generations: next<Int32Array>(),
    started: next<Float64Array>(),
    duration: next<Float32Array>(),
    flags: next<Uint16Array>(),
    touched: next<Float64Array>(),
    single: Object.fromEntries(singleFields.map((name) => [name, next<Int32Array>()])) as Record<
      SingleField,
      Int32Array
    >,
    multi: Object.fromEntries(
      multiFields.map((name) => [name, { offsets: next<Uint32Array>(), values: next<Int32Array>() }]),
    ) as unknown as ColumnData['multi'] & Record<MultiField, unknown>,
    trackerCounts: next<Int32Array>(),
    whoListed: next<Int32Array>(),
    scores: next<Int32Array>(),
  };
  const labels = JSON.parse(new TextDecoder().decode(next<Uint8Array>())) as string[][];
  if (data.rowids.length !== size || labels.length !== dictionaryNames.length) return null;
  const dictionaries = Object.fromEntries(
    dictionaryNames.map((name, at) => [name, new Dictionary(labels[at])]),
  ) as unknown as Dictionaries;
  return { generation: head.generation, data, dictionaries };
}

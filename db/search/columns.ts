import type { ValueField } from '../../electron/contract/query/ast.ts';
import { changedSince } from '../generation.ts';
import type { Db } from '../open.ts';
import { Dictionary } from './dictionary.ts';
import {
  loadLists,
  loadRows,
  type MultiField,
  multiFields,
  type Row,
  type SingleField,
  singleFields,
} from './load.ts';
import { openWordIndex, type Words } from './words/index.ts';

/** Several values per call: values of slot s are `values[offsets[s]] … values[offsets[s+1]-1]`. */
export interface Lists {
  readonly offsets: Uint32Array;
  readonly values: Int32Array;
}

export const flag = {
  private: 1,
  gone: 2,
  starred: 4,
  reviewed: 8,
  changed: 16,
  offline: 32,
  transcript: 64,
  comments: 128,
  notes: 256,
  brief: 512,
  media: 1024,
  highlights: 2048,
} as const;

/** What every view of a query is computed from: one slot per visible call, newest first. */
export interface Columns {
  readonly generation: number;
  readonly size: number;
  readonly rowids: Int32Array;
  /** `call.generation` of each call: it changes whenever the call does. */
  readonly generations: Int32Array;
  readonly started: Float64Array;
  /** Seconds. */
  readonly duration: Float32Array;
  readonly flags: Uint16Array;
  /** When the call was first stored or last changed, UTC ms. */
  readonly touched: Float64Array;
  readonly single: Readonly<Record<SingleField, Int32Array>>;
  readonly multi: Readonly<Record<MultiField, Lists>>;
  /** Count of each tracker value, parallel to multi.tracker.values. */
  readonly trackerCounts: Int32Array;
  /** Slot of a row id; -1 when not visible. */
  slotOf(rowid: number): number;
}

/** In-memory columns of a store, kept up to date with its generation. */
export interface ColumnStore {
  /** The columns of the store as it is now: refreshes first if the store moved on. */
  current(): Columns;
  refresh(): void;
  /** The word index, for the current columns. */
  words(): Words;
  /** Lets go of the files it reads. */
  close(): void;
  readonly dictionaries: Readonly<Record<SingleField | MultiField, Dictionary>>;
}

/** Opens the columns of a store. They are read at the first use. */
export function openColumns(db: Db): ColumnStore {
  const names = [...singleFields, ...multiFields];
  const dictionaries = Object.fromEntries(names.map((name) => [name, new Dictionary()])) as Record<
    SingleField | MultiField,
    Dictionary
  >;
  const rows = new Map<number, Row>();
  const index = openWordIndex(db);
  let generation = -1;
  let columns: Columns | null = null;

  function refresh(): void {
    const change = changedSince(db, generation);
    if (columns && change.generation === generation) return;
    const all = generation < 0;
    const changed = all ? null : change.rowids;
    if (!all) for (const rowid of [...change.rowids, ...change.purged]) rows.delete(rowid);
    for (const row of loadRows(db, changed, dictionaries)) rows.set(row.rowid, row);
    for (const [rowid, lists] of loadLists(db, changed, dictionaries)) {
      const row = rows.get(rowid);
      if (row) row.lists = lists;
    }
    generation = change.generation;
    columns = build([...rows.values()], generation);
  }

  function current(): Columns {
    refresh();
    return columns as Columns;
  }

  return {
    current,
    refresh,
    words: () => index.of(current()),
    close: () => index.close(),
    dictionaries,
  };
}

const none: readonly number[] = [];

function build(rows: Row[], generation: number): Columns {
  rows.sort((a, b) => b.started - a.started || b.rowid - a.rowid);
  const size = rows.length;
  const rowids = new Int32Array(size);
  const generations = new Int32Array(size);
  const started = new Float64Array(size);
  const duration = new Float32Array(size);
  const flags = new Uint16Array(size);
  const touched = new Float64Array(size);
  const single = Object.fromEntries(singleFields.map((name) => [name, new Int32Array(size)])) as Record<
    SingleField,
    Int32Array
  >;
  let top = 0;
  rows.forEach((row, slot) => {
    rowids[slot] = row.rowid;
    generations[slot] = row.generation;
    started[slot] = row.started;
    duration[slot] = row.duration;
    flags[slot] = row.flags;
    touched[slot] = row.touched;
    singleFields.forEach((name, at) => {
      single[name][slot] = row.codes[at] ?? -1;
    });
    if (row.rowid > top) top = row.rowid;
  });
  const slots = new Int32Array(top + 1).fill(-1);
  rowids.forEach((rowid, slot) => {
    slots[rowid] = slot;
  });
  const multi = Object.fromEntries(
    multiFields.map((name) => [name, lists(rows, (row) => row.lists?.[name] ?? none)]),
  ) as Record<MultiField, Lists>;
  return {
    generation,
    size,
    rowids,
    generations,
    started,
    duration,
    flags,
    touched,
    single,
    multi,
    trackerCounts: lists(rows, (row) => row.lists?.trackerCounts ?? none).values,
    slotOf: (rowid) => slots[rowid] ?? -1,
  };
}

function lists(rows: readonly Row[], of: (row: Row) => readonly number[]): Lists {
  const offsets = new Uint32Array(rows.length + 1);
  let total = 0;
  rows.forEach((row, slot) => {
    total += of(row).length;
    offsets[slot + 1] = total;
  });
  const values = new Int32Array(total);
  rows.forEach((row, slot) => {
    values.set(of(row), offsets[slot]);
  });
  return { offsets, values };
}

/** Fields of the grammar that are answered from a single-valued column. */
export const isSingle = (field: ValueField): field is SingleField & ValueField =>
  (singleFields as readonly string[]).includes(field);
export const isMulti = (field: ValueField): field is MultiField & ValueField =>
  (multiFields as readonly string[]).includes(field);

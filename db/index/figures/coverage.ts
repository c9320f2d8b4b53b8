import { changedSince } from '../../store/generation.ts';
import type { Db } from '../../store/open.ts';
import { GrowableArray } from '../arrays/growable.ts';
import type { Columns } from '../columns/columns.ts';
import type { Shards } from './shards.ts';
import { coverageOf } from './tracker-rows.ts';
import type { Coverage } from './tracker-store.ts';

/** Calls read between two looks at the clock. */
const step = 100;

/** A state per row id: 0 nothing, 1 tracker figures, 3 occurrences too. */
class States {
  readonly #states = new GrowableArray<Uint8Array>(Uint8Array, 1024);

  set(rowid: number, state: number): void {
    if (state !== 0) this.#states.ensureCapacity(rowid + 1);
    // Beyond the end nothing is known, which is 0: there it writes nothing.
    this.#states.list[rowid] = state;
  }

  /** Takes over the states from row id `first` on. */
  put(first: number, states: Uint8Array): void {
    this.#states.ensureCapacity(first + states.length);
    this.#states.list.set(states, first);
  }

  get(rowid: number): number {
    return this.#states.list[rowid] ?? 0;
  }
}

/** For which calls there are tracker figures and occurrences; kept up to date. */
export class CoverageStore {
  readonly #db: Db;
  readonly #shards: Shards;
  #known: { readonly states: States; generation: number } | null = null;
  #slotted: { readonly of: Columns; readonly coverage: Coverage } | null = null;
  #reading: { readonly states: States; readonly generation: number; from: number } | null = null;

  constructor(db: Db, shards: Shards) {
    this.#db = db;
    this.#shards = shards;
  }

  #read(states: States, where: string, args: readonly unknown[]): void {
    for (const [rowid, state] of coverageOf(this.#db, where, args)) states.set(rowid, state);
  }

  #again(states: States, since: number): void {
    const { rowids, purged } = changedSince(this.#db, since);
    for (const rowid of [...rowids, ...purged]) states.set(rowid, 0);
    if (rowids.length > 0)
      this.#read(states, 'WHERE t.call_id IN (SELECT value FROM json_each(?))', [JSON.stringify(rowids)]);
  }

  #fromShards(states: States): boolean {
    const held = this.#shards.coverage();
    if (!held) return false;
    for (const { first, states: part } of held.parts) states.put(first, part);
    this.#again(states, held.generation);
    for (const { first, last } of held.missing)
      this.#read(states, 'WHERE t.call_id >= ? AND t.call_id <= ?', [first, last]);
    return true;
  }

  /** By slot of some columns. */
  at(columns: Columns): Coverage {
    if (this.#slotted?.of === columns) return this.#slotted.coverage;
    if (!this.#known) {
      const states = new States();
      if (!this.#fromShards(states)) this.#read(states, '', []);
      this.#known = { states, generation: columns.generation };
    } else if (this.#known.generation !== columns.generation) {
      this.#again(this.#known.states, this.#known.generation);
      this.#known.generation = columns.generation;
    }
    const { states } = this.#known;
    const made = () => new Uint8Array(columns.size);
    const coverage = { trackers: made(), listed: made(), states: made() };
    for (let slot = 0; slot < columns.size; slot++) {
      const state = states.get(columns.rowids[slot] as number);
      coverage.states[slot] = state;
      coverage.trackers[slot] = state & 1;
      coverage.listed[slot] = state >> 1;
    }
    this.#slotted = { of: columns, coverage };
    return coverage;
  }

  /** Reads it ahead until `end` (ms of performance.now()); true when all row ids up to `top` are read. */
  warm(columns: Columns, top: number, end: number): boolean {
    if (this.#known) return true;
    if (!this.#reading) {
      const states = new States();
      if (this.#fromShards(states)) {
        this.#known = { states, generation: columns.generation };
        return true;
      }
      this.#reading = { states, from: 0, generation: columns.generation };
    }
    const reading = this.#reading;
    while (reading.from < top && performance.now() < end) {
      const to = reading.from + step;
      this.#read(reading.states, 'WHERE t.call_id > ? AND t.call_id <= ?', [reading.from, to]);
      reading.from = to;
    }
    if (reading.from < top) return false;
    this.#known = { states: reading.states, generation: reading.generation };
    this.#reading = null;
    return true;
  }
}

import { changedSince } from '../generation.ts';
import type { Db } from '../open.ts';
import type { ColumnStore, Columns } from '../search/columns.ts';
import { fold } from '../search/dictionary.ts';
import { prepared } from '../statements.ts';
import { type Block, BlockBuilder, type BlockRow } from './block.ts';

/** A tracker as reports know it: all of one name are one, because queries name trackers by name. */
export interface StoredTracker {
  /** Of the first of them: 'gong:<id>' or 'name:<name>'; 'mine:<id>' for the user's own. */
  readonly key: string;
  readonly name: string;
  readonly type: 'KEYWORD' | 'SMART' | 'MINE' | 'UNKNOWN';
  /** tracker.id of Gong's, or the one mine_tracker.id. */
  readonly ids: readonly number[];
  readonly keys: readonly string[];
}

/** A block with the slots of its entries in the present columns; -1 for calls that are not visible. */
export interface SlottedBlock extends Block {
  readonly slots: Int32Array;
}

interface Loaded {
  block: Block;
  /** Generation up to which the block is. */
  generation: number;
  slots: Int32Array | null;
}

/** What was asked of calls as a whole. */
export interface Coverage {
  /** 1 where Gong's tracker figures were synced: its trackers are listed, those never said too. */
  readonly trackers: Uint8Array;
  /** 1 where Gong listed occurrences. */
  readonly listed: Uint8Array;
}

/** Calls up to which everything is read ahead: beyond, only what is asked for is worth its room. */
export const warmCalls = 300_000;
/** Calls read between two looks at the clock. */
const warmStep = 100;

/** 2023-01-01 UTC: Gong has no occurrences of calls before. */
export const occurrencesSinceMs = Date.UTC(2023, 0, 1);

const mentionsOf = 'max(coalesce(t.count, 0), coalesce(t.company + t.customer + t.unknown, 0))';

/** Tracker figures of a store in memory: a block per tracker, read at its first use and kept up to date. */
export class TrackerStore {
  readonly #db: Db;
  #columns: Columns | null = null;
  readonly #blocks = new Map<string, Loaded>();
  #list: { generation: number; trackers: StoredTracker[] } | null = null;
  #warming: {
    readonly builders: { readonly tracker: StoredTracker; readonly builder: BlockBuilder }[];
    readonly byId: ReadonlyMap<number, BlockBuilder>;
    readonly generation: number;
    from: number;
  } | null = null;
  #cover: { from: number; states: Map<number, number>; generation: number } | null = null;
  #coverage: { generation: number; trackers: Map<number, number>; slotted: Coverage | null } | null = null;

  constructor(db: Db) {
    this.#db = db;
  }

  /** Moves on to a state of the columns; blocks follow when they are asked for. */
  at(columns: Columns): this {
    if (this.#columns !== columns) {
      this.#columns = columns;
      for (const loaded of this.#blocks.values()) loaded.slots = null;
      if (this.#coverage) this.#coverage.slotted = null;
    }
    return this;
  }

  get #now(): Columns {
    if (!this.#columns) throw new Error('the tracker store has no columns yet');
    return this.#columns;
  }

  /** All trackers with a name, by name. */
  trackers(): readonly StoredTracker[] {
    const { generation } = this.#now;
    if (this.#list?.generation === generation) return this.#list.trackers;
    const rows = prepared(
      this.#db,
      `SELECT * FROM (
         SELECT id, key, name, type FROM tracker WHERE trim(name) <> ''
         UNION ALL SELECT id, 'mine:' || id, name, 'MINE' FROM mine_tracker WHERE removed_ms IS NULL)
       ORDER BY type IS 'MINE', name COLLATE NOCASE, id`,
    ).all() as { id: number; key: string; name: string; type: string | null }[];
    const groups = new Map<string, StoredTracker & { ids: number[]; keys: string[] }>();
    for (const row of rows) {
      const mine = row.type === 'MINE';
      const name = fold(row.name);
      const group = groups.get(name);
      if (group && !mine) {
        group.ids.push(row.id);
        group.keys.push(row.key);
        continue;
      }
      // A tracker of Gong's may have come to have the name of one of mine: mine is then told apart in words.
      const own = group ? `${row.name} (mine)` : row.name;
      groups.set(group ? fold(own) : name, {
        key: row.key,
        name: own,
        type: row.type === 'KEYWORD' || row.type === 'SMART' || mine ? (row.type as 'MINE') : 'UNKNOWN',
        ids: [row.id],
        keys: [row.key],
      });
    }
    const trackers = [...groups.values()];
    this.#list = { generation, trackers };
    return trackers;
  }

  find(key: string): StoredTracker | undefined {
    return this.trackers().find((tracker) => tracker.keys.includes(key));
  }

  /** The figures of a tracker. */
  block(tracker: StoredTracker): SlottedBlock {
    const columns = this.#now;
    const ids = JSON.stringify(tracker.ids);
    const name = nameOf(tracker);
    let loaded = this.#blocks.get(name);
    if (!loaded) {
      loaded = { block: this.#read(tracker, ids), generation: columns.generation, slots: null };
      this.#blocks.set(name, loaded);
    } else if (loaded.generation !== columns.generation) this.#update(tracker, ids, loaded);
    if (!loaded.slots) {
      const { rowids } = loaded.block;
      const slots = new Int32Array(rowids.length);
      for (let entry = 0; entry < rowids.length; entry++)
        slots[entry] = columns.slotOf(rowids[entry] as number);
      loaded.slots = slots;
    }
    return { ...loaded.block, slots: loaded.slots };
  }

  #read(tracker: StoredTracker, ids: string): Block {
    const builder = new BlockBuilder();
    for (const row of this.#rows(tracker, ids, null)) builder.add(row);
    return builder.done();
  }

  #update(tracker: StoredTracker, ids: string, loaded: Loaded): void {
    const { generation } = this.#now;
    let changed: Set<number>;
    if (tracker.type === 'MINE') {
      const id = tracker.ids[0] as number;
      const all = prepared(this.#db, 'SELECT hits_generation FROM mine_tracker WHERE id = ?')
        .pluck()
        .get(id) as number;
      if (all > loaded.generation) {
        loaded.block = this.#read(tracker, ids);
        loaded.slots = null;
        loaded.generation = generation;
        return;
      }
      changed = new Set(
        prepared(
          this.#db,
          'SELECT call_id FROM mine_hit WHERE set_id = (SELECT hit_set FROM mine_tracker WHERE id = ?) AND generation > ?',
        )
          .pluck()
          .all(id, loaded.generation) as number[],
      );
    } else {
      const change = changedSince(this.#db, loaded.generation);
      changed = new Set([...change.rowids, ...change.purged]);
    }
    loaded.generation = generation;
    if (changed.size === 0) return;
    const builder = new BlockBuilder(loaded.block.phrases);
    builder.keep(loaded.block, changed);
    for (const row of this.#rows(tracker, ids, JSON.stringify([...changed]))) builder.add(row);
    loaded.block = builder.done();
    loaded.slots = null;
  }

  *#rows(tracker: StoredTracker, ids: string, calls: string | null): Generator<BlockRow> {
    const only = calls === null ? '' : 'AND call_id IN (SELECT value FROM json_each(?))';
    const sql =
      tracker.type === 'MINE'
        ? `SELECT call_id, mentions, moments, phrases FROM mine_hit
           WHERE set_id IN (SELECT hit_set FROM mine_tracker WHERE id IN (SELECT value FROM json_each(?)))
             AND mentions > 0 ${only} ORDER BY call_id`
        : `SELECT call_id, ${mentionsOf}, moments, phrases FROM call_tracker t
           WHERE tracker_id IN (SELECT value FROM json_each(?)) ${only} ORDER BY call_id, position`;
    for (const row of prepared(this.#db, sql)
      .raw()
      .iterate(...(calls === null ? [ids] : [ids, calls])) as IterableIterator<
      [number, number, string | null, string | null]
    >)
      yield { callId: row[0], mentions: row[1], moments: row[2], phrases: row[3] };
  }

  /** For which calls tracker figures and occurrences are there, by slot. */
  coverage(): Coverage {
    const columns = this.#now;
    const known = this.#coverage;
    if (known?.slotted) return known.slotted;
    // 1: figures; 3: occurrences too.
    const states = known?.trackers ?? new Map<number, number>();
    if (!known) this.#readCoverage(states, '', []);
    else if (known.generation !== columns.generation) {
      const change = changedSince(this.#db, known.generation);
      for (const rowid of [...change.rowids, ...change.purged]) states.delete(rowid);
      if (change.rowids.length > 0)
        this.#readCoverage(states, 'WHERE t.call_id IN (SELECT value FROM json_each(?))', [
          JSON.stringify(change.rowids),
        ]);
    }
    const slotted = { trackers: new Uint8Array(columns.size), listed: new Uint8Array(columns.size) };
    for (let slot = 0; slot < columns.size; slot++) {
      const state = states.get(columns.rowids[slot] as number) ?? 0;
      slotted.trackers[slot] = state & 1;
      slotted.listed[slot] = state >> 1;
    }
    this.#coverage = { generation: columns.generation, trackers: states, slotted };
    return slotted;
  }

  #readCoverage(states: Map<number, number>, only: string, args: readonly unknown[]): void {
    const rows = prepared(
      this.#db,
      `SELECT t.call_id, max(CASE WHEN t.company IS NULL THEN 1
         WHEN c.started_ms >= ${occurrencesSinceMs} OR t.company + t.customer + t.unknown > 0 THEN 3 ELSE 1 END)
       FROM call_tracker t JOIN call c ON c.id = t.call_id ${only} GROUP BY t.call_id`,
    )
      .raw()
      .iterate(...args) as IterableIterator<[number, number]>;
    for (const [callId, state] of rows) states.set(callId, state);
  }

  /**
   * Reads what no report has asked for yet, for about `budgetMs`; false when everything is in memory, or when the store is so
   * large that only what is asked for is worth its room. To be called when there is nothing else to do.
   */
  warm(budgetMs: number): boolean {
    const end = performance.now() + budgetMs;
    const columns = this.#now;
    if (columns.size > warmCalls) return false;
    let top = 0;
    for (const rowid of columns.rowids) if (rowid > top) top = rowid;
    if (!this.#coverage) {
      this.#cover ??= { from: 0, states: new Map(), generation: columns.generation };
      const cover = this.#cover;
      while (cover.from < top && performance.now() < end) {
        const to = cover.from + warmStep;
        this.#readCoverage(cover.states, 'WHERE t.call_id > ? AND t.call_id <= ?', [cover.from, to]);
        cover.from = to;
      }
      if (cover.from < top) return true;
      this.#coverage = { generation: cover.generation, trackers: cover.states, slotted: null };
      this.#cover = null;
    }
    return this.#warmBlocks(top, end);
  }

  /** Reads the trackers that are not in memory yet in one pass over the calls; true while there is more to read. */
  #warmBlocks(top: number, end: number): boolean {
    if (!this.#warming) {
      const missing = this.trackers().filter((tracker) => !this.#blocks.has(nameOf(tracker)));
      // Trackers of mine are small.
      for (const tracker of missing.filter(({ type }) => type === 'MINE')) this.block(tracker);
      const builders = missing
        .filter(({ type }) => type !== 'MINE')
        .map((tracker) => ({ tracker, builder: new BlockBuilder() }));
      if (builders.length === 0) return false;
      const byId = new Map(
        builders.flatMap(({ tracker, builder }) => tracker.ids.map((id) => [id, builder])),
      );
      this.#warming = { builders, byId, from: 0, generation: this.#now.generation };
    }
    const warming = this.#warming;
    const read = prepared(
      this.#db,
      `SELECT tracker_id, call_id, ${mentionsOf}, moments, phrases FROM call_tracker t
       WHERE call_id > ? AND call_id <= ? ORDER BY call_id, position`,
    ).raw();
    while (warming.from < top) {
      if (performance.now() >= end) return true;
      const to = warming.from + warmStep;
      for (const row of read.iterate(warming.from, to) as IterableIterator<
        [number, number, number, string | null, string | null]
      >)
        warming.byId.get(row[0])?.add({ callId: row[1], mentions: row[2], moments: row[3], phrases: row[4] });
      warming.from = to;
    }
    // One at a time: making the arrays of a large one takes a while. What changed meanwhile is read again at the first use.
    const next = warming.builders.pop();
    if (!next) {
      this.#warming = null;
      return true;
    }
    const name = nameOf(next.tracker);
    if (!this.#blocks.has(name))
      this.#blocks.set(name, { block: next.builder.done(), generation: warming.generation, slots: null });
    return true;
  }
}

/** A tracker with its namesakes: one that gained or lost some is read anew. */
const nameOf = (tracker: StoredTracker) => `${tracker.key}|${JSON.stringify(tracker.ids)}`;

const stores = new WeakMap<ColumnStore, TrackerStore>();

/** The tracker figures that go with a column store, at its present state. */
export function trackerStore(db: Db, store: ColumnStore): TrackerStore {
  let found = stores.get(store);
  if (!found) {
    found = new TrackerStore(db);
    stores.set(store, found);
  }
  return found.at(store.current());
}

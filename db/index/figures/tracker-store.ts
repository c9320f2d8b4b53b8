import type { Db } from '../../store/open.ts';
import { memo } from '../arrays/memo.ts';
import type { ColumnStore, Columns } from '../columns/columns.ts';
import { buildShard } from './build-shard.ts';
import { callPositions } from './call-positions.ts';
import { CoverageStore } from './coverage.ts';
import { FiguresCache } from './figures-cache.ts';
import { FiguresReader } from './figures-reader.ts';
import { ShardedFigures } from './sharded-figures.ts';
import { type ShardOptions, type Shards, shardOptions } from './shards.ts';
import type { PlainFigures } from './tracker-figures.ts';
import { type FollowSums, TrackerFollows } from './tracker-follows.ts';
import { nameOf, readTrackers, type StoredTracker } from './tracker-rows.ts';

export { occurrencesSinceMs, type StoredTracker } from './tracker-rows.ts';

/** A block with the slots of its entries in the present columns; -1 for calls that are not visible. */
export type SlottedFigures = (ShardedFigures | PlainFigures) & { readonly slots: Int32Array };

/** What was asked of calls as a whole. */
export interface Coverage {
  /** 1 where Gong's tracker figures were synced: its trackers are listed, those never said too. */
  readonly trackers: Uint8Array;
  /** 1 where Gong listed occurrences. */
  readonly listed: Uint8Array;
  /** Both: 0 nothing, 1 tracker figures, 3 occurrences too. */
  readonly states: Uint8Array;
}

/**
 * Tracker figures of a store in memory: a block per tracker, read at its first use (from the shards beside the store
 * where there are some, else from the rows) and kept up to date.
 */
class TrackerStore {
  readonly #db: Db;
  readonly #cache = new FiguresCache();
  readonly #reader: FiguresReader;
  readonly #coverage: CoverageStore;
  readonly #follows: TrackerFollows;
  #columns: Columns | null = null;
  #list: { readonly generation: number; readonly trackers: readonly StoredTracker[] } | null = null;
  /** Reads what is not in memory, and the generation it began at. */
  #warming: { readonly generation: number; readonly blocks: ReturnType<FiguresReader['readAll']> } | null =
    null;

  constructor(db: Db, options: ShardOptions = shardOptions) {
    this.#db = db;
    this.#reader = new FiguresReader(db, options, (tracker) => this.#cache.delete(nameOf(tracker)));
    this.#coverage = new CoverageStore(db, this.#reader.shards);
    this.#follows = new TrackerFollows(db, this.#reader.shards);
  }

  /** Moves on to a state of the columns; blocks follow when they are asked for. */
  at(columns: Columns): this {
    if (this.#columns !== columns) this.#cache.forgetSlots();
    this.#columns = columns;
    return this;
  }

  get #now(): Columns {
    if (!this.#columns) throw new Error('the tracker store has no columns yet');
    return this.#columns;
  }

  /** Whether the store is so small that everything of it has room in memory. */
  get readsAhead(): boolean {
    return this.#now.size <= this.#reader.shards.options.ahead;
  }

  /** All trackers with a name, by name. */
  trackers(): readonly StoredTracker[] {
    const { generation } = this.#now;
    if (this.#list?.generation !== generation) this.#list = { generation, trackers: readTrackers(this.#db) };
    return this.#list.trackers;
  }

  find(key: string): StoredTracker | undefined {
    return this.trackers().find((tracker) => tracker.keys.includes(key));
  }

  #gongs(): StoredTracker[] {
    return this.trackers().filter(({ type }) => type !== 'MINE');
  }

  /** The figures of a tracker. */
  block(tracker: StoredTracker): SlottedFigures {
    const columns = this.#now;
    const { generation } = columns;
    const name = nameOf(tracker);
    let loaded = this.#cache.get(name);
    if (!loaded) {
      loaded = { block: this.#reader.read(tracker), generation, slots: null };
      this.#cache.set(name, loaded);
    } else if (loaded.generation !== generation) {
      const block = this.#reader.refresh(tracker, loaded.block, loaded.generation);
      if (block !== loaded.block) loaded.slots = null;
      loaded.block = block;
      loaded.generation = generation;
      // It may have been dropped meanwhile, because a file could not be read.
      this.#cache.set(name, loaded);
    }
    if (!this.readsAhead) this.#cache.evict(this.#reader.shards.options.cacheBytes);
    if (!loaded.slots) {
      const { rowids } = loaded.block;
      const slots = new Int32Array(rowids.length);
      for (let entry = 0; entry < rowids.length; entry++)
        slots[entry] = columns.slotOf(rowids[entry] as number);
      loaded.slots = slots;
    }
    // Not a copy: what of a block was not read yet is read at its first use.
    return Object.assign(loaded.block, { slots: loaded.slots });
  }

  /** For which calls tracker figures and occurrences are there, by slot. */
  coverage(): Coverage {
    return this.#coverage.at(this.#now);
  }

  /**
   * What follows a tracker of Gong's within a minute, by all others of Gong's, over some entries of its block and the calls of a
   * mask; null where the shards cannot tell.
   */
  followSums(
    tracker: StoredTracker,
    block: SlottedFigures,
    entries: Int32Array,
    mask: Uint8Array,
  ): FollowSums | null {
    if (!(block instanceof ShardedFigures)) return null;
    return block.reading(() => this.#follows.sums(tracker, this.#gongs(), this.#now, block, entries, mask));
  }

  /** Whether the shards can tell what follows what. */
  knowsFollows(): boolean {
    return this.#follows.known(this.#gongs());
  }

  /**
   * Reads what no report has asked for yet, for about `budgetMs`; false when everything is in memory, or when the store is so
   * large that only what is asked for is worth its room. To be called when there is nothing else to do.
   */
  warm(budgetMs: number): boolean {
    const end = performance.now() + budgetMs;
    const columns = this.#now;
    let top = 0;
    for (const rowid of columns.rowids) if (rowid > top) top = rowid;
    if (!this.#coverage.warm(columns, top, end)) return true;
    if (!this.readsAhead) return false;
    return this.#warmBlocks(columns, top, end);
  }

  /** Reads the trackers that are not in memory yet; true while there is more to read. */
  #warmBlocks(columns: Columns, top: number, end: number): boolean {
    if (!this.#warming) {
      const missing = this.trackers().filter((tracker) => !this.#cache.has(nameOf(tracker)));
      const [next] = missing;
      if (!next) return false;
      const heads = this.#reader.shards.heads();
      // Trackers of mine are small, and shards are read at once.
      if (next.type === 'MINE' || (heads.length > 0 && heads.every((head) => head !== null))) {
        const block = this.block(next);
        // What the parts of a report ask for.
        callPositions(block, columns, 'percent');
        block.phraseChunks;
        return true;
      }
      const gongs = missing.filter(({ type }) => type !== 'MINE');
      this.#warming = { generation: columns.generation, blocks: this.#reader.readAll(gongs, top) };
    }
    const { generation, blocks } = this.#warming;
    do {
      const { done, value } = blocks.next();
      if (done) {
        this.#warming = null;
        return true;
      }
      if (!value) continue;
      // One at a time. What changed meanwhile is read again at the first use.
      const [name, block] = value;
      if (!this.#cache.has(name)) this.#cache.set(name, { block, generation, slots: null });
      return true;
    } while (performance.now() < end);
    return true;
  }

  *#saveIn(shards: Shards, trackers: readonly StoredTracker[]): Generator<void, void> {
    for (const at of shards.stale()) {
      yield* buildShard(this.#db, shards, at, trackers);
      this.#cache.evictUnread();
    }
  }

  /**
   * Writes the shards that are missing or of which too many calls have changed, in steps of a few milliseconds. A folder
   * that cannot be written to is no error: the rows say the same.
   */
  *save(): Generator<void, void> {
    const { shards } = this.#reader;
    try {
      const mine = this.trackers().filter(({ type }) => type === 'MINE');
      shards.removeStale(mine.map((tracker) => this.#reader.hitSet(tracker).set));
      yield* this.#saveIn(shards, this.#gongs());
      for (const tracker of mine) {
        const own = this.#reader.shardsOf(tracker);
        own.removeStale();
        yield* this.#saveIn(own, [tracker]);
      }
    } catch {
      // Read-only or full: nothing depends on it.
    }
  }
}

const storeOf = memo((_store: ColumnStore, db: Db, options?: ShardOptions) => new TrackerStore(db, options));

/** The tracker figures that go with a column store, at its present state; `options` count for the first one who asks. */
export const trackerStore = (db: Db, store: ColumnStore, options?: ShardOptions): TrackerStore =>
  storeOf(store, db, options).at(store.current());

import { changedSince } from '../../store/generation.ts';
import type { Db } from '../../store/open.ts';
import { prepared } from '../../store/statements.ts';
import { fold } from '../../text/text.ts';
import { memo } from '../arrays/memo.ts';
import type { ColumnStore, Columns } from '../columns/columns.ts';
import { BlockBuilder, type PlainBlock } from './block.ts';
import { CoverageStore } from './coverage.ts';
import { placesOf } from './places.ts';
import { bytesIn, SegmentBlock, SegmentFailure } from './segment-block.ts';
import { buildSegment } from './segment-build.ts';
import { type HitSet, type SegmentOptions, Segments, segmentOptions } from './segments.ts';
import { type FollowSums, TrackerFollows } from './tracker-follows.ts';
import { rowsOf, rowsOfAll, type StoredTracker } from './tracker-rows.ts';

export { occurrencesSinceMs, type StoredTracker } from './tracker-rows.ts';

/** A block with the slots of its entries in the present columns; -1 for calls that are not visible. */
export type SlottedBlock = (SegmentBlock | PlainBlock) & { readonly slots: Int32Array };

interface Loaded {
  block: (SegmentBlock | PlainBlock) & { slots?: Int32Array };
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
  /** Both: 0 nothing, 1 tracker figures, 3 occurrences too. */
  readonly states: Uint8Array;
}

/** Calls read between two looks at the clock. */
const warmStep = 100;

/**
 * Tracker figures of a store in memory: a block per tracker, read at its first use (from the segments beside the store
 * where there are some, else from the rows) and kept up to date.
 */
class TrackerStore {
  readonly #db: Db;
  readonly #segments: Segments;
  readonly #coverage: CoverageStore;
  readonly #follows: TrackerFollows;
  /** Those of my trackers, by key, with the set of hits that they are of. */
  readonly #mine = new Map<string, { readonly hits: HitSet; readonly segments: Segments }>();
  #columns: Columns | null = null;
  readonly #blocks = new Map<string, Loaded>();
  #list: { generation: number; trackers: StoredTracker[] } | null = null;
  #warming: {
    readonly builders: { readonly tracker: StoredTracker; readonly builder: BlockBuilder }[];
    readonly byId: ReadonlyMap<number, BlockBuilder>;
    readonly generation: number;
    from: number;
  } | null = null;

  constructor(db: Db, options: SegmentOptions = segmentOptions) {
    this.#db = db;
    this.#segments = new Segments(db, options);
    this.#coverage = new CoverageStore(db, this.#segments);
    this.#follows = new TrackerFollows(db, this.#segments);
  }

  /** Moves on to a state of the columns; blocks follow when they are asked for. */
  at(columns: Columns): this {
    if (this.#columns !== columns) {
      this.#columns = columns;
      for (const loaded of this.#blocks.values()) loaded.slots = null;
    }
    return this;
  }

  get #now(): Columns {
    if (!this.#columns) throw new Error('the tracker store has no columns yet');
    return this.#columns;
  }

  /** Whether the store is so small that everything of it has room in memory. */
  get readsAhead(): boolean {
    return this.#now.size <= this.#segments.options.ahead;
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

  #gongs(): StoredTracker[] {
    return this.trackers().filter(({ type }) => type !== 'MINE');
  }

  /** The figures of a tracker. */
  block(tracker: StoredTracker): SlottedBlock {
    const columns = this.#now;
    const name = nameOf(tracker);
    let loaded = this.#blocks.get(name);
    if (!loaded) loaded = { block: this.#read(tracker), generation: columns.generation, slots: null };
    else if (loaded.generation !== columns.generation) this.#update(tracker, loaded);
    // The most recently used one is the last.
    this.#blocks.delete(name);
    this.#blocks.set(name, loaded);
    if (!this.readsAhead) this.#makeRoom();
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

  /** Blocks that have yet to read of files that are no longer the same. */
  #letGo(): void {
    for (const [name, { block }] of this.#blocks)
      if (block instanceof SegmentBlock) this.#blocks.delete(name);
  }

  #makeRoom(): void {
    let bytes = 0;
    for (const { block } of this.#blocks.values()) bytes += bytesOf(block);
    for (const [name, { block }] of this.#blocks) {
      if (bytes <= this.#segments.options.room || this.#blocks.size === 1) return;
      bytes -= bytesOf(block);
      this.#blocks.delete(name);
    }
  }

  /** The set of hits that a tracker of mine has now; none before the first is complete. */
  #hitSet(tracker: StoredTracker): HitSet {
    return prepared(
      this.#db,
      'SELECT hit_set AS "set", hits_generation AS since FROM mine_tracker WHERE id = ?',
    ).get(tracker.ids[0]) as HitSet;
  }

  /** Where the segments of a tracker are. */
  #segmentsOf(tracker: StoredTracker): Segments {
    if (tracker.type !== 'MINE') return this.#segments;
    const hits = this.#hitSet(tracker);
    const known = this.#mine.get(tracker.key);
    if (known?.hits.set === hits.set && known.hits.since === hits.since) return known.segments;
    const segments = new Segments(this.#db, this.#segments.options, hits);
    this.#mine.set(tracker.key, { hits, segments });
    return segments;
  }

  /**
   * Calls of which a block may say something else than at a generation: those that are there, and those that are not. Of mine, hits
   * change by themselves; what the segments hold depends on the call too (its length).
   */
  #changedSince(tracker: StoredTracker, generation: number, segmented: boolean) {
    if (tracker.type !== 'MINE') return changedSince(this.#db, generation);
    const hits = prepared(this.#db, 'SELECT call_id FROM mine_hit WHERE set_id = ? AND generation > ?')
      .pluck()
      .all(this.#hitSet(tracker).set, generation) as number[];
    if (!segmented) return { rowids: hits, purged: [] };
    const { rowids, purged } = changedSince(this.#db, generation);
    return { rowids: [...new Set([...rowids, ...hits])], purged };
  }

  #read(tracker: StoredTracker): SegmentBlock | PlainBlock {
    const segments = this.#segmentsOf(tracker);
    const held = segments.block(tracker.ids);
    if (held) {
      const { rowids, purged } = this.#changedSince(tracker, held.generation, true);
      const rest = new BlockBuilder();
      const again = rowids.filter(
        (rowid) => !held.missing.some(({ first, last }) => rowid >= first && rowid <= last),
      );
      if (again.length > 0) for (const row of rowsOf(this.#db, tracker, { rowids: again })) rest.add(row);
      for (const range of held.missing) for (const row of rowsOf(this.#db, tracker, range)) rest.add(row);
      try {
        return this.#segmented(
          tracker,
          segments,
          { parts: held.parts, complete: held.missing.length === 0 },
          new Set([...rowids, ...purged]),
          rest.done(),
        );
      } catch (error) {
        // Damaged, or written anew by another process: the rows say the same.
        if (!(error instanceof SegmentFailure)) throw error;
        segments.failed(error.at);
      }
    }
    const builder = new BlockBuilder();
    for (const row of rowsOf(this.#db, tracker, null)) builder.add(row);
    return builder.done();
  }

  #segmented(
    tracker: StoredTracker,
    segments: Segments,
    { parts, complete }: Pick<SegmentBlock, 'parts' | 'complete'>,
    changed: ReadonlySet<number>,
    rest: PlainBlock,
  ): SegmentBlock {
    return new SegmentBlock(parts, complete, changed, rest, ({ at }) => {
      segments.failed(at);
      this.#blocks.delete(nameOf(tracker));
    });
  }

  #update(tracker: StoredTracker, loaded: Loaded): void {
    const { generation } = this.#now;
    if (tracker.type === 'MINE' && this.#hitSet(tracker).since > loaded.generation) {
      loaded.block = this.#read(tracker);
      loaded.slots = null;
      loaded.generation = generation;
      return;
    }
    const segmented = loaded.block instanceof SegmentBlock;
    const { rowids, purged } = this.#changedSince(tracker, loaded.generation, segmented);
    const changed = new Set([...rowids, ...purged]);
    loaded.generation = generation;
    if (changed.size === 0) return;
    loaded.slots = null;
    const { block } = loaded;
    const last = block instanceof SegmentBlock ? block.rest : block;
    const builder = new BlockBuilder(last.phrases);
    builder.keep(last, changed);
    for (const row of rowsOf(this.#db, tracker, { rowids: [...changed] })) builder.add(row);
    if (!(block instanceof SegmentBlock)) {
      loaded.block = builder.done();
      return;
    }
    try {
      // What the segments say of calls is read again, which is quicker than to copy it.
      loaded.block = this.#segmented(
        tracker,
        this.#segmentsOf(tracker),
        block,
        new Set([...block.changed, ...changed]),
        builder.done(),
      );
    } catch (error) {
      if (!(error instanceof SegmentFailure)) throw error;
      this.#segmentsOf(tracker).failed(error.at);
      loaded.block = this.#read(tracker);
    }
  }

  /** For which calls tracker figures and occurrences are there, by slot. */
  coverage(): Coverage {
    return this.#coverage.at(this.#now);
  }

  /**
   * What follows a tracker of Gong's within a minute, by all others of Gong's, over some entries of its block and the calls of a
   * mask; null where the segments cannot tell.
   */
  followSums(
    tracker: StoredTracker,
    block: SlottedBlock,
    entries: Int32Array,
    mask: Uint8Array,
  ): FollowSums | null {
    if (!(block instanceof SegmentBlock)) return null;
    return block.reading(() => this.#follows.sums(tracker, this.#gongs(), this.#now, block, entries, mask));
  }

  /** Whether the segments can tell what follows what. */
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
      const missing = this.trackers().filter((tracker) => !this.#blocks.has(nameOf(tracker)));
      const [next] = missing;
      if (!next) return false;
      const heads = this.#segments.heads();
      // Trackers of mine are small, and segments are read at once.
      if (next.type === 'MINE' || (heads.length > 0 && heads.every((head) => head !== null))) {
        const block = this.block(next);
        // What the parts of a report ask for.
        placesOf(block, columns, 'percent');
        block.phraseChunks;
        return true;
      }
      const builders = missing
        .filter(({ type }) => type !== 'MINE')
        .map((tracker) => ({ tracker, builder: new BlockBuilder() }));
      const byId = new Map(
        builders.flatMap(({ tracker, builder }) => tracker.ids.map((id) => [id, builder])),
      );
      this.#warming = { builders, byId, from: 0, generation: this.#now.generation };
    }
    // One pass over the calls.
    const warming = this.#warming;
    while (warming.from < top) {
      if (performance.now() >= end) return true;
      const to = warming.from + warmStep;
      for (const [id, row] of rowsOfAll(this.#db, { first: warming.from + 1, last: to }))
        warming.byId.get(id)?.add(row);
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

  *#saveIn(segments: Segments, trackers: readonly StoredTracker[]): Generator<void, void> {
    for (const at of segments.stale()) {
      yield* buildSegment(this.#db, segments, at, trackers);
      this.#letGo();
    }
  }

  /**
   * Writes the segments that are missing or of which too many calls have changed, in steps of a few milliseconds. A folder
   * that cannot be written to is no error: the rows say the same.
   */
  *save(): Generator<void, void> {
    try {
      const mine = this.trackers().filter(({ type }) => type === 'MINE');
      this.#segments.tidy(mine.map((tracker) => this.#hitSet(tracker).set));
      yield* this.#saveIn(this.#segments, this.#gongs());
      for (const tracker of mine) {
        const segments = this.#segmentsOf(tracker);
        segments.tidy();
        yield* this.#saveIn(segments, [tracker]);
      }
    } catch {
      // Read-only or full: nothing depends on it.
    }
  }
}

const bytesOf = (block: SegmentBlock | PlainBlock): number =>
  block instanceof SegmentBlock ? block.bytes : bytesIn(block);

/** A tracker with its namesakes: one that gained or lost some is read anew. */
const nameOf = (tracker: StoredTracker) => `${tracker.key}|${JSON.stringify(tracker.ids)}`;

const storeOf = memo(
  (_store: ColumnStore, db: Db, options?: SegmentOptions) => new TrackerStore(db, options),
);

/** The tracker figures that go with a column store, at its present state; `options` count for the first one who asks. */
export const trackerStore = (db: Db, store: ColumnStore, options?: SegmentOptions): TrackerStore =>
  storeOf(store, db, options).at(store.current());

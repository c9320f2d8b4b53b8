import { changedSince } from '../../store/generation.ts';
import type { Db } from '../../store/open.ts';
import { prepared } from '../../store/statements.ts';
import { ShardedFigures, ShardFailure } from './sharded-figures.ts';
import { type HitSet, type ShardOptions, Shards } from './shards.ts';
import { FiguresBuilder, type PlainFigures } from './tracker-figures.ts';
import { nameOf, rowsOf, rowsOfAll, type StoredTracker } from './tracker-rows.ts';

/** Calls read between two looks at the clock. */
const warmStep = 100;

/** Reads the figures of trackers from the shards beside the store, where there are some, and from the rows. */
export class FiguresReader {
  readonly #db: Db;
  /** Of all of Gong's trackers. */
  readonly shards: Shards;
  /** Those of my trackers, by key, with the set of hits that they are of. */
  readonly #mine = new Map<string, { readonly hits: HitSet; readonly shards: Shards }>();
  readonly #onFailure: (tracker: StoredTracker) => void;

  /** `onFailure`: what was read of a tracker is of no use any more. */
  constructor(db: Db, options: ShardOptions, onFailure: (tracker: StoredTracker) => void) {
    this.#db = db;
    this.shards = new Shards(db, options);
    this.#onFailure = onFailure;
  }

  /** The set of hits that a tracker of mine has now; none before the first is complete. */
  hitSet(tracker: StoredTracker): HitSet {
    return prepared(
      this.#db,
      'SELECT hit_set AS "set", hits_generation AS since FROM mine_tracker WHERE id = ?',
    ).get(tracker.ids[0]) as HitSet;
  }

  /** Where the shards of a tracker are. */
  shardsOf(tracker: StoredTracker): Shards {
    if (tracker.type !== 'MINE') return this.shards;
    const hits = this.hitSet(tracker);
    const known = this.#mine.get(tracker.key);
    if (known?.hits.set === hits.set && known.hits.since === hits.since) return known.shards;
    const shards = new Shards(this.#db, this.shards.options, hits);
    this.#mine.set(tracker.key, { hits, shards });
    return shards;
  }

  read(tracker: StoredTracker): ShardedFigures | PlainFigures {
    const shards = this.shardsOf(tracker);
    const held = shards.block(tracker.ids);
    if (held) {
      const { rowids, purged } = this.#changedSince(tracker, held.generation, true);
      const rest = new FiguresBuilder();
      const again = rowids.filter(
        (rowid) => !held.missing.some(({ first, last }) => rowid >= first && rowid <= last),
      );
      if (again.length > 0) for (const row of rowsOf(this.#db, tracker, { rowids: again })) rest.add(row);
      for (const range of held.missing) for (const row of rowsOf(this.#db, tracker, range)) rest.add(row);
      const complete = held.missing.length === 0;
      const changed = new Set([...rowids, ...purged]);
      const block = this.#open(tracker, { parts: held.parts, complete }, changed, rest.done());
      if (block) return block;
    }
    const builder = new FiguresBuilder();
    for (const row of rowsOf(this.#db, tracker, null)) builder.add(row);
    return builder.done();
  }

  /** Figures as they are now, from those of a generation: the same object when nothing of them changed. */
  refresh(
    tracker: StoredTracker,
    block: ShardedFigures | PlainFigures,
    since: number,
  ): ShardedFigures | PlainFigures {
    if (tracker.type === 'MINE' && this.hitSet(tracker).since > since) return this.read(tracker);
    const sharded = block instanceof ShardedFigures;
    const { rowids, purged } = this.#changedSince(tracker, since, sharded);
    const changed = new Set([...rowids, ...purged]);
    if (changed.size === 0) return block;
    const last = sharded ? block.rest : block;
    const builder = new FiguresBuilder(last.phrases);
    builder.keep(last, changed);
    for (const row of rowsOf(this.#db, tracker, { rowids: [...changed] })) builder.add(row);
    if (!sharded) return builder.done();
    // What the shards say of calls is read again, which is quicker than to copy it.
    const all = new Set([...block.changed, ...changed]);
    return this.#open(tracker, block, all, builder.done()) ?? this.read(tracker);
  }

  /**
   * Reads Gong's trackers from the rows in one pass over the calls up to row id `top`, of which each `next()` goes through some, and
   * gives one tracker after the other at the end: making the arrays of a large one takes a while.
   */
  *readAll(
    trackers: readonly StoredTracker[],
    top: number,
  ): Generator<readonly [name: string, block: PlainFigures] | null, void> {
    const builders = trackers.map((tracker) => ({ tracker, builder: new FiguresBuilder() }));
    const byId = new Map(builders.flatMap(({ tracker, builder }) => tracker.ids.map((id) => [id, builder])));
    for (let from = 0; from < top; from += warmStep) {
      for (const [id, row] of rowsOfAll(this.#db, { first: from + 1, last: from + warmStep }))
        byId.get(id)?.add(row);
      yield null;
    }
    for (const { tracker, builder } of builders) yield [nameOf(tracker), builder.done()];
  }

  /** Null where a shard is damaged, or was written anew by another process: the rows say the same. */
  #open(
    tracker: StoredTracker,
    { parts, complete }: Pick<ShardedFigures, 'parts' | 'complete'>,
    changed: ReadonlySet<number>,
    rest: PlainFigures,
  ): ShardedFigures | null {
    const shards = this.shardsOf(tracker);
    try {
      return new ShardedFigures(parts, complete, changed, rest, ({ at }) => {
        shards.failed(at);
        this.#onFailure(tracker);
      });
    } catch (error) {
      if (!(error instanceof ShardFailure)) throw error;
      shards.failed(error.at);
      return null;
    }
  }

  /**
   * Calls of which a block may say something else than at a generation: those that are there, and those that are not. Of mine, hits
   * change by themselves; what the shards hold depends on the call too (its length).
   */
  #changedSince(tracker: StoredTracker, generation: number, sharded: boolean) {
    if (tracker.type !== 'MINE') return changedSince(this.#db, generation);
    const hits = prepared(this.#db, 'SELECT call_id FROM mine_hit WHERE set_id = ? AND generation > ?')
      .pluck()
      .all(this.hitSet(tracker).set, generation) as number[];
    if (!sharded) return { rowids: hits, purged: [] };
    const { rowids, purged } = changedSince(this.#db, generation);
    return { rowids: [...new Set([...rowids, ...hits])], purged };
  }
}

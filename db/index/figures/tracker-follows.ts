import type { Db } from '../../store/open.ts';
import { prepared } from '../../store/statements.ts';
import type { Columns } from '../columns/columns.ts';
import { CallIndex, type FollowLists, type FollowTotals, followTotals } from './follow-rows.ts';
import { sizesOf } from './shard-file.ts';
import { readPart, type ShardedFigures, scratchFor } from './sharded-figures.ts';
import { groupOf, type Shards } from './shards.ts';
import { FiguresBuilder, type PlainFigures } from './tracker-figures.ts';
import { rowsOfAll, type StoredTracker } from './tracker-rows.ts';

/** What follows a tracker, by the index of the other one among `trackers`. */
export interface FollowSums {
  readonly trackers: readonly StoredTracker[];
  readonly followed: Float64Array;
  readonly expected: Float64Array;
  readonly calls: Int32Array;
}

/** How the shards of a block are to be read. */
interface Plan {
  readonly generation: number;
  /** The trackers as they were grouped. */
  readonly names: string;
  /** Index among the trackers of each group of each part, -1 for none. */
  readonly of: readonly Int32Array[];
  /** What follows in the calls that changed since the shards were made, as they are. */
  readonly rest: { readonly rowids: Int32Array; readonly lists: FollowLists } | null;
}

/** The calls that changed since the shards were made, of all trackers. */
interface Changed {
  readonly generation: number;
  readonly names: string;
  /** Which ones, as text. */
  readonly which: string;
  readonly blocks: readonly PlainFigures[];
  readonly index: CallIndex;
  durationMs(rowid: number): number;
}

/**
 * What follows what within a minute, worked out when the shards were made; only calls that changed are worked out now. The rows
 * are read whenever they are asked for and not kept: there are tens of MB of them, and adding up costs about as much as reading.
 */
export class TrackerFollows {
  readonly #db: Db;
  readonly #shards: Shards;
  readonly #plans = new WeakMap<ShardedFigures, Plan>();
  #changed: Changed | null = null;

  constructor(db: Db, shards: Shards) {
    this.#db = db;
    this.#shards = shards;
  }

  /** Whether all shards are there and know every tracker as it is grouped now. */
  known(trackers: readonly StoredTracker[]): boolean {
    const heads = this.#shards.heads();
    return (
      heads.length > 0 &&
      heads.every((head) => head && trackers.every(({ ids }) => groupOf(head, ids) !== undefined))
    );
  }

  /**
   * Over some entries of a tracker's block (in their order), and the calls of a mask by slot; null where the shards cannot tell.
   * Throws ShardFailure.
   */
  sums(
    tracker: StoredTracker,
    trackers: readonly StoredTracker[],
    columns: Columns,
    block: ShardedFigures,
    entries: Int32Array,
    mask: Uint8Array,
  ): FollowSums | null {
    const own = trackers.indexOf(tracker);
    const plan = own < 0 ? null : this.#plan(own, trackers, columns, block);
    if (!plan) return null;
    const sums: FollowSums = {
      trackers,
      followed: new Float64Array(trackers.length),
      expected: new Float64Array(trackers.length),
      calls: new Int32Array(trackers.length),
    };
    addParts(sums, plan, block, entries);
    if (plan.rest) {
      const { rowids, lists } = plan.rest;
      const chosen = Uint8Array.from(rowids, (rowid) => mask[columns.slotOf(rowid)] ?? 0);
      addTotals(sums, followTotals(lists, chosen), null);
    }
    return sums;
  }

  #plan(
    own: number,
    trackers: readonly StoredTracker[],
    columns: Columns,
    block: ShardedFigures,
  ): Plan | null {
    const { generation } = columns;
    const names = JSON.stringify(trackers.map(({ ids }) => ids));
    const known = this.#plans.get(block);
    if (known?.generation === generation && known.names === names) return known;
    if (!block.complete || !this.known(trackers)) return null;
    const plan: Plan = {
      generation,
      names,
      of: block.parts.map(({ head }) =>
        Int32Array.from(head.groups, (group) =>
          trackers.findIndex(({ ids }) => group.ids.every((id) => ids.includes(id))),
        ),
      ),
      rest: block.changed.size > 0 ? this.#rest(own, trackers, names, generation, block.changed) : null,
    };
    this.#plans.set(block, plan);
    return plan;
  }

  #rest(
    own: number,
    trackers: readonly StoredTracker[],
    names: string,
    generation: number,
    rowids: ReadonlySet<number>,
  ): Plan['rest'] {
    const which = [...rowids].sort((a, b) => a - b).join();
    const known = this.#changed;
    const changed =
      known?.generation === generation && known.which === which && known.names === names
        ? known
        : { generation, which, names, ...this.#readChanged(trackers, [...rowids]) };
    this.#changed = changed;
    const working = changed.index.follows(own, changed.durationMs);
    for (;;) {
      const step = working.next();
      if (step.done) return { rowids: (changed.blocks[own] as PlainFigures).rowids, lists: step.value };
    }
  }

  #readChanged(trackers: readonly StoredTracker[], rowids: readonly number[]) {
    const builders = trackers.map(() => new FiguresBuilder());
    const byId = new Map(trackers.flatMap(({ ids }, at) => ids.map((id) => [id, builders[at]])));
    for (const [id, row] of rowsOfAll(this.#db, { rowids })) byId.get(id)?.add(row);
    const durations = new Map(
      prepared(
        this.#db,
        'SELECT id, coalesce(duration_s, 0) FROM call WHERE id IN (SELECT value FROM json_each(?))',
      )
        .raw()
        .all(JSON.stringify(rowids)) as [number, number][],
    );
    const blocks = builders.map((builder) => builder.done());
    return {
      blocks,
      index: new CallIndex(blocks),
      durationMs: (rowid: number) => Math.fround(durations.get(rowid) ?? 0) * 1000,
    };
  }
}

/** Adds up what the shards of a block say of some of its entries; of a shard that is wholly in, what it adds up to. */
function addParts(sums: FollowSums, { of }: Plan, block: ShardedFigures, entries: Int32Array): void {
  const { parts, starts } = block;
  const scratch = scratchFor(parts.map(({ head, group }) => sizesOf(head, group).bytesOf('follows')));
  let at = 0;
  parts.forEach((part, index) => {
    const [first, end] = [starts[index] as number, starts[index + 1] as number];
    const from = at;
    while (at < entries.length && (entries[at] as number) < end) at++;
    if (at === from) return;
    const totals = readPart(part, (reader) => {
      if (at - from === end - first) return reader.followTotals(part.group);
      const chosen = new Uint8Array(end - first);
      for (let next = from; next < at; next++) chosen[(entries[next] as number) - first] = 1;
      return followTotals(reader.follows(part.group, scratch), chosen);
    });
    addTotals(sums, totals, of[index] as Int32Array);
  });
}

/** `of`: index among the trackers of each other one; null where they are those. */
function addTotals(sums: FollowSums, totals: FollowTotals, of: Int32Array | null): void {
  totals.others.forEach((other, at) => {
    const to = of === null ? other : (of[other] as number);
    if (to < 0) return;
    sums.followed[to] = (sums.followed[to] as number) + (totals.followed[at] as number);
    sums.calls[to] = (sums.calls[to] as number) + (totals.calls[at] as number);
    sums.expected[to] = (sums.expected[to] as number) + (totals.expected[at] as number);
  });
}

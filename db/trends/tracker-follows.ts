import { changedSince } from '../generation.ts';
import type { Db } from '../open.ts';
import type { Columns } from '../search/columns.ts';
import { prepared } from '../statements.ts';
import { BlockBuilder, type PlainBlock } from './block.ts';
import { CallIndex, type FollowLists } from './follow-rows.ts';
import { readPart, SegmentFailure, type SegmentPart, scratchFor } from './segment-block.ts';
import { sizesOf } from './segment-file.ts';
import { groupOf, type Segments } from './segments.ts';
import { rowsOfAll, type StoredTracker } from './tracker-rows.ts';

/** What follows a tracker, by the index of the other one among `trackers`. */
export interface FollowSums {
  readonly trackers: readonly StoredTracker[];
  readonly followed: Float64Array;
  readonly expected: Float64Array;
  readonly calls: Int32Array;
}

/** Rows of one segment; `of`: index among the trackers of each of its groups, -1 for none. */
interface Part extends SegmentPart {
  readonly of: Int32Array;
}

/** Where to read what follows a tracker. */
interface Plan {
  readonly generation: number;
  /** The trackers as they were grouped. */
  readonly names: string;
  readonly parts: readonly Part[];
  /** Calls of the segments that changed since: `rest` has them as they are. */
  readonly changed: ReadonlySet<number>;
  readonly rest: FollowLists | null;
}

/** The calls that changed since the segments were made, of all trackers. */
interface Changed {
  readonly since: number;
  readonly generation: number;
  readonly names: string;
  readonly blocks: readonly PlainBlock[];
  readonly index: CallIndex;
  durationMs(rowid: number): number;
}

/**
 * What follows what within a minute, worked out when the segments were made; only calls that changed are worked out now. The rows
 * are read whenever they are asked for and not kept: there are tens of MB of them, and adding up costs about as much as reading.
 */
export class TrackerFollows {
  readonly #db: Db;
  readonly #segments: Segments;
  readonly #plans = new Map<string, Plan>();
  #changed: Changed | null = null;

  constructor(db: Db, segments: Segments) {
    this.#db = db;
    this.#segments = segments;
  }

  /** Whether all segments are there and know every tracker as it is grouped now. */
  known(trackers: readonly StoredTracker[]): boolean {
    const heads = this.#segments.heads();
    return (
      heads.length > 0 &&
      heads.every((head) => head && trackers.every(({ ids }) => groupOf(head, ids) !== undefined))
    );
  }

  /** Over the calls of a mask by slot; null where the segments cannot tell. */
  sums(
    tracker: StoredTracker,
    trackers: readonly StoredTracker[],
    columns: Columns,
    mask: Uint8Array,
  ): FollowSums | null {
    const own = trackers.indexOf(tracker);
    // A file that was written anew, or is damaged, is looked at again; what it lacks then, nothing here can tell.
    for (let tries = 0; own >= 0 && tries < 3; tries++) {
      const plan = this.#plan(own, trackers, columns);
      if (!plan) return null;
      try {
        return addedUp(plan, trackers, columns, mask);
      } catch (error) {
        if (!(error instanceof SegmentFailure)) throw error;
        this.#segments.failed(error.at);
        this.#plans.clear();
      }
    }
    return null;
  }

  #plan(own: number, trackers: readonly StoredTracker[], columns: Columns): Plan | null {
    const { generation } = columns;
    const { key, ids } = trackers[own] as StoredTracker;
    const names = JSON.stringify(trackers.map((one) => one.ids));
    const known = this.#plans.get(key);
    if (known?.generation === generation && known.names === names) return known;
    if (!this.known(trackers)) return null;
    const held = this.#segments.block(ids);
    if (!held || held.missing.length > 0) return null;
    const { rowids, purged } = changedSince(this.#db, held.generation);
    const plan: Plan = {
      generation,
      names,
      parts: held.parts.map((part) => ({
        ...part,
        of: Int32Array.from(part.head.groups, (group) =>
          trackers.findIndex((one) => group.ids.every((id) => one.ids.includes(id))),
        ),
      })),
      changed: new Set([...rowids, ...purged]),
      rest: rowids.length > 0 ? this.#rest(own, trackers, names, held.generation, generation, rowids) : null,
    };
    this.#plans.set(key, plan);
    return plan;
  }

  /** Segments were made: where rows are has to be found again. */
  forget(): void {
    this.#plans.clear();
  }

  #rest(
    own: number,
    trackers: readonly StoredTracker[],
    names: string,
    since: number,
    generation: number,
    rowids: readonly number[],
  ): FollowLists {
    const known = this.#changed;
    const changed =
      known?.generation === generation && known.since === since && known.names === names
        ? known
        : { since, generation, names, ...this.#readChanged(trackers, rowids) };
    this.#changed = changed;
    const working = changed.index.follows(own, changed.durationMs, 0);
    for (;;) {
      const step = working.next();
      if (step.done) return step.value;
    }
  }

  #readChanged(trackers: readonly StoredTracker[], rowids: readonly number[]) {
    const builders = trackers.map(() => new BlockBuilder());
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

/** Adds up what the parts of a plan say of the calls of a mask. Throws SegmentFailure. */
function addedUp(
  { parts, changed, rest }: Plan,
  trackers: readonly StoredTracker[],
  columns: Columns,
  mask: Uint8Array,
): FollowSums {
  const sums: FollowSums = {
    trackers,
    followed: new Float64Array(trackers.length),
    expected: new Float64Array(trackers.length),
    calls: new Int32Array(trackers.length),
  };
  const scratch = scratchFor(parts.map(({ head, group }) => sizesOf(head, group).bytesOf('follows')));
  for (const part of parts) {
    const lists = readPart(part, (reader) => reader.follows(part.group, scratch));
    addLists(sums, lists, part.of, chosenOf(lists.calls, part.head.first, columns, mask, changed));
  }
  if (rest)
    addLists(
      sums,
      rest,
      Int32Array.from(trackers, (_, at) => at),
      chosenOf(rest.calls, 0, columns, mask, null),
    );
  return sums;
}

/** 1 for the calls (row ids minus `from`) that are in a mask and not among those that changed. */
function chosenOf(
  calls: FollowLists['calls'],
  from: number,
  columns: Columns,
  mask: Uint8Array,
  changed: ReadonlySet<number> | null,
): Uint8Array {
  const chosen = new Uint8Array(calls.length);
  const some = changed !== null && changed.size > 0;
  for (let at = 0; at < calls.length; at++) {
    const rowid = from + (calls[at] as number);
    const slot = columns.slotOf(rowid);
    if (slot >= 0 && mask[slot] === 1 && !(some && changed.has(rowid))) chosen[at] = 1;
  }
  return chosen;
}

function addLists(sums: FollowSums, lists: FollowLists, of: Int32Array, chosen: Uint8Array): void {
  const { others, ends, owners, followed, expected } = lists;
  let row = 0;
  for (let other = 0; other < others.length; other++) {
    const end = ends[other] as number;
    const to = of[others[other] as number] as number;
    if (to < 0) {
      row = end;
      continue;
    }
    let occurrences = 0;
    let calls = 0;
    let chance = 0;
    for (; row < end; row++) {
      // Without a branch: which calls are chosen cannot be foretold.
      const one = chosen[owners[row] as number] as number;
      const here = one * (followed[row] as number);
      occurrences += here;
      calls += -here >>> 31;
      chance += one * (expected[row] as number);
    }
    sums.followed[to] = (sums.followed[to] as number) + occurrences;
    sums.calls[to] = (sums.calls[to] as number) + calls;
    sums.expected[to] = (sums.expected[to] as number) + chance;
  }
}

import { changedSince } from '../generation.ts';
import type { Db } from '../open.ts';
import type { Columns } from '../search/columns.ts';
import { prepared } from '../statements.ts';
import { BlockBuilder } from './block.ts';
import { CallIndex } from './follow-rows.ts';
import type { FollowRows } from './segment-file.ts';
import { groupOf, type Segments } from './segments.ts';
import { rowsOfAll, type StoredTracker } from './tracker-rows.ts';

/** What follows a tracker, by the index of the other one among `trackers`. */
export interface FollowSums {
  readonly trackers: readonly StoredTracker[];
  readonly followed: Float64Array;
  readonly expected: Float64Array;
  readonly calls: Int32Array;
}

/** Rows of one segment or of the calls that changed since; `of`: index among the trackers of each following one. */
interface Part extends FollowRows {
  readonly rowids: Int32Array;
  readonly of: Int32Array;
  /** Some of its calls may have changed since. */
  readonly old: boolean;
}

interface Table {
  readonly generation: number;
  /** The trackers as they were grouped. */
  readonly names: string;
  readonly parts: readonly Part[];
  /** Calls of the segments that changed since: another part has them as they are. */
  readonly changed: ReadonlySet<number>;
}

/** Tables kept beyond what is read ahead, where one is tens of MB: the last ones used. */
const kept = 4;

/** What follows what within a minute, worked out when the segments were made; only calls that changed are worked out now. */
export class TrackerFollows {
  readonly #db: Db;
  readonly #segments: Segments;
  readonly #tables = new Map<string, Table>();

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
    const table = own < 0 ? null : this.#table(own, trackers, columns);
    if (!table) return null;
    const followed = new Float64Array(trackers.length);
    const expected = new Float64Array(trackers.length);
    const calls = new Int32Array(trackers.length);
    for (const { rowids, at, other, of, followed: said, expected: chance, old } of table.parts)
      for (let entry = 0; entry < rowids.length; entry++) {
        const rowid = rowids[entry] as number;
        const slot = columns.slotOf(rowid);
        if (slot < 0 || mask[slot] === 0 || (old && table.changed.has(rowid))) continue;
        const end = at[entry + 1] as number;
        for (let row = at[entry] as number; row < end; row++) {
          const to = of[other[row] as number] as number;
          if (to < 0) continue;
          const here = said[row] as number;
          expected[to] = (expected[to] as number) + (chance[row] as number);
          if (here === 0) continue;
          followed[to] = (followed[to] as number) + here;
          calls[to] = (calls[to] as number) + 1;
        }
      }
    return { trackers, followed, expected, calls };
  }

  /** Reads the table of one more tracker; false when all are read, or the segments cannot tell. */
  warm(trackers: readonly StoredTracker[], columns: Columns): boolean {
    const next = trackers.findIndex(({ key }) => !this.#tables.has(key));
    return next >= 0 && this.#table(next, trackers, columns) !== null;
  }

  #table(own: number, trackers: readonly StoredTracker[], columns: Columns): Table | null {
    const { generation } = columns;
    const many = columns.size > this.#segments.options.ahead;
    const { key } = trackers[own] as StoredTracker;
    const names = JSON.stringify(trackers.map(({ ids }) => ids));
    const known = this.#tables.get(key);
    this.#tables.delete(key);
    const table =
      known?.generation === generation && known.names === names
        ? known
        : this.#read(own, trackers, names, generation);
    if (!table) return null;
    this.#tables.set(key, table);
    if (many && this.#tables.size > kept) this.#tables.delete(this.#tables.keys().next().value as string);
    return table;
  }

  #read(own: number, trackers: readonly StoredTracker[], names: string, generation: number): Table | null {
    if (!this.known(trackers)) return null;
    const held = this.#segments.follows((trackers[own] as StoredTracker).ids);
    if (!held || held.missing.length > 0) return null;
    const { rowids, purged } = changedSince(this.#db, held.generation);
    const changed = new Set([...rowids, ...purged]);
    const parts = held.parts.map(
      ({ groups, ...rows }): Part => ({
        ...rows,
        old: changed.size > 0,
        of: Int32Array.from(groups, (group) =>
          trackers.findIndex(({ ids }) => group.ids.every((id) => ids.includes(id))),
        ),
      }),
    );
    return {
      generation,
      names,
      parts: rowids.length > 0 ? [...parts, this.#changed(own, trackers, rowids)] : parts,
      changed,
    };
  }

  #changed(own: number, trackers: readonly StoredTracker[], rowids: readonly number[]): Part {
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
    const follows = new CallIndex(blocks).follows(
      own,
      (rowid) => Math.fround(durations.get(rowid) ?? 0) * 1000,
    );
    return {
      ...follows,
      old: false,
      rowids: blocks[own]?.rowids ?? new Int32Array(0),
      of: Int32Array.from(trackers, (_, at) => at),
    };
  }
}

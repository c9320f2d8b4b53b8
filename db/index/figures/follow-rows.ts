import { GrowableArray } from '../arrays/growable.ts';
import { type Few, few } from './phrase-chunks.ts';
import type { TrackerFigures } from './tracker-figures.ts';

/** What is asked of two trackers: ms after, side codes or -1 for any. */
export interface FollowOptions {
  readonly within: number;
  readonly side: number;
  readonly answer: number;
}

/** The question that reports ask first: within a minute, said by anyone. */
export const usualFollow: FollowOptions = { within: 60_000, side: -1, answer: -1 };
export const isUsual = ({ within, side, answer }: FollowOptions): boolean =>
  within === usualFollow.within && side < 0 && answer < 0;

/**
 * What follows within the usual window in the entries of a block, by the following tracker: rows ends[o-1] … ends[o]-1 are those of
 * `others[o]`, so that what they add up to stays in registers.
 */
export interface FollowLists {
  /** Index of the following tracker, among those that whoever holds this knows; each once. */
  readonly others: Uint16Array<ArrayBuffer>;
  readonly ends: Uint32Array<ArrayBuffer>;
  /** Entry of each row. */
  readonly owners: Uint16Array<ArrayBuffer> | Int32Array<ArrayBuffer>;
  /** Occurrences of the entry that are followed by it, and how many would be by chance. */
  readonly followed: Few;
  readonly expected: Float32Array<ArrayBuffer>;
}

/** What all rows of each following tracker add up to. */
export interface FollowTotals {
  readonly others: Uint16Array<ArrayBuffer>;
  readonly followed: Float64Array<ArrayBuffer>;
  readonly expected: Float64Array<ArrayBuffer>;
  readonly calls: Float64Array<ArrayBuffer>;
}

/** Adds up the rows of the entries that are chosen (1), by the order of `others`. */
export function followTotals(lists: FollowLists, chosen: Uint8Array): FollowTotals {
  const { others, ends, owners, followed, expected } = lists;
  const sums = () => new Float64Array(others.length);
  const totals: FollowTotals = { others, followed: sums(), expected: sums(), calls: sums() };
  let row = 0;
  for (let other = 0; other < others.length; other++) {
    const end = ends[other] as number;
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
    totals.followed[other] = occurrences;
    totals.calls[other] = calls;
    totals.expected[other] = chance;
  }
  return totals;
}

type Said = Pick<TrackerFigures, 'occurrences' | 'startMs' | 'side'>;

/**
 * How many occurrences in one call are followed by another tracker, and how many would be by chance: written to `out`.
 * False when the other is not said there. Chance is what would be if its mentions lay anywhere in the call.
 */
export function followsIn(
  said: Said,
  entry: number,
  answers: Said,
  match: number,
  durationMs: number,
  { within, side, answer }: FollowOptions,
  out: { followed: number; expected: number },
): boolean {
  const from = answers.occurrences[match] as number;
  const to = answers.occurrences[match + 1] as number;
  let mentions = to - from;
  if (answer >= 0) {
    mentions = 0;
    for (let at = from; at < to; at++) if (answers.side[at] === answer) mentions++;
  }
  if (mentions === 0) return false;
  const full = durationMs > 0 ? 1 - (1 - Math.min(1, within / durationMs)) ** mentions : 0;
  let next = from;
  let followed = 0;
  let expected = 0;
  const end = said.occurrences[entry + 1] as number;
  for (let at = said.occurrences[entry] as number; at < end; at++) {
    if (side >= 0 && said.side[at] !== side) continue;
    const start = said.startMs[at] as number;
    while (
      next < to &&
      ((answers.startMs[next] as number) <= start || (answer >= 0 && answers.side[next] !== answer))
    )
      next++;
    if (next < to && (answers.startMs[next] as number) <= start + within) followed++;
    // The window may end with the call.
    if (start + within <= durationMs) expected += full;
    else if (durationMs > start)
      expected += 1 - (1 - Math.min(1, (durationMs - start) / durationMs)) ** mentions;
  }
  out.followed = followed;
  out.expected = expected;
  return true;
}

/** Which entry of each block a call has, for the calls of some blocks. */
export class CallIndex {
  readonly #entries: Int32Array;
  readonly #row = new Map<number, number>();
  readonly #blocks: readonly TrackerFigures[];

  constructor(blocks: readonly TrackerFigures[]) {
    this.#blocks = blocks;
    for (const { rowids } of blocks)
      for (const rowid of rowids) if (!this.#row.has(rowid)) this.#row.set(rowid, this.#row.size);
    this.#entries = new Int32Array(this.#row.size * blocks.length).fill(-1);
    blocks.forEach(({ rowids }, group) => {
      for (let entry = 0; entry < rowids.length; entry++)
        this.#entries[(this.#row.get(rowids[entry] as number) as number) * blocks.length + group] = entry;
    });
  }

  /** What follows the occurrences of one block, by the other ones, in short steps. */
  *follows(group: number, durationMs: (rowid: number) => number): Generator<void, FollowLists> {
    const blocks = this.#blocks;
    const block = blocks[group] as TrackerFigures;
    const { size, rowids } = block;
    const rows = new Int32Array(size);
    const durations = new Float64Array(size);
    for (let entry = 0; entry < size; entry++) {
      const rowid = rowids[entry] as number;
      rows[entry] = (this.#row.get(rowid) as number) * blocks.length;
      durations[entry] = durationMs(rowid);
    }
    const others: number[] = [];
    const ends: number[] = [];
    const owners = new GrowableArray<Int32Array<ArrayBuffer>>(Int32Array, size);
    const followed = new GrowableArray<Int32Array<ArrayBuffer>>(Int32Array, size);
    const expected: Float32Array[] = [];
    const chance = new Float32Array(size);
    const out = { followed: 0, expected: 0 };
    for (let answers = 0; answers < blocks.length; answers++) {
      if (answers === group) continue;
      const other = blocks[answers] as TrackerFigures;
      const before = owners.length;
      for (let entry = 0; entry < size; entry++) {
        if (block.listed[entry] === 0) continue;
        const match = this.#entries[(rows[entry] as number) + answers] as number;
        if (match < 0) continue;
        if (!followsIn(block, entry, other, match, durations[entry] as number, usualFollow, out)) continue;
        chance[owners.length - before] = out.expected;
        owners.push(entry);
        followed.push(out.followed);
      }
      yield;
      if (owners.length === before) continue;
      expected.push(chance.slice(0, owners.length - before));
      others.push(answers);
      ends.push(owners.length);
    }
    const all = new Float32Array(owners.length);
    expected.forEach((part, at) => {
      all.set(part, at === 0 ? 0 : ends[at - 1]);
    });
    return {
      others: Uint16Array.from(others),
      ends: Uint32Array.from(ends),
      owners: size <= 0x1_0000 ? Uint16Array.from(owners.toArray()) : owners.toArray(),
      followed: few(followed.toArray()),
      expected: all,
    };
  }
}

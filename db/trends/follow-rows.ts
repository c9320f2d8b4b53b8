import type { Block } from './block.ts';
import type { FollowRows } from './segment-file.ts';

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

type Said = Pick<Block, 'occurrences' | 'startMs' | 'side'>;

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
  readonly #blocks: readonly Block[];

  constructor(blocks: readonly Block[]) {
    this.#blocks = blocks;
    for (const { rowids } of blocks)
      for (const rowid of rowids) if (!this.#row.has(rowid)) this.#row.set(rowid, this.#row.size);
    this.#entries = new Int32Array(this.#row.size * blocks.length).fill(-1);
    blocks.forEach(({ rowids }, group) => {
      for (let entry = 0; entry < rowids.length; entry++)
        this.#entries[(this.#row.get(rowids[entry] as number) as number) * blocks.length + group] = entry;
    });
  }

  /** What follows the occurrences of one block, by the other ones. */
  follows(group: number, durationMs: (rowid: number) => number): FollowRows {
    const blocks = this.#blocks;
    const block = blocks[group] as Block;
    const at = new Uint32Array(block.size + 1);
    const other: number[] = [];
    const followed: number[] = [];
    const expected: number[] = [];
    const out = { followed: 0, expected: 0 };
    for (let entry = 0; entry < block.size; entry++) {
      const rowid = block.rowids[entry] as number;
      const row = (this.#row.get(rowid) as number) * blocks.length;
      const duration = durationMs(rowid);
      if (block.occurrences[entry] !== block.occurrences[entry + 1])
        for (let answers = 0; answers < blocks.length; answers++) {
          const match = this.#entries[row + answers] as number;
          if (answers === group || match < 0) continue;
          if (!followsIn(block, entry, blocks[answers] as Block, match, duration, usualFollow, out)) continue;
          other.push(answers);
          followed.push(out.followed);
          expected.push(out.expected);
        }
      at[entry + 1] = other.length;
    }
    return {
      at,
      other: Uint16Array.from(other),
      followed: Uint16Array.from(followed),
      expected: Float32Array.from(expected),
    };
  }
}

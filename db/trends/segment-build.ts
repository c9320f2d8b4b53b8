import { readGeneration } from '../generation.ts';
import type { Db } from '../open.ts';
import { storeNumber } from '../search/words/file.ts';
import { prepared } from '../statements.ts';
import { type Block, BlockBuilder } from './block.ts';
import { CallIndex } from './follow-rows.ts';
import { type FollowRows, type SegmentContent, writeSegment } from './segment-file.ts';
import type { Segments } from './segments.ts';
import { coverageOf, rowsOfAll, type StoredTracker } from './tracker-rows.ts';

/** Calls read between two steps. */
const step = 100;

/**
 * Makes one segment from the rows of the store, in steps of a few milliseconds. What changes meanwhile is of a later
 * generation than the segment's and is read again by whoever uses it. Throws what the file system throws.
 */
export function* buildSegment(
  db: Db,
  segments: Segments,
  at: number,
  trackers: readonly StoredTracker[],
): Generator<void, void> {
  const { first, last } = segments.rangeOf(at);
  const generation = readGeneration(db);
  const builders = trackers.map(() => new BlockBuilder());
  const byId = new Map(
    trackers.flatMap(({ ids }, group) => ids.map((id) => [id, builders[group] as BlockBuilder])),
  );
  const coverage = new Uint8Array(last - first + 1);
  const durations = new Float32Array(last - first + 1);
  for (let from = first; from <= last; from += step) {
    const to = Math.min(last, from + step - 1);
    for (const [id, row] of rowsOfAll(db, { first: from, last: to })) byId.get(id)?.add(row);
    for (const [rowid, state] of coverageOf(db, 'WHERE t.call_id >= ? AND t.call_id <= ?', [from, to]))
      coverage[rowid - first] = state;
    for (const [rowid, seconds] of prepared(db, 'SELECT id, duration_s FROM call WHERE id >= ? AND id <= ?')
      .raw()
      .iterate(from, to) as IterableIterator<[number, number | null]>)
      durations[rowid - first] = seconds ?? 0;
    yield;
  }
  const blocks: Block[] = [];
  for (const builder of builders) {
    blocks.push(builder.done());
    yield;
  }
  const index = new CallIndex(blocks);
  yield;
  const follows: FollowRows[] = [];
  for (let group = 0; group < blocks.length; group++) {
    follows.push(index.follows(group, (rowid) => (durations[rowid - first] as number) * 1000));
    yield;
  }
  const content: SegmentContent = {
    store: storeNumber(db),
    first,
    last,
    generation,
    groups: trackers.map(({ ids }, group) => ({
      ids,
      phrases: blocks[group]?.phrases ?? [],
      block: blocks[group] as Block,
      follows: follows[group] as FollowRows,
    })),
    coverage,
  };
  segments.prepare();
  yield* writeSegment(segments.file(at), content);
  segments.forget(at);
}

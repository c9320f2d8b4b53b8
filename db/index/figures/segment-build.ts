import { readGeneration } from '../../store/generation.ts';
import type { Db } from '../../store/open.ts';
import { prepared } from '../../store/statements.ts';
import { storeNumber } from '../words/file.ts';
import { BlockBuilder, type PlainBlock } from './block.ts';
import { CallIndex } from './follow-rows.ts';
import { minutePlaces, percentPlaces } from './place.ts';
import { type SegmentContent, type SegmentTracker, writeSegment } from './segment-file.ts';
import type { Segments } from './segments.ts';
import { coverageOf, rowsOf, rowsOfAll, type StoredTracker } from './tracker-rows.ts';

/** Calls read between two steps. */
const step = 100;

/**
 * Makes one segment from the rows of the store, in steps of a few milliseconds. What changes meanwhile is of a later
 * generation than the segment's and is read again by whoever uses it. `trackers`: all of Gong's, or one of mine. Throws what the
 * file system throws.
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
  const mine = trackers.find(({ type }) => type === 'MINE');
  /** Of Gong's trackers. */
  const coverage = new Uint8Array(last - first + 1);
  const durations = new Float32Array(last - first + 1);
  for (let from = first; from <= last; from += step) {
    const to = Math.min(last, from + step - 1);
    if (mine) {
      for (const row of rowsOf(db, mine, { first: from, last: to })) builders[0]?.add(row);
    } else {
      for (const [id, row] of rowsOfAll(db, { first: from, last: to })) byId.get(id)?.add(row);
      const states = coverageOf(db, 'WHERE t.call_id >= ? AND t.call_id <= ?', [from, to]);
      for (const [rowid, state] of states) coverage[rowid - first] = state;
    }
    for (const [rowid, seconds] of prepared(db, 'SELECT id, duration_s FROM call WHERE id >= ? AND id <= ?')
      .raw()
      .iterate(from, to) as IterableIterator<[number, number | null]>)
      durations[rowid - first] = seconds ?? 0;
    yield;
  }
  const blocks: PlainBlock[] = [];
  for (const builder of builders) {
    blocks.push(builder.done());
    yield;
  }
  const index = new CallIndex(blocks);
  yield;
  const seconds = (rowid: number) => durations[rowid - first] as number;
  const groups: SegmentTracker[] = [];
  for (const [group, { ids }] of trackers.entries()) {
    const block = blocks[group] as PlainBlock;
    const percent = percentPlaces(block, (entry) => seconds(block.rowids[entry] as number));
    yield;
    const minutes = minutePlaces(block);
    yield;
    const { phrases, phraseChunks } = block;
    yield;
    const follows = yield* index.follows(group, (rowid) => seconds(rowid) * 1000);
    groups.push({ ids, phrases, block, percent, minutes, phraseChunks, follows });
  }
  const content: SegmentContent = { store: storeNumber(db), first, last, generation, groups, coverage };
  segments.prepare();
  yield* writeSegment(segments.file(at), content);
  segments.forget(at);
}

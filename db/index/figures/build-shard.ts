import { readGeneration } from '../../store/generation.ts';
import type { Db } from '../../store/open.ts';
import { prepared } from '../../store/statements.ts';
import { storeNumber } from '../words/file.ts';
import { minutePositions, percentPositions } from './call-position.ts';
import { CallIndex } from './follow-rows.ts';
import { type ShardContent, type ShardTracker, writeShard } from './shard-file.ts';
import type { Shards } from './shards.ts';
import { FiguresBuilder, type PlainFigures } from './tracker-figures.ts';
import { coverageOf, rowsOf, rowsOfAll, type StoredTracker } from './tracker-rows.ts';

/** Calls read between two steps. */
const step = 100;

/**
 * Makes one shard from the rows of the store, in steps of a few milliseconds. What changes meanwhile is of a later
 * generation than the shard's and is read again by whoever uses it. `trackers`: all of Gong's, or one of mine. Throws what the
 * file system throws.
 */
export function* buildShard(
  db: Db,
  shards: Shards,
  at: number,
  trackers: readonly StoredTracker[],
): Generator<void, void> {
  const { first, last } = shards.rangeOf(at);
  const generation = readGeneration(db);
  const builders = trackers.map(() => new FiguresBuilder());
  const byId = new Map(
    trackers.flatMap(({ ids }, group) => ids.map((id) => [id, builders[group] as FiguresBuilder])),
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
  const blocks: PlainFigures[] = [];
  for (const builder of builders) {
    blocks.push(builder.done());
    yield;
  }
  const index = new CallIndex(blocks);
  yield;
  const seconds = (rowid: number) => durations[rowid - first] as number;
  const groups: ShardTracker[] = [];
  for (const [group, { ids }] of trackers.entries()) {
    const block = blocks[group] as PlainFigures;
    const percent = percentPositions(block, (entry) => seconds(block.rowids[entry] as number));
    yield;
    const minutes = minutePositions(block);
    yield;
    const { phrases, phraseChunks } = block;
    yield;
    const follows = yield* index.follows(group, (rowid) => seconds(rowid) * 1000);
    groups.push({ ids, phrases, block, percent, minutes, phraseChunks, follows });
  }
  const content: ShardContent = { store: storeNumber(db), first, last, generation, groups, coverage };
  shards.prepare();
  yield* writeShard(shards.file(at), content);
  shards.forget(at);
}

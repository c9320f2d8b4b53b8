import type { WriterDb } from '../store/open.ts';
import { prepared } from '../store/statements.ts';
import type { Hit } from './hits.ts';

/*
 * Hits lie in sets: a new version of a tracker gets a set of its own, piece by piece, and the tracker then points to it
 * (mine_tracker.hit_set). A set to which no tracker points is a former one, or one whose work was cut short.
 */

/** Rows removed at once. */
const removedAtOnce = 500;

/** The number of a set that has no hits yet. One at a time: it is taken with its first hit. */
export function newSet(db: WriterDb): number {
  return prepared(
    db,
    `SELECT 1 + max(coalesce((SELECT max(hit_set) FROM mine_tracker), 0), coalesce((SELECT max(set_id) FROM mine_hit), 0))`,
  )
    .pluck()
    .get() as number;
}

/** The first set with hits to which no tracker points; null when there is none. */
export function firstUnused(db: WriterDb): number | null {
  const used = new Set(prepared(db, 'SELECT hit_set FROM mine_tracker').pluck().all() as number[]);
  const read = prepared(db, 'SELECT min(set_id) FROM mine_hit WHERE set_id > ?').pluck();
  for (let set: number | null = 0; ; ) {
    set = read.get(set) as number | null;
    if (set === null || !used.has(set)) return set;
  }
}

/** Removes some hits of a set. */
export function removeSome(db: WriterDb, set: number): void {
  prepared(
    db,
    `DELETE FROM mine_hit WHERE set_id = ? AND call_id IN
       (SELECT call_id FROM mine_hit WHERE set_id = ? LIMIT ${removedAtOnce})`,
  ).run(set, set);
}

/** The hits of a call as they are stored: those of call_tracker in JSON. */
export function rowOf(hits: readonly Hit[]): { readonly moments: string; readonly phrases: string } {
  const counts = new Map<string, number>();
  let last = Number.NEGATIVE_INFINITY;
  let inOrder = true;
  for (const { phrase, startMs } of hits) {
    counts.set(phrase, (counts.get(phrase) ?? 0) + 1);
    if (startMs < last) inOrder = false;
    last = startMs;
  }
  const sorted = inOrder ? hits : hits.toSorted((a, b) => a.startMs - b.startMs);
  return {
    moments: JSON.stringify(sorted.map((hit) => [hit.startMs / 1000, hit.side, hit.speakerId, hit.phrase])),
    phrases: JSON.stringify([...counts]),
  };
}

/** Stores the hits of a call in a set; a call that is gone is passed over. */
export function writeHits(
  db: WriterDb,
  set: number,
  callId: number,
  mentions: number,
  { moments, phrases }: ReturnType<typeof rowOf>,
  generation: number,
): void {
  prepared(
    db,
    `INSERT INTO mine_hit(set_id, call_id, generation, mentions, moments, phrases)
     SELECT ?, id, ?, ?, ?, ? FROM call WHERE id = ?
     ON CONFLICT (set_id, call_id) DO UPDATE SET generation = excluded.generation,
       mentions = excluded.mentions, moments = excluded.moments, phrases = excluded.phrases`,
  ).run(set, generation, mentions, moments, phrases, callId);
}

import type { TrackerDefinition } from '../../electron/contract/trackers.ts';
import { nextGeneration, readGeneration } from '../generation.ts';
import type { WriterDb } from '../open.ts';
import { prepared } from '../statements.ts';
import { candidatePassages, type Hit, HitFinder } from './hits.ts';
import { PhraseMatcher } from './matcher.ts';

/** How far the trackers of mine are. */
export interface Progress {
  readonly running: readonly {
    readonly id: number;
    readonly key: string;
    readonly done: number;
    readonly total: number;
  }[];
  /** True when hits were written, so that readers have to be told. */
  readonly changed: boolean;
}

interface TrackerRow {
  readonly id: number;
  readonly version: number;
  readonly definition: string;
  readonly hits_version: number;
  readonly seen_generation: number;
}

/** A recomputation of one tracker over all calls, in steps. */
interface Run {
  readonly id: number;
  readonly version: number;
  readonly passages: Int32Array;
  readonly finder: HitFinder;
  /** Calls that change from here on are looked through again afterwards. */
  readonly generation: number;
  done: number;
}

const runs = new WeakMap<WriterDb, Run>();

/** Passages looked through between two looks at the clock. */
const chunk = 200;
/** Changed calls that are looked through one by one; more are a run over everything. */
const manyCalls = 2000;

const trackersOf = (db: WriterDb) =>
  prepared(
    db,
    `SELECT id, version, definition, hits_version, seen_generation FROM mine_tracker
     WHERE removed_ms IS NULL ORDER BY updated_ms DESC, id`,
  ).all() as TrackerRow[];

const definitionOf = (row: TrackerRow) => JSON.parse(row.definition) as TrackerDefinition;

/** Whether a tracker's hits are not those of its version, or calls have changed since. */
function behind(db: WriterDb, row: TrackerRow): boolean {
  if (row.hits_version !== row.version) return true;
  return (
    prepared(db, 'SELECT 1 FROM call WHERE generation > ? LIMIT 1').get(row.seen_generation) !== undefined
  );
}

/** Trackers of mine whose hits are not up to date; how many passages are left is known for the one being computed. */
export function progressOf(db: WriterDb): Progress['running'] {
  const run = runs.get(db);
  return trackersOf(db)
    .filter((row) => row.hits_version !== row.version)
    .map((row) => ({
      id: row.id,
      key: `mine:${row.id}`,
      done: run?.id === row.id ? run.done : 0,
      total: run?.id === row.id ? run.passages.length : 0,
    }));
}

/**
 * Brings the trackers of mine up to date for about `budgetMs`: call it again while `running` is not empty or `more` is true.
 * Between two calls other work of the writer gets its turn; the old hits stay in place until the new ones are complete.
 */
export function stepTrackers(db: WriterDb, budgetMs: number): Progress & { readonly more: boolean } {
  const end = performance.now() + budgetMs;
  let changed = false;
  for (const row of trackersOf(db)) {
    if (!behind(db, row)) continue;
    changed = (row.hits_version === row.version ? update(db, row, end) : rewrite(db, row, end)) || changed;
    if (performance.now() >= end) break;
  }
  return { running: progressOf(db), changed, more: trackersOf(db).some((row) => behind(db, row)) };
}

function startRun(db: WriterDb, row: TrackerRow): Run {
  const matcher = new PhraseMatcher(definitionOf(row));
  const match = matcher.candidates();
  const run: Run = {
    id: row.id,
    version: row.version,
    passages: match === null ? new Int32Array(0) : candidatePassages(db, match),
    finder: new HitFinder(db, matcher),
    generation: readGeneration(db),
    done: 0,
  };
  runs.set(db, run);
  return run;
}

/** Goes on with the computation of a new version; true when its hits were written. */
function rewrite(db: WriterDb, row: TrackerRow, end: number): boolean {
  const known = runs.get(db);
  const run = known?.id === row.id && known.version === row.version ? known : startRun(db, row);
  while (run.done < run.passages.length) {
    const next = Math.min(run.passages.length, run.done + chunk);
    run.finder.look(run.passages.subarray(run.done, next));
    run.done = next;
    if (performance.now() >= end && run.done < run.passages.length) return false;
  }
  runs.delete(db);
  db.transaction(() => {
    const generation = nextGeneration(db);
    prepared(db, 'DELETE FROM mine_hit WHERE tracker_id = ?').run(row.id);
    for (const [callId, hits] of run.finder.found) writeHits(db, row.id, callId, hits, generation);
    prepared(
      db,
      'UPDATE mine_tracker SET hits_version = ?, hits_generation = ?, seen_generation = ? WHERE id = ?',
    ).run(row.version, generation, run.generation, row.id);
  })();
  return true;
}

/** Looks through the calls that changed; true when hits changed. */
function update(db: WriterDb, row: TrackerRow, end: number): boolean {
  const generation = readGeneration(db);
  const calls = prepared(db, 'SELECT id FROM call WHERE generation > ? ORDER BY generation, id LIMIT ?')
    .pluck()
    .all(row.seen_generation, manyCalls + 1) as number[];
  if (calls.length > manyCalls) {
    // Cheaper as a whole, and in steps.
    return rewrite(db, row, end);
  }
  const finder = findIn(db, definitionOf(row), calls);
  let changed = false;
  db.transaction(() => {
    let mine: number | null = null;
    const next = () => {
      mine ??= nextGeneration(db);
      return mine;
    };
    const read = prepared(db, 'SELECT moments, phrases FROM mine_hit WHERE tracker_id = ? AND call_id = ?');
    for (const callId of calls) {
      const hits = finder?.found.get(callId) ?? [];
      const before = read.get(row.id, callId) as { moments: string; phrases: string } | undefined;
      const after = rowOf(hits);
      if (before ? before.moments === after.moments && before.phrases === after.phrases : hits.length === 0)
        continue;
      writeHits(db, row.id, callId, hits, next());
      changed = true;
    }
    prepared(db, 'UPDATE mine_tracker SET seen_generation = ? WHERE id = ?').run(generation, row.id);
  })();
  return changed;
}

function findIn(db: WriterDb, definition: TrackerDefinition, calls: readonly number[]): HitFinder | null {
  const matcher = new PhraseMatcher(definition);
  const match = matcher.candidates();
  if (match === null) return null;
  const ids = prepared(
    db,
    'SELECT id FROM passage WHERE kind = 1 AND call_id IN (SELECT value FROM json_each(?)) ORDER BY id',
  )
    .pluck()
    .all(JSON.stringify(calls)) as number[];
  if (ids.length === 0) return null;
  const own = new Set(ids);
  const finder = new HitFinder(db, matcher);
  const found = candidatePassages(db, match, [ids[0] as number, ids.at(-1) as number]);
  finder.look(found.filter((id) => own.has(id)));
  return finder;
}

function rowOf(hits: readonly Hit[]): { readonly moments: string; readonly phrases: string } {
  const counts = new Map<string, number>();
  for (const { phrase } of hits) counts.set(phrase, (counts.get(phrase) ?? 0) + 1);
  const sorted = hits.toSorted((a, b) => a.startMs - b.startMs);
  return {
    moments: JSON.stringify(sorted.map((hit) => [hit.startMs / 1000, hit.side, hit.speakerId, hit.phrase])),
    phrases: JSON.stringify([...counts]),
  };
}

function writeHits(
  db: WriterDb,
  trackerId: number,
  callId: number,
  hits: readonly Hit[],
  generation: number,
): void {
  const { moments, phrases } = rowOf(hits);
  prepared(
    db,
    `INSERT INTO mine_hit(tracker_id, call_id, generation, mentions, moments, phrases)
     SELECT ?, id, ?, ?, ?, ? FROM call WHERE id = ?
     ON CONFLICT (tracker_id, call_id) DO UPDATE SET generation = excluded.generation,
       mentions = excluded.mentions, moments = excluded.moments, phrases = excluded.phrases`,
  ).run(trackerId, generation, hits.length, moments, phrases, callId);
}

import type { TrackerDefinition } from '../../electron/contract/trackers.ts';
import { wordsVersion } from '../../electron/contract/words/cut.ts';
import { nextGeneration, readGeneration } from '../store/generation.ts';
import type { WriterDb } from '../store/open.ts';
import { prepared } from '../store/statements.ts';
import { Candidates, type Places } from './candidates.ts';
import { firstUnused, newSet, removeSome, rowOf, writeHits } from './hit-sets.ts';
import { callToHear, hitsAt, hitsIn } from './hits.ts';
import { PhraseMatcher } from './matcher.ts';

/** How far the trackers of mine are. */
interface Progress {
  /** Those whose hits are not of their newest version; `done` of `total` calls that may have one, for the one being computed. */
  readonly running: readonly {
    readonly id: number;
    readonly key: string;
    readonly done: number;
    readonly total: number;
  }[];
}

interface TrackerRow {
  readonly id: number;
  readonly version: number;
  readonly definition: string;
  readonly hit_set: number;
  readonly hits_version: number;
  readonly seen_generation: number;
}

/** A tracker in a run. */
interface Job {
  readonly id: number;
  readonly version: number;
  readonly matcher: PhraseMatcher;
  /** Where its hits go. */
  readonly set: number;
}

interface Found {
  readonly job: Job;
  readonly callId: number;
  readonly mentions: number;
  /** As it is stored: thousands of small objects would be moved about until they are written. */
  readonly row: ReturnType<typeof rowOf>;
}

/** Calls to be looked through, by row id; in a run of one tracker each with the places where its phrases begin. */
interface Listed {
  readonly ids: readonly number[];
  readonly places: readonly Places[] | null;
}

/**
 * Work in steps: one tracker over all calls into a set of hits of its own (`fresh`), or all that are up to date over the
 * calls that changed.
 */
interface Run {
  readonly fresh: boolean;
  readonly jobs: readonly Job[];
  /** Works out the calls to be looked through. */
  readonly listing: Generator<void, Listed>;
  calls: Listed | null;
  done: number;
  /** What was found and is not written yet. */
  found: Found[];
  /** Characters of it. */
  length: number;
  /** Calls that change from here on are looked through again afterwards. */
  readonly generation: number;
}

const runs = new WeakMap<WriterDb, Run>();

/** Calls whose hits are written at once: many are a wait for whoever wants to write, few are many waits for the disk. */
const writtenAtOnce = 500;
/** And characters of their hits. */
const lengthAtOnce = 2_000_000;
/** Calls listed between two looks at the clock. */
const listedAtOnce = 500;

const trackersOf = (db: WriterDb) =>
  prepared(
    db,
    `SELECT id, version, definition, hit_set, hits_version, seen_generation FROM mine_tracker
     WHERE removed_ms IS NULL ORDER BY updated_ms DESC, id`,
  ).all() as TrackerRow[];

const jobOf = (row: TrackerRow, set: number): Job => ({
  id: row.id,
  version: row.version,
  matcher: new PhraseMatcher(JSON.parse(row.definition) as TrackerDefinition),
  set,
});

const changedAfter = (db: WriterDb, generation: number): boolean =>
  prepared(db, 'SELECT 1 FROM call WHERE generation > ? LIMIT 1').get(generation) !== undefined;

/** Trackers of mine whose hits are not up to date; how many calls are left is known for the one being computed. */
function progressOf(db: WriterDb): Progress['running'] {
  const run = runs.get(db);
  return trackersOf(db)
    .filter((row) => row.hits_version !== row.version)
    .map((row) => {
      const own = run?.fresh && run.jobs[0]?.id === row.id ? run : null;
      return { id: row.id, key: `mine:${row.id}`, done: own?.done ?? 0, total: own?.calls?.ids.length ?? 0 };
    });
}

/** After an update that cuts text otherwise every hit is to be looked for again; those found before count until then. */
function outdateByWords(db: WriterDb): void {
  const read = prepared(db, "SELECT 1 FROM meta WHERE key = 'trackers_words' AND value = ?");
  if (read.get(wordsVersion)) return;
  db.transaction(() => {
    prepared(db, 'UPDATE mine_tracker SET hits_version = 0').run();
    prepared(db, "INSERT OR REPLACE INTO meta(key, value) VALUES ('trackers_words', ?)").run(wordsVersion);
  })();
}

/**
 * Brings the trackers of mine up to date for about `budgetMs`: call it again while `more` is true. Between two calls other
 * work of the writer gets its turn; the old hits stay in place until the new ones are complete.
 */
export function stepTrackers(db: WriterDb, budgetMs: number): Progress & { readonly more: boolean } {
  const end = performance.now() + budgetMs;
  outdateByWords(db);
  let more = true;
  do {
    const run = present(db) ?? next(db);
    if (run) goOn(db, run, end);
    else if (!sweep(db)) more = false;
  } while (more && performance.now() < end);
  return { running: progressOf(db), more };
}

/** The run that is under way; one whose tracker has changed since is given up. */
function present(db: WriterDb): Run | null {
  const run = runs.get(db);
  if (!run) return null;
  if (!run.fresh) return run;
  const row = trackersOf(db).find(({ id }) => id === run.jobs[0]?.id);
  if (row && row.version === run.jobs[0]?.version && row.hits_version !== row.version) return run;
  giveUp(db, run);
  return null;
}

function giveUp(db: WriterDb, run: Run): void {
  // Ends what the listing holds open.
  run.listing.return({ ids: [], places: null });
  runs.delete(db);
}

/** Starts what is to be done next; null when every tracker is up to date. */
function next(db: WriterDb): Run | null {
  const rows = trackersOf(db);
  const generation = readGeneration(db);
  const start = (fresh: boolean, jobs: readonly Job[], listing: Run['listing']): Run => {
    const run: Run = { fresh, jobs, listing, calls: null, done: 0, found: [], length: 0, generation };
    runs.set(db, run);
    return run;
  };
  const outdated = rows.find((row) => row.hits_version !== row.version);
  if (outdated) {
    const job = jobOf(outdated, newSet(db));
    return start(true, [job], allCalls(db, job.matcher));
  }
  const behind = rows.filter((row) => changedAfter(db, row.seen_generation));
  if (behind.length === 0) return null;
  const since = Math.min(...behind.map((row) => row.seen_generation));
  const jobs = behind.map((row) => jobOf(row, row.hit_set));
  return start(false, jobs, changedCalls(db, since));
}

/** Every call that may have a hit. */
function* allCalls(db: WriterDb, matcher: PhraseMatcher): Generator<void, Listed> {
  const candidates = new Candidates(db);
  const ids: number[] = [];
  const places: Places[] = [];
  try {
    const read = prepared(
      db,
      `SELECT id, generation, language FROM call WHERE id > ? AND has_transcript = 1 ORDER BY id LIMIT ${listedAtOnce}`,
    );
    for (let after = 0; ; ) {
      const rows = read.all(after) as { id: number; generation: number; language: string | null }[];
      for (const row of rows) {
        const phrases = matcher.of(row.language);
        yield* candidates.prepare(phrases);
        const where = candidates.of(row.id, row.generation, phrases);
        if (!where) continue;
        ids.push(row.id);
        places.push(where);
      }
      const last = rows.at(-1);
      if (!last) return { ids, places };
      after = last.id;
      yield;
    }
  } finally {
    candidates.close();
  }
}

// Also calls without a transcript: it may have gone. The index hardly knows calls that changed just now: it is not asked.
function* changedCalls(db: WriterDb, since: number): Generator<void, Listed> {
  const ids = prepared(db, 'SELECT id FROM call WHERE generation > ? ORDER BY id').pluck().all(since);
  yield;
  return { ids: ids as number[], places: null };
}

/** Goes on with a run; true when hits were written that readers see. */
function goOn(db: WriterDb, run: Run, end: number): void {
  while (!run.calls) {
    const listed = run.listing.next();
    if (listed.done) run.calls = listed.value;
    if (performance.now() >= end) return;
  }
  while (run.done < run.calls.ids.length) {
    look(db, run, run.calls, run.done);
    run.done++;
    if (isMuch(run) || performance.now() >= end) break;
  }
  const finished = run.done === run.calls.ids.length;
  // What a run over changed calls finds is seen at once; a new set only when it is complete.
  if (!finished && !isMuch(run)) return;
  if (run.fresh) writeFresh(db, run, finished);
  else writeChanged(db, run, finished);
}

const isMuch = (run: Run) => run.found.length >= writtenAtOnce || run.length >= lengthAtOnce;

function look(db: WriterDb, run: Run, { ids, places }: Listed, at: number): void {
  const callId = ids[at] as number;
  const call = callToHear(db, callId);
  if (!call) return;
  const matchers = run.jobs.map(({ matcher }) => matcher);
  const [first] = matchers;
  // What is known of a call's words holds as long as the call is as it was.
  const found =
    first && places && call.generation <= run.generation
      ? [hitsAt(db, call, first, places[at] as Places)]
      : hitsIn(db, call, matchers);
  run.jobs.forEach((job, nth) => {
    const hits = found[nth] ?? [];
    if (hits.length === 0 && run.fresh) return;
    const row = rowOf(hits);
    run.found.push({ job, callId, mentions: hits.length, row });
    run.length += row.moments.length;
  });
}

/** Writes into a set that nobody reads yet and, at the end, makes it the tracker's. */
function writeFresh(db: WriterDb, run: Run, finished: boolean): void {
  db.transaction(() => {
    for (const { job, callId, mentions, row } of run.found)
      writeHits(db, job.set, callId, mentions, row, run.generation);
    const [job] = run.jobs;
    if (!finished || !job) return;
    prepared(
      db,
      'UPDATE mine_tracker SET hit_set = ?, hits_version = ?, hits_generation = ?, seen_generation = ? WHERE id = ?',
    ).run(job.set, job.version, nextGeneration(db), run.generation, job.id);
  })();
  run.found = [];
  run.length = 0;
  if (finished) runs.delete(db);
}

/** Writes what differs from what was found before. */
function writeChanged(db: WriterDb, run: Run, finished: boolean): void {
  db.transaction(() => {
    let mine: number | null = null;
    const generation = () => {
      mine ??= nextGeneration(db);
      return mine;
    };
    const read = prepared(db, 'SELECT moments, phrases FROM mine_hit WHERE set_id = ? AND call_id = ?');
    const used = prepared(db, 'SELECT hit_set FROM mine_tracker WHERE id = ?').pluck();
    const open = new Set(run.jobs.filter(({ id, set }) => used.get(id) === set));
    for (const { job, callId, mentions, row: after } of run.found) {
      // Removed meanwhile.
      if (!open.has(job)) continue;
      const before = read.get(job.set, callId) as { moments: string; phrases: string } | undefined;
      if (before ? before.moments === after.moments && before.phrases === after.phrases : mentions === 0)
        continue;
      writeHits(db, job.set, callId, mentions, after, generation());
    }
    if (!finished) return;
    for (const { id, set } of run.jobs)
      prepared(db, 'UPDATE mine_tracker SET seen_generation = ? WHERE id = ? AND hit_set = ?').run(
        run.generation,
        id,
        set,
      );
  })();
  run.found = [];
  run.length = 0;
  if (finished) runs.delete(db);
}

/** Removes a piece of a set that no tracker has any more, or that was never completed; false when there is none. */
function sweep(db: WriterDb): boolean {
  const set = firstUnused(db);
  if (set === null) return false;
  removeSome(db, set);
  return true;
}

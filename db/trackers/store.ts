import { EarshotError } from '../../electron/contract/errors.ts';
import type {
  MyTracker,
  TrackerDefinition,
  TrackerUndo,
  TrackerVersion,
} from '../../electron/contract/trackers.ts';
import { nextGeneration } from '../store/generation.ts';
import type { Db, WriterDb } from '../store/open.ts';
import { prepared } from '../store/statements.ts';
import { tokens } from '../text/terms.ts';
import { fold } from '../text/text.ts';
import { describeChange, describeDefinition } from './describe.ts';
import { precisionOf } from './marks.ts';
import { renameInQueries } from './rename.ts';

interface Row {
  readonly id: number;
  readonly name: string;
  readonly definition: string;
  readonly version: number;
  readonly created_ms: number;
  readonly updated_ms: number;
  readonly removed_ms: number | null;
  readonly hits_version: number;
  readonly calls: number;
  readonly mentions: number;
}

const select = `SELECT t.id, t.name, t.definition, t.version, t.created_ms, t.updated_ms, t.removed_ms, t.hits_version,
   (SELECT count(*) FROM mine_hit h JOIN call c ON c.id = h.call_id WHERE h.set_id = t.hit_set AND h.mentions > 0 AND c.hidden = 0) AS calls,
   (SELECT coalesce(sum(h.mentions), 0) FROM mine_hit h JOIN call c ON c.id = h.call_id WHERE h.set_id = t.hit_set AND c.hidden = 0) AS mentions
 FROM mine_tracker t`;

function shown(db: Db, row: Row): MyTracker {
  const key = `mine:${row.id}`;
  return {
    id: row.id,
    key,
    name: row.name,
    definition: JSON.parse(row.definition) as TrackerDefinition,
    version: row.version,
    createdMs: row.created_ms,
    updatedMs: row.updated_ms,
    ready: row.hits_version === row.version,
    calls: row.calls,
    mentions: row.mentions,
    precision: precisionOf(db, key),
  };
}

/** The trackers of mine, by name. */
export function myTrackers(db: Db): MyTracker[] {
  const rows = prepared(
    db,
    `${select} WHERE t.removed_ms IS NULL ORDER BY t.name COLLATE NOCASE, t.id`,
  ).all() as Row[];
  return rows.map((row) => shown(db, row));
}

const notFound = () =>
  new EarshotError({
    code: 'trackers/not-found',
    message: 'This tracker does not exist any more.',
    nextStep: 'Open the list of trackers again.',
  });

function rowOf(db: Db, id: number): Row {
  const row = prepared(db, `${select} WHERE t.id = ?`).get(id) as Row | undefined;
  if (!row) throw notFound();
  return row;
}

/** All saved states of a tracker, newest first. Throws 'trackers/not-found'. */
export function trackerVersions(db: Db, id: number): TrackerVersion[] {
  const rows = prepared(
    db,
    'SELECT version, at_ms AS atMs, name, definition FROM mine_tracker_version WHERE tracker_id = ? ORDER BY version',
  ).all(id) as { version: number; atMs: number; name: string; definition: string }[];
  if (rows.length === 0) throw notFound();
  const states = rows.map((row) => ({ ...row, definition: JSON.parse(row.definition) as TrackerDefinition }));
  return states
    .map((state, at): TrackerVersion => {
      const before = states[at - 1];
      return {
        ...state,
        summary: before ? describeChange(before, state) : describeDefinition(state.definition),
      };
    })
    .reverse();
}

/** Throws 'trackers/name-taken' when a query could not tell a name from that of another tracker. */
function assertFree(db: Db, name: string, id: number | undefined): void {
  const wanted = fold(name);
  const rows = prepared(
    db,
    `SELECT name, 0 AS id FROM tracker UNION ALL SELECT name, id FROM mine_tracker WHERE removed_ms IS NULL`,
  ).all() as { name: string; id: number }[];
  const other = rows.find((row) => fold(row.name) === wanted && (row.id === 0 || row.id !== id));
  if (!other) return;
  throw new EarshotError({
    code: 'trackers/name-taken',
    message: `${other.id === 0 ? 'Gong has' : 'You have'} a tracker called “${other.name}” already.`,
    nextStep: 'Choose another name: queries find trackers by their names.',
  });
}

function assertPhrases(definition: TrackerDefinition): void {
  if (definition.languages.some((group) => group.phrases.some((phrase) => tokens(phrase).length > 0))) return;
  throw new EarshotError({
    code: 'trackers/no-phrases',
    message: 'This tracker has no phrase with a letter or digit, so it would find nothing.',
    nextStep: 'Add at least one phrase.',
  });
}

/** Writes a new state of a tracker; its hits follow when they are computed. Queries that are kept follow a new name. */
function write(db: WriterDb, row: Row, name: string, definition: string, atMs: number): void {
  const version =
    (prepared(db, 'SELECT max(version) FROM mine_tracker_version WHERE tracker_id = ?')
      .pluck()
      .get(row.id) as number) + 1;
  prepared(
    db,
    'INSERT INTO mine_tracker_version(tracker_id, version, at_ms, name, definition) VALUES (?, ?, ?, ?, ?)',
  ).run(row.id, version, atMs, name, definition);
  renameInQueries(db, row.name, name);
  // Another name finds the same hits.
  const same = row.definition === definition && row.hits_version === row.version && row.removed_ms === null;
  prepared(
    db,
    `UPDATE mine_tracker SET name = ?, definition = ?, version = ?, updated_ms = ?, removed_ms = NULL, hits_version = ?
     WHERE id = ?`,
  ).run(
    name,
    definition,
    version,
    atMs,
    same ? version : row.removed_ms === null ? row.hits_version : 0,
    row.id,
  );
}

/** Makes a tracker, or changes one. Throws 'trackers/name-taken', 'trackers/no-phrases', 'trackers/not-found'. */
export function saveTracker(
  db: WriterDb,
  input: { readonly id?: number | undefined; readonly name: string; readonly definition: TrackerDefinition },
  atMs: number,
): { readonly tracker: MyTracker; readonly undo: TrackerUndo } {
  assertPhrases(input.definition);
  return db.transaction(() => {
    const name = input.name.toWellFormed();
    const definition = JSON.stringify(input.definition);
    if (input.id === undefined) {
      assertFree(db, name, undefined);
      const id = Number(
        prepared(
          db,
          'INSERT INTO mine_tracker(name, definition, created_ms, updated_ms) VALUES (?, ?, ?, ?)',
        ).run(name, definition, atMs, atMs).lastInsertRowid,
      );
      prepared(
        db,
        'INSERT INTO mine_tracker_version(tracker_id, version, at_ms, name, definition) VALUES (?, 1, ?, ?, ?)',
      ).run(id, atMs, name, definition);
      nextGeneration(db);
      return { tracker: shown(db, rowOf(db, id)), undo: { id, version: null } };
    }
    const row = rowOf(db, input.id);
    if (row.removed_ms !== null) throw notFound();
    assertFree(db, name, row.id);
    const undo = { id: row.id, version: row.version };
    if (row.name !== name || row.definition !== definition) {
      write(db, row, name, definition, atMs);
      nextGeneration(db);
    }
    return { tracker: shown(db, rowOf(db, row.id)), undo };
  })();
}

/** Removes a tracker and its hits; its versions stay, to be brought back. Throws 'trackers/not-found'. */
export function removeTracker(db: WriterDb, id: number, atMs: number): { readonly undo: TrackerUndo } {
  return db.transaction(() => {
    const row = rowOf(db, id);
    if (row.removed_ms !== null) throw notFound();
    // Its hits are nobody's now: they are removed piece by piece, see compute.ts.
    prepared(db, 'UPDATE mine_tracker SET removed_ms = ?, hits_version = 0, hit_set = 0 WHERE id = ?').run(
      atMs,
      id,
    );
    nextGeneration(db);
    return { undo: { id, version: row.version } };
  })();
}

/** Goes back to a version, or to there being no such tracker. Throws 'trackers/not-found', 'trackers/name-taken'. */
export function restoreTracker(
  db: WriterDb,
  { id, version }: TrackerUndo,
  atMs: number,
): { readonly tracker: MyTracker | null; readonly undo: TrackerUndo } {
  return db.transaction(() => {
    const row = rowOf(db, id);
    if (version === null) return { tracker: null, ...removeTracker(db, id, atMs) };
    const state = prepared(
      db,
      'SELECT name, definition FROM mine_tracker_version WHERE tracker_id = ? AND version = ?',
    ).get(id, version) as { name: string; definition: string } | undefined;
    if (!state) throw notFound();
    assertFree(db, state.name, id);
    const undo = { id, version: row.removed_ms === null ? row.version : null };
    write(db, row, state.name, state.definition, atMs);
    nextGeneration(db);
    return { tracker: shown(db, rowOf(db, id)), undo };
  })();
}

import type { Edit } from '../../electron/contract/edits.ts';
import { EarshotError } from '../../electron/contract/errors.ts';
import type { MyTracker, TrackerDefinition, TrackerVersion } from '../../electron/contract/trackers.ts';
import { wordsOf } from '../../electron/contract/words/cut.ts';
import { fold } from '../../electron/contract/words/fold.ts';
import { editText } from '../personal/edit-text.ts';
import { type EditTable, makeEdit } from '../personal/journal.ts';
import { personalTables } from '../personal/tables.ts';
import { asc, isNull } from '../store/drizzle.ts';
import type { Db, WriterDb } from '../store/open.ts';
import { equals, rowsOf, rowTable } from '../store/rows.ts';
import { mineTracker, mineTrackerVersion, tracker } from '../store/schema.ts';
import { prepared } from '../store/statements.ts';
import { describeChange, describeDefinition } from './describe.ts';
import { precisionOf } from './marks.ts';
import { renameInQueries } from './rename.ts';

type TrackerRow = typeof mineTracker.$inferSelect;
type Row = TrackerRow & { readonly calls: number; readonly mentions: number };

const select = `SELECT t.*,
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

const trackers = rowTable(mineTracker);
const versions = rowTable(mineTrackerVersion);
const versionsOf = rowsOf(
  mineTrackerVersion,
  equals(mineTrackerVersion.tracker_id),
  asc(mineTrackerVersion.version),
);

function myTracker(db: Db, id: number): MyTracker {
  return shown(db, prepared(db, `${select} WHERE t.id = ?`).get(id) as Row);
}

/** All saved states of a tracker, newest first. Throws 'trackers/not-found'. */
export function trackerVersions(db: Db, id: number): TrackerVersion[] {
  const states = versionsOf.all(db, { tracker_id: id }).map(({ version, at_ms, name, definition }) => ({
    version,
    atMs: at_ms,
    name,
    definition: JSON.parse(definition) as TrackerDefinition,
  }));
  if (states.length === 0) throw notFound();
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

const gongTrackers = rowsOf(tracker);
const standing = rowsOf(mineTracker, isNull(mineTracker.removed_ms));

/** Throws 'trackers/name-taken' when a query could not tell a name from that of another tracker. */
function assertFree(db: Db, name: string, id: number): void {
  const wanted = fold(name);
  const gong = gongTrackers.all(db).find((row) => fold(row.name) === wanted);
  const other = gong ?? standing.all(db).find((row) => fold(row.name) === wanted && row.id !== id);
  if (!other) return;
  throw new EarshotError({
    code: 'trackers/name-taken',
    message: `${gong ? 'Gong has' : 'You have'} a tracker called “${other.name}” already.`,
    nextStep: 'Choose another name: queries find trackers by their names.',
  });
}

function assertPhrases(definition: TrackerDefinition): void {
  if (definition.languages.some((group) => group.phrases.some((phrase) => wordsOf(phrase).length > 0)))
    return;
  throw new EarshotError({
    code: 'trackers/no-phrases',
    message: 'This tracker has no phrase with a letter or digit, so it would find nothing.',
    nextStep: 'Add at least one phrase.',
  });
}

/** What the user sees of a tracker as theirs; its versions and hits follow. */
type State = Pick<TrackerRow, 'id' | 'name' | 'definition'>;

/**
 * Trackers as they are edited: each state written is a version of its own, one that is taken back too, so that hits are always
 * those of a version. Queries that are kept follow a new name.
 */
const trackerTable: EditTable<State> = {
  name: trackers.name,
  keys: trackers.keys,
  read(db, key) {
    const row = trackers.read(db, key);
    return row && row.removed_ms === null ? { id: row.id, name: row.name, definition: row.definition } : null;
  },
  write(db, state, atMs) {
    assertFree(db, state.name, state.id);
    const former = trackers.read(db, state);
    const version = (versionsOf.all(db, { tracker_id: state.id }).at(-1)?.version ?? 0) + 1;
    // Another name finds the same hits.
    const same = former?.definition === state.definition && former.hits_version === former.version;
    const { id } = trackers.write(db, {
      ...(former ?? { created_ms: atMs, hits_generation: 0, seen_generation: 0, hit_set: 0 }),
      ...state,
      version,
      updated_ms: atMs,
      removed_ms: null,
      hits_version: !former || former.removed_ms !== null ? 0 : same ? version : former.hits_version,
    });
    versions.write(db, { ...state, tracker_id: id, version, at_ms: atMs });
    if (former) renameInQueries(db, former.name, state.name, atMs);
    return { ...state, id };
  },
  remove(db, { id }, atMs) {
    const row = trackers.read(db, { id });
    // Its hits are nobody's then: they are removed piece by piece, see compute.ts.
    if (row) trackers.write(db, { ...row, removed_ms: atMs, hits_version: 0, hit_set: 0 });
  },
};

/** Every table that edits write to, for taking them back. */
export const editTables: readonly EditTable[] = [...personalTables, trackerTable];

function find(db: Db, id: number): State {
  const row = trackerTable.read(db, { id });
  if (!row) throw notFound();
  return row;
}

/** Makes a tracker, or changes one. Throws 'trackers/name-taken', 'trackers/no-phrases', 'trackers/not-found'. */
export function saveTracker(
  db: WriterDb,
  input: { readonly id?: number | undefined; readonly name: string; readonly definition: TrackerDefinition },
  atMs: number,
): { readonly tracker: MyTracker; readonly edit: Edit } {
  assertPhrases(input.definition);
  return makeEdit(db, atMs, (rows) => {
    const state = { name: input.name.toWellFormed(), definition: JSON.stringify(input.definition) };
    const { id } =
      input.id === undefined
        ? rows.insert(trackerTable, state)
        : rows.update(trackerTable, find(db, input.id), state);
    const tracker = myTracker(db, id);
    const what = input.id === undefined ? editText.made(state.name) : editText.version(tracker.version);
    return { what, tracker };
  });
}

/** Removes a tracker and its hits; its versions and marks stay, to be brought back. Throws 'trackers/not-found'. */
export function removeTracker(db: WriterDb, id: number, atMs: number): { readonly edit: Edit } {
  return makeEdit(db, atMs, (rows) => {
    const row = find(db, id);
    rows.remove(trackerTable, row);
    return { what: editText.removed(row.name) };
  });
}

/** Goes back to a version. Throws 'trackers/not-found', 'trackers/name-taken'. */
export function restoreTracker(
  db: WriterDb,
  { id, version }: { readonly id: number; readonly version: number },
  atMs: number,
): { readonly tracker: MyTracker; readonly edit: Edit } {
  return makeEdit(db, atMs, (rows) => {
    const former = versions.read(db, { tracker_id: id, version });
    if (!former) throw notFound();
    const state = { name: former.name, definition: former.definition };
    const now = trackerTable.read(db, { id });
    if (now) rows.update(trackerTable, now, state);
    else rows.insert(trackerTable, { id, ...state });
    return { what: editText.backTo(version), tracker: myTracker(db, id) };
  });
}

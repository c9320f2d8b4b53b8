import { and, asc, eq, isNull, max, sql } from 'drizzle-orm';
import type { Edit } from '../../electron/contract/edits.ts';
import { EarshotError } from '../../electron/contract/errors.ts';
import type { MyTracker, TrackerDefinition, TrackerVersion } from '../../electron/contract/trackers.ts';
import { editText } from '../personal/edit-text.ts';
import { type EditTable, makeEdit } from '../personal/journal.ts';
import { personalTables } from '../personal/tables.ts';
import type { Db, WriterDb } from '../store/open.ts';
import { statement } from '../store/orm.ts';
import { mineTracker, mineTrackerVersion, tracker } from '../store/schema.ts';
import { prepared } from '../store/statements.ts';
import { tokens } from '../text/terms.ts';
import { fold } from '../text/text.ts';
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

const trackerById = statement((orm) =>
  orm
    .select()
    .from(mineTracker)
    .where(eq(mineTracker.id, sql.placeholder('id')))
    .prepare(),
);
const versionsOf = statement((orm) =>
  orm
    .select()
    .from(mineTrackerVersion)
    .where(eq(mineTrackerVersion.tracker_id, sql.placeholder('id')))
    .orderBy(asc(mineTrackerVersion.version))
    .prepare(),
);

function myTracker(db: Db, id: number): MyTracker {
  return shown(db, prepared(db, `${select} WHERE t.id = ?`).get(id) as Row);
}

/** All saved states of a tracker, newest first. Throws 'trackers/not-found'. */
export function trackerVersions(db: Db, id: number): TrackerVersion[] {
  const states = versionsOf(db)
    .all({ id })
    .map(({ version, at_ms, name, definition }) => ({
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

const gongNames = statement((orm) => orm.select({ name: tracker.name }).from(tracker).prepare());
const myNames = statement((orm) =>
  orm
    .select({ id: mineTracker.id, name: mineTracker.name })
    .from(mineTracker)
    .where(isNull(mineTracker.removed_ms))
    .prepare(),
);

/** Throws 'trackers/name-taken' when a query could not tell a name from that of another tracker. */
function assertFree(db: Db, name: string, id: number): void {
  const wanted = fold(name);
  const gong = gongNames(db)
    .all()
    .find((row) => fold(row.name) === wanted);
  const other =
    gong ??
    myNames(db)
      .all()
      .find((row) => fold(row.name) === wanted && row.id !== id);
  if (!other) return;
  throw new EarshotError({
    code: 'trackers/name-taken',
    message: `${gong ? 'Gong has' : 'You have'} a tracker called “${other.name}” already.`,
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

const lastVersion = statement((orm) =>
  orm
    .select({ version: max(mineTrackerVersion.version) })
    .from(mineTrackerVersion)
    .where(eq(mineTrackerVersion.tracker_id, sql.placeholder('id')))
    .prepare(),
);
const addVersion = statement((orm) =>
  orm
    .insert(mineTrackerVersion)
    .values({
      tracker_id: sql.placeholder('id'),
      version: sql.placeholder('version'),
      at_ms: sql.placeholder('atMs'),
      name: sql.placeholder('name'),
      definition: sql.placeholder('definition'),
    })
    .prepare(),
);
const add = statement((orm) =>
  orm
    .insert(mineTracker)
    .values({
      name: sql.placeholder('name'),
      definition: sql.placeholder('definition'),
      created_ms: sql.placeholder('atMs'),
      updated_ms: sql.placeholder('atMs'),
    })
    .returning({ id: mineTracker.id })
    .prepare(),
);
const setState = statement((orm) =>
  orm
    .update(mineTracker)
    .set({
      name: sql`${sql.placeholder('name')}`,
      definition: sql`${sql.placeholder('definition')}`,
      version: sql`${sql.placeholder('version')}`,
      updated_ms: sql`${sql.placeholder('atMs')}`,
      removed_ms: null,
      hits_version: sql`${sql.placeholder('hitsVersion')}`,
    })
    .where(eq(mineTracker.id, sql.placeholder('id')))
    .prepare(),
);
// Its hits are nobody's then: they are removed piece by piece, see compute.ts.
const setRemoved = statement((orm) =>
  orm
    .update(mineTracker)
    .set({ removed_ms: sql`${sql.placeholder('atMs')}`, hits_version: 0, hit_set: 0 })
    .where(eq(mineTracker.id, sql.placeholder('id')))
    .prepare(),
);

/** What the user sees of a tracker as theirs; its versions and hits follow. */
type State = Pick<TrackerRow, 'id' | 'name' | 'definition'>;

/**
 * Trackers as they are edited: each state written is a version of its own, one that is taken back too, so that hits are always
 * those of a version. Queries that are kept follow a new name.
 */
const trackerTable: EditTable<State> = {
  name: 'mine_tracker',
  keys: ['id'],
  read(db, key) {
    const row = trackerById(db).get(key);
    return row && row.removed_ms === null ? { id: row.id, name: row.name, definition: row.definition } : null;
  },
  write(db, { id, name, definition }, atMs) {
    assertFree(db, name, id);
    const row = trackerById(db).get({ id });
    if (!row) {
      const made = add(db).get({ name, definition, atMs });
      addVersion(db).run({ id: made.id, version: 1, atMs, name, definition });
      return { id: made.id, name, definition };
    }
    const version = (lastVersion(db).get({ id })?.version ?? 0) + 1;
    addVersion(db).run({ id, version, atMs, name, definition });
    renameInQueries(db, row.name, name);
    // Another name finds the same hits.
    const same = row.definition === definition && row.hits_version === row.version;
    const hitsVersion = row.removed_ms !== null ? 0 : same ? version : row.hits_version;
    setState(db).run({ id, name, definition, version, atMs, hitsVersion });
    return { id, name, definition };
  },
  remove: (db, { id }, atMs) => void setRemoved(db).run({ id, atMs }),
  mayRemove: () => true,
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

const versionOf = statement((orm) =>
  orm
    .select({ name: mineTrackerVersion.name, definition: mineTrackerVersion.definition })
    .from(mineTrackerVersion)
    .where(
      and(
        eq(mineTrackerVersion.tracker_id, sql.placeholder('id')),
        eq(mineTrackerVersion.version, sql.placeholder('version')),
      ),
    )
    .prepare(),
);

/** Goes back to a version. Throws 'trackers/not-found', 'trackers/name-taken'. */
export function restoreTracker(
  db: WriterDb,
  { id, version }: { readonly id: number; readonly version: number },
  atMs: number,
): { readonly tracker: MyTracker; readonly edit: Edit } {
  return makeEdit(db, atMs, (rows) => {
    const state = versionOf(db).get({ id, version });
    if (!state) throw notFound();
    const now = trackerTable.read(db, { id });
    if (now) rows.update(trackerTable, now, state);
    else rows.insert(trackerTable, { id, ...state });
    return { what: editText.backTo(version), tracker: myTracker(db, id) };
  });
}

import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { removeDatabase } from './database-files.ts';
import type { WriterDb } from './open.ts';
import { takeSums } from './page-sums.ts';
import { prepared } from './statements.ts';
import { useWal } from './wal.ts';

// What is the user's own comes from nowhere else, so it is kept twice: in the store, and in a database beside it, to which triggers of
// the writer's connection write every row in the same transaction. Either is made again from the other. SQLite commits the two one
// after the other, the store first: after a power cut the copy can be one transaction behind, which the revisions tell.

/** Tables that hold the user's own: they come from nowhere else. */
export const userTables = [
  'setting',
  'mine_call',
  'mine_tag',
  'mine_note',
  'mine_undo',
  'mine_tracker',
  'mine_tracker_version',
  'mine_mark',
  'mine_dashboard',
  'mine_chart',
  'mine_annotation',
  'saved_search',
  'history',
  'media_file',
  'erasing',
  'removal',
  'erased_person',
  'erasure_receipt',
] as const;
type UserTable = (typeof userTables)[number];

/** Columns that are worked out from calls: they change with every step of a sync, and are worked out again. */
const workedOut: Partial<Record<UserTable, readonly string[]>> = {
  mine_tracker: ['hits_version', 'hits_generation', 'seen_generation', 'hit_set'],
};

/** Where the second copy of the user's own lies. */
export const copyFile = (store: string): string => `${store}.mine`;
/** What a table is called there: a trigger names tables without their database, so no two may have one name. */
const copyOf = (table: string): string => `copy_${table}`;

interface Column {
  readonly name: string;
  readonly type: string;
  readonly pk: number;
}

function columnsOf(db: Database.Database, table: UserTable): readonly Column[] {
  const all = db.pragma(`main.table_info(${table})`) as Column[];
  return all.filter(({ name }) => !workedOut[table]?.includes(name));
}

const list = (columns: readonly Column[], prefix = '') =>
  columns.map(({ name }) => `${prefix}"${name}"`).join(', ');

/** How far a copy or the store is. */
export interface Revision {
  /** The number of the store it belongs to. */
  readonly store: number;
  readonly revision: number;
}

/** Makes the copy anew from the store. */
function remakeCopy(db: WriterDb): void {
  db.transaction(() => {
    for (const name of db
      .prepare("SELECT name FROM mine.sqlite_schema WHERE type = 'table'")
      .pluck()
      .all() as string[])
      db.exec(`DROP TABLE mine."${name}"`);
    for (const table of userTables) {
      const columns = columnsOf(db, table);
      const keys = columns.filter(({ pk }) => pk > 0).toSorted((a, b) => a.pk - b.pk);
      const isRowid = keys.length === 1 && keys[0]?.type === 'INTEGER';
      db.exec(`CREATE TABLE mine.${copyOf(table)} (${columns.map(({ name, type }) => `"${name}" ${type}`).join(', ')},
        PRIMARY KEY (${list(keys)}))${isRowid ? '' : ' WITHOUT ROWID'};
        INSERT INTO mine.${copyOf(table)} SELECT ${list(columns)} FROM main.${table};`);
    }
    db.exec(`CREATE TABLE mine.copy_bulk (id INTEGER PRIMARY KEY, entry_id INTEGER NOT NULL, way TEXT NOT NULL);
      CREATE TABLE mine.copy_state (store INTEGER NOT NULL, revision INTEGER NOT NULL);`);
    const { store, revision } = revisionOf(db);
    db.prepare('INSERT INTO mine.copy_state VALUES (?, ?)').run(store, revision);
  })();
}

/** How far the store is. */
export function revisionOf(db: Database.Database): Revision {
  const of = (key: string) =>
    (db.prepare('SELECT value FROM main.meta WHERE key = ?').pluck().get(key) as number | undefined) ?? 0;
  return { store: of('store'), revision: of('mine') };
}

const count =
  "UPDATE meta SET value = value + 1 WHERE key = 'mine'; UPDATE copy_state SET revision = revision + 1;";

/** The triggers of each connection whose rows are copied. */
const followed = new WeakMap<
  WriterDb,
  readonly { readonly table: string; readonly name: string; readonly sql: string }[]
>();

/** Has every row of the user's own that this connection writes written to the copy too. */
function follow(db: WriterDb): void {
  const triggers: { table: string; name: string; sql: string }[] = [];
  for (const table of userTables) {
    const columns = columnsOf(db, table);
    const keys = columns.filter(({ pk }) => pk > 0);
    const copy = copyOf(table);
    const put = `INSERT OR REPLACE INTO ${copy}(${list(columns)}) VALUES (${list(columns, 'NEW.')});`;
    const drop = `DELETE FROM ${copy} WHERE ${keys.map(({ name }) => `"${name}" = OLD."${name}"`).join(' AND ')};`;
    const on = (what: string, when: string, work: string) => {
      const name = `${copy}_${what}`;
      const sql = `CREATE TEMP TRIGGER IF NOT EXISTS ${name} AFTER ${when} ON main.${table} BEGIN ${work} ${count} END;`;
      triggers.push({ table, name, sql });
    };
    on('insert', 'INSERT', put);
    on('update', `UPDATE OF ${list(columns)}`, `${drop} ${put}`);
    on('delete', 'DELETE', drop);
  }
  db.exec(triggers.map(({ sql }) => sql).join(''));
  followed.set(db, triggers);
}

/** Connections with changes that were copied in bulk. */
const unsettled = new WeakSet<WriterDb>();

/** One row before and after a change: whole where it was made or removed (null), else the columns that changed. */
export interface RowChange {
  readonly table: string;
  readonly key: Readonly<Record<string, unknown>>;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
}

/**
 * Stops copying single rows of these tables within a transaction that changes very many: `copyInBulk` writes them. Returns false where
 * nothing is copied.
 */
export function pauseCopy(db: WriterDb, tables: ReadonlySet<string>): boolean {
  const triggers = followed.get(db);
  if (!triggers) return false;
  for (const { table, name } of triggers) if (tables.has(table)) db.exec(`DROP TRIGGER temp.${name}`);
  return true;
}

/**
 * Has the copy know the changes of a transaction by the journal's entry that holds them, done or taken back, and goes on copying rows.
 * `settleCopy` writes the rows later.
 */
export function copyInBulk(
  db: WriterDb,
  tables: ReadonlySet<string>,
  entry: { readonly id: number; readonly way: 'undo' | 'redo' },
): void {
  unsettled.add(db);
  db.prepare('INSERT INTO mine.copy_bulk(entry_id, way) VALUES (?, ?)').run(entry.id, entry.way);
  db.exec(count);
  for (const { table, sql } of followed.get(db) ?? []) if (tables.has(table)) db.exec(sql);
}

/** Writes changes that were copied in bulk into a store into which the copy's rows were carried over. */
function replay(db: WriterDb, changes: readonly RowChange[]): void {
  for (const { table, key, before, after } of changes) {
    const skipped = workedOut[table as UserTable] ?? [];
    const where = Object.keys(key)
      .map((name) => `"${name}" = ?`)
      .join(' AND ');
    const entries = Object.entries(after ?? {}).filter(([name]) => !skipped.includes(name));
    const names = entries.map(([name]) => `"${name}"`);
    const values = entries.map(([, value]) => value);
    const keys = Object.values(key);
    if (after === null) prepared(db, `DELETE FROM ${table} WHERE ${where}`).run(...keys);
    else if (before === null)
      prepared(db, `INSERT OR REPLACE INTO ${table}(${names}) VALUES (${names.map(() => '?')})`).run(
        ...values,
      );
    else if (entries.length > 0)
      prepared(db, `UPDATE ${table} SET ${names.map((name) => `${name} = ?`)} WHERE ${where}`).run(
        ...values,
        ...keys,
      );
  }
}

function readBulk(db: Database.Database, schema: 'main' | 'mine'): RowChange[][] {
  const bulk = db.prepare(
    `SELECT way, changes FROM ${schema}.copy_bulk b JOIN ${schema}.copy_mine_undo u ON u.id = b.entry_id ORDER BY b.id`,
  );
  return (bulk.all() as { way: string; changes: string }[]).map(({ way, changes }) => {
    const done = JSON.parse(changes) as RowChange[];
    return way === 'redo'
      ? done
      : done.toReversed().map((one) => ({ ...one, before: one.after, after: one.before }));
  });
}

/**
 * Writes the rows of what was copied in bulk, as they are in the store: about 5 µs a row. Does nothing when nothing was; to be called
 * before such rows change again.
 */
export function settleCopy(db: WriterDb): void {
  if (!unsettled.has(db)) return;
  db.transaction(() => {
    const known = new Map<string, string>();
    for (const { table, key } of readBulk(db, 'mine').flat()) {
      const columns = known.get(table) ?? list(columnsOf(db, table as UserTable));
      known.set(table, columns);
      const where = Object.keys(key)
        .map((name) => `"${name}" = ?`)
        .join(' AND ');
      const values = Object.values(key);
      prepared(db, `DELETE FROM mine.${copyOf(table)} WHERE ${where}`).run(...values);
      prepared(
        db,
        `INSERT INTO mine.${copyOf(table)}(${columns}) SELECT ${columns} FROM main.${table} WHERE ${where}`,
      ).run(...values);
    }
    db.exec('DELETE FROM mine.copy_bulk');
  })();
  unsettled.delete(db);
}

/** Brings what a copy has in bulk into a store into which its rows were carried over. */
export function replayBulk(db: WriterDb, copy: Database.Database): void {
  for (const changes of readBulk(copy, 'main')) replay(db, changes);
}

/** Opens the copy beside the store's connection, which must not be in a transaction. */
export function attachCopy(db: WriterDb): void {
  db.prepare('ATTACH ? AS mine').run(copyFile(db.name));
  db.pragma('mine.page_size = 16384');
  useWal({ memory: false, pragma: (text, options) => db.pragma(`mine.${text}`, options) });
  db.pragma('mine.synchronous = FULL');
  // Words that were erased do not stay in it.
  db.pragma('mine.secure_delete = ON');
  db.exec("INSERT OR IGNORE INTO main.meta(key, value) VALUES ('mine', 0)");
}

/** Whether the copy has the tables and rows that the store has. */
function isSame(db: WriterDb): boolean {
  return userTables.every((table) => {
    const columns = list(columnsOf(db, table));
    const [mine, main] = [
      `SELECT ${columns} FROM mine.${copyOf(table)}`,
      `SELECT ${columns} FROM main.${table}`,
    ];
    const differs = db.prepare(`SELECT EXISTS (${mine} EXCEPT ${main}) OR EXISTS (${main} EXCEPT ${mine})`);
    return differs.pluck().get() === 0;
  });
}

/** The attached copy brought to what the store has, and kept so. `isKnownSame`: both files are known to be as they were left. */
export function followStore(db: WriterDb, found: CopyFound, isKnownSame: boolean, nowMs: number): void {
  const { store, revision } = revisionOf(db);
  const isOfStore = found.state === 'whole' && found.store === store && found.revision === revision;
  if (!isOfStore || found.schema !== schemaOf(db)) remakeCopy(db);
  else if (db.prepare('SELECT EXISTS (SELECT 1 FROM mine.copy_bulk)').pluck().get() === 1) remakeCopy(db);
  else if (!isKnownSame && !isSame(db)) {
    // One of the two changed by itself, and nothing tells which: the store counts, and what the copy had is kept with the dated ones.
    exportCopy(db, `${copyFile(db.name)}.${new Date(nowMs).toISOString().slice(0, 10)}`);
    remakeCopy(db);
  }
  follow(db);
}

/** The names of the copied columns: a copy of other ones is made anew. */
const schemaOf = (db: WriterDb): string =>
  userTables
    .map((table) => `${copyOf(table)}(${columnsOf(db, table).map(({ name }) => name)})`)
    .sort()
    .join();

/** A copy as it is found before the store is opened. */
export type CopyFound =
  | { readonly state: 'missing' | 'damaged' }
  | (Revision & { readonly state: 'whole'; readonly schema: string; readonly summed: boolean });

/** Looks whether the copy of a store is whole, and how far it is. Never throws. */
export function lookAtCopy(store: string): CopyFound {
  const file = copyFile(store);
  try {
    if (!existsSync(file)) return { state: 'missing' };
    const summed = takeSums(file);
    if (summed === 'rotten') return { state: 'damaged' };
    const db = new Database(file, { fileMustExist: true });
    try {
      const isWhole = summed === 'same' || db.pragma('quick_check', { simple: true }) === 'ok';
      const state = db.prepare('SELECT store, revision FROM copy_state').get() as Revision | undefined;
      if (!isWhole || !state) return { state: 'damaged' };
      const columns = db
        .prepare(
          "SELECT t.name || '(' || group_concat(c.name ORDER BY c.cid) || ')' FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT IN ('copy_state', 'copy_bulk') GROUP BY t.name",
        )
        .pluck()
        .all() as string[];
      return { state: 'whole', ...state, schema: columns.sort().join(), summed: summed === 'same' };
    } finally {
      db.close();
    }
  } catch {
    return { state: 'damaged' };
  }
}

/** Removes a copy that is of no use. */
export function removeCopy(store: string): void {
  const copy = copyFile(store);
  removeDatabase(copy);
  rmSync(`${copy}.sums`, { force: true });
}

const dayMs = 86_400_000;
/** Dated copies: one a day for a week, then one a week for so many days, and no more bytes than that. */
const [dailyDays, keptDays, keptBytes] = [7, 35, 256 * 2 ** 20];

/** The dated copies of a store, newest first, by their days (UTC). */
export function datedCopies(store: string): { readonly file: string; readonly dayMs: number }[] {
  const stem = `${basename(copyFile(store))}.`;
  return readdirSync(dirname(store))
    .filter((name) => name.startsWith(stem) && /^\d{4}-\d\d-\d\d$/.test(name.slice(stem.length)))
    .map((name) => ({ file: join(dirname(store), name), dayMs: Date.parse(name.slice(stem.length)) }))
    .toSorted((a, b) => b.dayMs - a.dayMs);
}

/** Keeps a dated copy of the user's own, one a day, and removes those that are not kept any longer. */
export function keepDatedCopy(db: WriterDb, nowMs: number): void {
  const today = new Date(nowMs).toISOString().slice(0, 10);
  const file = `${copyFile(db.name)}.${today}`;
  if (!existsSync(file) && revisionOf(db).revision > 0) exportCopy(db, file);
  let bytes = 0;
  let lastWeek = Number.POSITIVE_INFINITY;
  for (const [at, copy] of datedCopies(db.name).entries()) {
    const age = (nowMs - copy.dayMs) / dayMs;
    const week = Math.floor(copy.dayMs / dayMs / 7);
    bytes += statSync(copy.file).size;
    const isKept = age < dailyDays || (age < keptDays && week !== lastWeek);
    if (at > 0 && (!isKept || bytes > keptBytes)) rmSync(copy.file, { force: true });
    else lastWeek = week;
  }
}

/** Writes the user's own to a file of its own, which must not be there. Throws what the disk says. */
export function exportCopy(db: WriterDb, file: string): void {
  const temporary = `${file}.new`;
  rmSync(temporary, { force: true });
  settleCopy(db);
  db.prepare('VACUUM mine INTO ?').run(temporary);
  renameSync(temporary, file);
}

/**
 * Leaves nothing in the copy, or in older ones, of what was erased from the store, and follows the store again: a change of `temp_store`
 * drops temporary triggers. Throws what the disk says.
 */
export function clearCopies(db: WriterDb, nowMs: number): void {
  if (!followed.has(db)) return;
  for (const { file } of datedCopies(db.name)) rmSync(file, { force: true });
  settleCopy(db);
  follow(db);
  db.exec('VACUUM mine');
  db.pragma('mine.wal_checkpoint(TRUNCATE)');
  keepDatedCopy(db, nowMs);
}

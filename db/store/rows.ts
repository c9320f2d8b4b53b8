import { and, eq, getTableColumns, getTableName, sql } from 'drizzle-orm';
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3';
import { getTableConfig, type SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Db, WriterDb } from './open.ts';

// Simple reading and writing of rows by the tables of schema.ts. Each call costs about 5 µs more than a hand-written
// statement (measured), so what runs for every part of every call is written by hand, over the names of `columnNames`.

type Insert<T extends SQLiteTable> = T['$inferInsert'];
type Select<T extends SQLiteTable> = T['$inferSelect'];

/** The names of a table's columns, in the order of schema.ts. */
export const columnNames = (table: SQLiteTable): readonly string[] => Object.keys(getTableColumns(table));

/** A statement that takes its values by name. */
interface Statement {
  run(values: Record<string, unknown>): {
    readonly changes: number;
    readonly lastInsertRowid: number | bigint;
  };
  get(values: Record<string, unknown>): unknown;
}
interface Connection {
  readonly orm: BetterSQLite3Database;
  readonly statements: Map<string, Statement>;
}
const connections = new WeakMap<Db, Connection>();

/** The statement of this kind for these columns of a table, prepared once on a connection. */
function statement(
  db: Db,
  key: string,
  build: (orm: BetterSQLite3Database) => { prepare(): unknown },
): Statement {
  let connection = connections.get(db);
  if (!connection) {
    connection = { orm: drizzle({ client: db }), statements: new Map() };
    connections.set(db, connection);
  }
  let made = connection.statements.get(key);
  if (!made) {
    made = build(connection.orm).prepare() as Statement;
    connection.statements.set(key, made);
  }
  return made;
}

const holes = (names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, sql.placeholder(name)]));
/** Names of the values that say which rows are meant, apart from those that are written. */
const asked = (name: string) => `of ${name}`;
const askedValues = (where: object) =>
  Object.fromEntries(Object.entries(where).map(([name, value]) => [asked(name), value]));

function matching(table: SQLiteTable, names: readonly string[]) {
  const columns = getTableColumns(table);
  return and(
    ...names.map((name) => eq(columns[name] as (typeof columns)[string], sql.placeholder(asked(name)))),
  );
}

/** Adds a row. Returns its rowid. */
export function insertRow<T extends SQLiteTable>(db: WriterDb, table: T, row: Insert<T>): number {
  const names = Object.keys(row);
  const made = statement(db, `insert ${getTableName(table)} ${names}`, (orm) =>
    orm.insert<SQLiteTable>(table).values(holes(names)),
  );
  return Number(made.run(row).lastInsertRowid);
}

/** Adds a row or, where there is one with its primary key, writes the columns that are given into that. */
export function putRow<T extends SQLiteTable>(db: WriterDb, table: T, row: Insert<T>): void {
  const names = Object.keys(row);
  const made = statement(db, `put ${getTableName(table)} ${names}`, (orm) => {
    const { columns, primaryKeys } = getTableConfig(table);
    const target = primaryKeys[0]?.columns ?? columns.filter((column) => column.primary);
    const others = names.filter((name) => !target.some((column) => column.name === name));
    const set = Object.fromEntries(others.map((name) => [name, sql`excluded.${sql.identifier(name)}`]));
    return orm.insert<SQLiteTable>(table).values(holes(names)).onConflictDoUpdate({ target, set });
  });
  made.run(row);
}

/** The row with these values, none of them null; undefined where there is none. */
export function findRow<T extends SQLiteTable>(
  db: Db,
  table: T,
  where: Partial<Select<T>>,
): Select<T> | undefined {
  const names = Object.keys(where);
  const made = statement(db, `find ${getTableName(table)} ${names}`, (orm) =>
    orm.select().from<SQLiteTable>(table).where(matching(table, names)),
  );
  return made.get(askedValues(where)) as Select<T> | undefined;
}

/** Writes these columns of the rows with these values, none of them null. Returns how many rows there were. */
export function updateRows<T extends SQLiteTable>(
  db: WriterDb,
  table: T,
  where: Partial<Select<T>>,
  set: Partial<Insert<T>>,
): number {
  const [names, written] = [Object.keys(where), Object.keys(set)];
  const made = statement(db, `update ${getTableName(table)} ${names} ${written}`, (orm) =>
    orm.update<SQLiteTable>(table).set(holes(written)).where(matching(table, names)),
  );
  return made.run({ ...askedValues(where), ...set }).changes;
}

/** Removes the rows with these values, none of them null. Returns how many there were. */
export function deleteRows<T extends SQLiteTable>(db: WriterDb, table: T, where: Partial<Select<T>>): number {
  const names = Object.keys(where);
  const made = statement(db, `delete ${getTableName(table)} ${names}`, (orm) =>
    orm.delete<SQLiteTable>(table).where(matching(table, names)),
  );
  return made.run(askedValues(where)).changes;
}

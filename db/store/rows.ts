import type { SQL, SQLWrapper } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { and, drizzle, eq, getTableConfig, sql } from './drizzle.ts';
import type { Db, WriterDb } from './open.ts';

// Simple reading and writing of rows by the tables of schema.ts. Each call costs about 5 µs more than a hand-written
// statement (measured), so what runs for every part of every call is written by hand, over the names of `columnNames`.

type Insert<T extends SQLiteTable> = T['$inferInsert'];
type Select<T extends SQLiteTable> = T['$inferSelect'];

/** The names of a table's columns, in the order of schema.ts. */
export const columnNames = (table: SQLiteTable): readonly string[] =>
  getTableConfig(table).columns.map(({ name }) => name);

/** A statement that takes its values by name. */
interface Statement {
  run(values: Record<string, unknown>): {
    readonly changes: number;
    readonly lastInsertRowid: number | bigint;
  };
  get(values: Record<string, unknown>): unknown;
}
type Statements = Map<SQLiteTable, Map<string, Statement>>;
const connections = new WeakMap<Db, Statements>();

/** The statement of this kind, named with its columns, for a table: prepared once on a connection. */
function statement(
  db: Db,
  table: SQLiteTable,
  kind: string,
  build: (orm: BetterSQLite3Database) => { prepare(): unknown },
): Statement {
  const tables: Statements = connections.get(db) ?? new Map();
  connections.set(db, tables);
  const kinds = tables.get(table) ?? new Map<string, Statement>();
  tables.set(table, kinds);
  const made = kinds.get(kind) ?? (build(drizzle(db)).prepare() as Statement);
  kinds.set(kind, made);
  return made;
}

const holes = (names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, sql.placeholder(name)]));
/** Names of the values that say which rows are meant, apart from those that are written. */
const asked = (name: string) => `of ${name}`;
const askedValues = (where: object) =>
  Object.fromEntries(Object.entries(where).map(([name, value]) => [asked(name), value]));

function matching(table: SQLiteTable, names: readonly string[]) {
  const columns = new Map<string, SQLiteColumn>(getTableConfig(table).columns.map((one) => [one.name, one]));
  return and(...names.map((name) => eq(columns.get(name) as SQLiteColumn, sql.placeholder(asked(name)))));
}

function write(db: WriterDb, table: SQLiteTable, row: object, put: boolean): number {
  const names = Object.keys(row);
  const made = statement(db, table, `${put ? 'put' : 'insert'} ${names}`, (orm) => {
    const insert = orm.insert(table).values(holes(names));
    if (!put) return insert;
    const { columns, primaryKeys } = getTableConfig(table);
    const target = primaryKeys[0]?.columns ?? columns.filter((column) => column.primary);
    const others = names.filter((name) => !target.some((column) => column.name === name));
    const set = Object.fromEntries(others.map((name) => [name, sql`excluded.${sql.identifier(name)}`]));
    return insert.onConflictDoUpdate({ target, set });
  });
  return Number(made.run({ ...row }).lastInsertRowid);
}

/** Adds a row. Returns its rowid. */
export const insertRow = <T extends SQLiteTable>(db: WriterDb, table: T, row: T['$inferInsert']): number =>
  write(db, table, row, false);

/** Adds a row or, where there is one with its primary key, writes the columns that are given into that. */
export function putRow<T extends SQLiteTable>(db: WriterDb, table: T, row: T['$inferInsert']): void {
  write(db, table, row, true);
}

/** The row with these values, none of them null; undefined where there is none. */
export function findRow<T extends SQLiteTable>(
  db: Db,
  table: T,
  where: Partial<Select<T>>,
): Select<T> | undefined {
  const names = Object.keys(where);
  const made = statement(db, table, `find ${names}`, (orm) =>
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
  const made = statement(db, table, `update ${names} ${written}`, (orm) =>
    orm.update<SQLiteTable>(table).set(holes(written)).where(matching(table, names)),
  );
  return made.run({ ...askedValues(where), ...set }).changes;
}

/** Removes the rows with these values, none of them null. Returns how many there were. */
export function deleteRows<T extends SQLiteTable>(db: WriterDb, table: T, where: Partial<Select<T>>): number {
  const names = Object.keys(where);
  const made = statement(db, table, `delete ${names}`, (orm) =>
    orm.delete<SQLiteTable>(table).where(matching(table, names)),
  );
  return made.run(askedValues(where)).changes;
}

/** A row of any table, by its columns. */
export type Row = Readonly<Record<string, unknown>>;

/** A column that equals a value which comes in under the column's name. */
export const equals = (column: SQLiteColumn): SQL => eq(column, sql.placeholder(column.name));

/** The rows of a table that meet a condition, in an order; prepared once a connection. */
export function rowsOf<T extends SQLiteTable>(table: T, where?: SQL, ...order: SQLWrapper[]) {
  const prepared = new WeakMap<Db, { all(values: Row): unknown[]; get(values: Row): unknown }>();
  const query = (db: Db) => {
    const made =
      prepared.get(db) ??
      drizzle(db)
        .select()
        .from<SQLiteTable>(table)
        .where(where)
        .orderBy(...(order as SQL[]))
        .prepare();
    prepared.set(db, made);
    return made;
  };
  return {
    all: (db: Db, values: Row = {}) => query(db).all(values) as Select<T>[],
    first: (db: Db, values: Row = {}) => query(db).get(values) as Select<T> | undefined,
  };
}

/** The rows of one table by their primary key. */
export interface RowTable<R extends Row> {
  readonly name: string;
  /** Columns of the primary key. */
  readonly keys: readonly string[];
  read(db: Db, key: Row): R | null;
  /** Writes a row, there or not, and returns it; one whose id is null gets one. */
  write(db: WriterDb, row: R): R;
  remove(db: WriterDb, key: Row): void;
}

/** A table of the schema by its primary key. */
export function rowTable<T extends SQLiteTable>(table: T): RowTable<Select<T>> {
  const { name, columns, primaryKeys } = getTableConfig(table);
  const keys = columns
    .filter((column) => column.primary || primaryKeys[0]?.columns.includes(column))
    .map((column) => column.name);
  const keyOf = (row: Row) => Object.fromEntries(keys.map((key) => [key, row[key]])) as Partial<Select<T>>;
  return {
    name,
    keys,
    read: (db, key) => findRow(db, table, keyOf(key)) ?? null,
    write(db, row) {
      const [id = ''] = keys;
      if (row[id] !== null) {
        putRow(db, table, row);
        return row;
      }
      const { [id]: _, ...rest } = row;
      return { ...row, [id]: insertRow(db, table, rest as Insert<T>) };
    },
    remove: (db, key) => void deleteRows(db, table, keyOf(key)),
  };
}

import type { SQL, SQLWrapper } from 'drizzle-orm';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { and, drizzle, eq, getTableConfig, sql } from './drizzle.ts';
import type { Db, WriterDb } from './open.ts';

export type Row = Readonly<Record<string, unknown>>;

/** Something that is made once a connection, of its drizzle handle. */
function perConnection<T>(make: (orm: ReturnType<typeof drizzle>) => T): (db: Db) => T {
  const made = new WeakMap<Db, T>();
  return (db) => {
    let one = made.get(db);
    if (one === undefined) {
      one = make(drizzle(db));
      made.set(db, one);
    }
    return one;
  };
}

/** A column that equals a value which comes in under the column's name. */
export const equals = (column: SQLiteColumn): SQL => eq(column, sql.placeholder(column.name));

/** Prepared once a connection: the rows of a table that meet a condition, in an order. */
export function rowsOf<T extends SQLiteTable>(table: T, where?: SQL, ...order: SQLWrapper[]) {
  type R = T['$inferSelect'];
  const query = perConnection((orm) =>
    orm
      .select()
      .from(table as SQLiteTable)
      .where(where)
      .orderBy(...(order as SQL[]))
      .prepare(),
  );
  return {
    all: (db: Db, values: Row = {}) => query(db).all(values) as R[],
    first: (db: Db, values: Row = {}) => query(db).get(values) as R | undefined,
  };
}

/** The rows of a table by their primary key; statements are prepared once a connection. */
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
export function rowTable<T extends SQLiteTable>(table: T): RowTable<T['$inferSelect']> {
  type R = T['$inferSelect'];
  const { name, columns, primaryKeys } = getTableConfig(table);
  const key = columns.filter((column) => column.primary || primaryKeys[0]?.columns.includes(column));
  const others = columns.filter((column) => !key.includes(column));
  const isRow = and(...key.map(equals)) as SQL;
  const find = rowsOf(table, isRow);
  const put = (orm: ReturnType<typeof drizzle>) =>
    orm
      .insert(table as SQLiteTable)
      .values(Object.fromEntries(columns.map((column) => [column.name, sql.placeholder(column.name)])))
      .onConflictDoUpdate({
        target: key,
        set: Object.fromEntries(others.map((column) => [column.name, sql.raw(`excluded."${column.name}"`)])),
      });
  const add = perConnection((orm) => put(orm).returning().prepare());
  const set = perConnection((orm) => put(orm).prepare());
  const drop = perConnection((orm) => orm.delete(table).where(isRow).prepare());
  return {
    name,
    keys: key.map((column) => column.name),
    read: (db, id) => find.first(db, id) ?? null,
    write(db, row) {
      if (key.some((column) => row[column.name] === null)) return add(db).get(row) as R;
      // Asking for the row back would take half as long again.
      set(db).run(row);
      return row;
    },
    remove: (db, id) => void drop(db).run(id),
  };
}

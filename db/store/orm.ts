import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3';
import type { Db } from './open.ts';

const handles = new WeakMap<Db, BetterSQLite3Database>();

function ormOf(db: Db): BetterSQLite3Database {
  let orm = handles.get(db);
  if (!orm) {
    orm = drizzle(db);
    handles.set(db, orm);
  }
  return orm;
}

/** A statement of drizzle that is built and prepared once a connection; values come in by `sql.placeholder`. */
export function statement<T>(build: (orm: BetterSQLite3Database) => T): (db: Db) => T {
  const made = new WeakMap<Db, T>();
  return (db) => {
    let one = made.get(db);
    if (!one) {
      one = build(ormOf(db));
      made.set(db, one);
    }
    return one;
  };
}

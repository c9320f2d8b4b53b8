import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { getTableConfig } from './drizzle.ts';
import type { WriterDb } from './open.ts';
import * as schema from './schema.ts';

/** Tables that are looked up by their one key alone, so that they need no row ids; nor do those whose key has several columns. */
const keyed = [
  'meta',
  'setting',
  'user_address',
  'checkpoint',
  'absence',
  'history',
  'erasing',
  'erased_person',
];

/** What drizzle has no word for. */
const rules: Readonly<Record<string, string>> = {
  'mine_tag.tag': 'COLLATE NOCASE',
  'passage.kind': 'CHECK (kind BETWEEN 1 AND 5)',
  'mine_mark.is_right': 'CHECK (is_right IN (0, 1))',
};

const indexes = `
CREATE INDEX call_started ON call(started_ms, id);
CREATE INDEX call_host ON call(primary_user_id);
CREATE INDEX call_generation ON call(generation);
CREATE INDEX call_hidden ON call(id) WHERE hidden > 0;
CREATE INDEX call_gone ON call(gone_ms) WHERE gone_ms IS NOT NULL;
CREATE INDEX purged_generation ON purged(generation);
CREATE UNIQUE INDEX party_call ON party(call_id, position);
CREATE INDEX party_person ON party(person_key, call_id);
CREATE UNIQUE INDEX context_object_call ON context_object(call_id, party, position);
CREATE INDEX call_tracker_tracker ON call_tracker(tracker_id, call_id);
CREATE UNIQUE INDEX passage_call ON passage(call_id, kind, position);
CREATE INDEX user_email ON user(email);
CREATE INDEX answered_scorecard_call ON answered_scorecard(call_gong_id);
CREATE INDEX library_call_call ON library_call(call_gong_id);
CREATE UNIQUE INDEX problem_open ON problem(kind, hash) WHERE resolved_ms IS NULL;
CREATE INDEX problem_call ON problem(call_id) WHERE resolved_ms IS NULL;
CREATE INDEX change_call ON change(gong_id, id);
CREATE INDEX mine_tag_tag ON mine_tag(tag, gong_id);
CREATE INDEX mine_note_call ON mine_note(gong_id, id);
CREATE INDEX mine_hit_call ON mine_hit(call_id);
CREATE INDEX mine_hit_generation ON mine_hit(set_id, generation);
CREATE INDEX mine_chart_dashboard ON mine_chart(dashboard_id, position);
CREATE INDEX history_at ON history(at_ms);
CREATE INDEX removal_call ON removal(gong_id);
`;

const quoted = (value: unknown) => (typeof value === 'string' ? `'${value}'` : String(value));

function createTable(table: SQLiteTable): string {
  const { name, columns, primaryKeys, foreignKeys } = getTableConfig(table);
  const references = (column: SQLiteColumn) =>
    foreignKeys.flatMap((key) => {
      const { columns: own, foreignTable, foreignColumns } = key.reference();
      if (own[0] !== column) return [];
      const to = `REFERENCES ${getTableConfig(foreignTable).name}(${foreignColumns[0]?.name})`;
      return key.onDelete === 'cascade' ? [to, 'ON DELETE CASCADE'] : [to];
    });
  const lines = columns.map((column) =>
    [
      column.name,
      column.getSQLType().toUpperCase(),
      column.primary ? 'PRIMARY KEY' : column.notNull ? 'NOT NULL' : '',
      'autoIncrement' in column && column.autoIncrement ? 'AUTOINCREMENT' : '',
      column.isUnique ? 'UNIQUE' : '',
      column.default === undefined ? '' : `DEFAULT ${quoted(column.default)}`,
      column.enumValues ? `CHECK (${column.name} IN (${column.enumValues.map(quoted).join(', ')}))` : '',
      rules[`${name}.${column.name}`] ?? '',
      ...references(column),
    ]
      .filter((part) => part !== '')
      .join(' '),
  );
  for (const key of primaryKeys) lines.push(`PRIMARY KEY (${key.columns.map((one) => one.name).join(', ')})`);
  const options = primaryKeys.length > 0 || keyed.includes(name) ? 'STRICT, WITHOUT ROWID' : 'STRICT';
  return `CREATE TABLE ${name} (\n  ${lines.join(',\n  ')}\n) ${options};\n`;
}

/** Makes the tables of the newest version in an empty file. */
export function createStore(db: WriterDb): void {
  db.exec(Object.values(schema).map(createTable).join('') + indexes);
  db.exec("INSERT INTO meta(key, value) VALUES ('generation', 0), ('users', 1)");
}

import { getTableConfig } from '../../store/drizzle.ts';
import type { WriterDb } from '../../store/open.ts';
import { columnNames } from '../../store/rows.ts';
import * as schema from '../../store/schema.ts';
import { prepared } from '../../store/statements.ts';

/** Tables with rows for the parts of a call. */
const {
  party,
  contextObject,
  segment,
  callContent,
  callTracker,
  speaker,
  interactionStat,
  passage,
  comment,
} = schema;
const tables = {
  party,
  contextObject,
  segment,
  callContent,
  callTracker,
  speaker,
  interactionStat,
  passage,
  comment,
};
type PartTable = keyof typeof tables;
/** A row, whole: a column that is forgotten does not compile. */
type PartRow<K extends PartTable> = Required<Omit<(typeof tables)[K]['$inferInsert'], 'id'>>;

/** Rows a statement takes: measured, 16 cost half of one each, and more gain nothing. */
const rowsAtOnce = 16;

const statements = Object.fromEntries(
  Object.entries(tables).map(([key, table]) => {
    const columns = columnNames(table).filter((name) => name !== 'id');
    const row = `(${columns.map(() => '?').join(', ')})`;
    const insert = (rows: number) =>
      `INSERT INTO ${getTableConfig(table).name}(${columns.join(', ')}) VALUES ${Array(rows).fill(row).join(', ')}`;
    return [key, { columns, many: insert(rowsAtOnce), one: insert(1) }];
  }),
) as unknown as Record<
  PartTable,
  { readonly columns: readonly string[]; readonly many: string; readonly one: string }
>;

/** Rows of the parts of calls, collected to be written many in a statement. */
export interface PartRows {
  add<K extends PartTable>(table: K, row: PartRow<K>): void;
  /** Writes what waits. */
  write(): void;
  /** Forgets what waits. */
  clear(): void;
}

/** A collection for this connection. */
export function createPartRows(db: WriterDb): PartRows {
  /** The values of all rows of a table, one after the other. */
  const waiting = new Map<PartTable, unknown[]>();
  return {
    add(table, row) {
      let cells = waiting.get(table);
      if (!cells) {
        cells = [];
        waiting.set(table, cells);
      }
      for (const name of statements[table].columns) cells.push(row[name as keyof typeof row]);
    },
    write() {
      for (const [table, cells] of waiting) {
        const { columns, many, one } = statements[table];
        const width = columns.length;
        let at = 0;
        for (; at + width * rowsAtOnce <= cells.length; at += width * rowsAtOnce)
          prepared(db, many).run(cells.slice(at, at + width * rowsAtOnce));
        for (; at < cells.length; at += width) prepared(db, one).run(cells.slice(at, at + width));
      }
      waiting.clear();
    },
    clear: () => waiting.clear(),
  };
}

import type { WriterDb } from '../../store/open.ts';
import { prepared } from '../../store/statements.ts';

/** Tables with one row per part of a call, and the columns the ingest writes. */
const tables = {
  party:
    'call_id, position, gong_id, email, name, title, user_id, speaker_id, affiliation, phone, methods, side, company, person_key',
  context_object: 'call_id, party, position, system, object_type, object_id, timing, fields',
  segment: 'call_id, kind, position, name, duration_s',
  call_tracker:
    'call_id, position, tracker_id, name, type, count, company, customer, unknown, moments, phrases',
  speaker: 'call_id, position, gong_id, user_id, talk_time_s',
  interaction_stat: 'call_id, position, name, value',
  passage: 'call_id, kind, position, start_s, end_s, side, speaker, text',
  comment:
    'call_id, position, gong_id, start_s, end_s, user_id, text, posted_ms, posted_offset, posted_text, in_reply_to, during_call',
} as const;
type PartTable = keyof typeof tables;

/** Rows a statement takes: measured, 16 cost half of one each, and more gain nothing. */
const rowsAtOnce = 16;

const statements = Object.fromEntries(
  Object.entries(tables).map(([table, columns]) => {
    const row = `(${columns.replace(/\w+/g, '?')})`;
    const insert = (rows: number) =>
      `INSERT INTO ${table}(${columns}) VALUES ${Array(rows).fill(row).join(', ')}`;
    return [table, { width: columns.split(',').length, many: insert(rowsAtOnce), one: insert(1) }];
  }),
) as Record<PartTable, { readonly width: number; readonly many: string; readonly one: string }>;

/** Rows of the parts of calls, collected to be written many in a statement. Values in the order of the columns above. */
export interface PartRows {
  add(table: PartTable, ...values: readonly unknown[]): void;
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
    add(table, ...values: unknown[]) {
      const cells = waiting.get(table);
      if (cells) for (const value of values) cells.push(value);
      else waiting.set(table, values);
    },
    write() {
      for (const [table, cells] of waiting) {
        const { width, many, one } = statements[table];
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

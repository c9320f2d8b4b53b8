import type { WriterDb } from '../open.ts';
import { prepared } from '../statements.ts';

/** Tables with one row per part of a call, and the columns the ingest writes. */
const tables = {
  party:
    'call_id, position, gong_id, email, name, title, user_id, speaker_id, affiliation, phone, methods, side, company, talk_time_s, person_key',
  context_object: 'call_id, party, position, system, object_type, object_id, timing, fields',
  segment: 'call_id, kind, position, name, duration_s',
  call_tracker:
    'call_id, position, tracker_id, name, type, count, company, customer, unknown, moments, phrases',
  tracker_phrase: 'call_id, tracker_id, phrase, count',
  speaker: 'call_id, position, gong_id, user_id, talk_time_s',
  interaction_stat: 'call_id, position, name, value',
  comment:
    'call_id, position, gong_id, start_s, end_s, user_id, text, posted_ms, posted_offset, posted_text, in_reply_to, during_call',
} as const;
export type PartTable = keyof typeof tables;

/** Rows a statement takes: measured, 16 cost half of one each, and more gain nothing. */
const rowsAtOnce = 16;

const statements = Object.fromEntries(
  Object.entries(tables).map(([table, columns]) => {
    const row = `(${columns.replace(/\w+/g, '?')})`;
    const insert = (rows: number) =>
      `INSERT INTO ${table}(${columns}) VALUES ${Array(rows).fill(row).join(', ')}`;
    return [table, { many: insert(rowsAtOnce), one: insert(1) }];
  }),
) as Record<PartTable, { readonly many: string; readonly one: string }>;

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
  const waiting = new Map<PartTable, (readonly unknown[])[]>();
  return {
    add(table, ...values) {
      const rows = waiting.get(table);
      if (rows) rows.push(values);
      else waiting.set(table, [values]);
    },
    write() {
      for (const [table, rows] of waiting) {
        const whole = rows.length - (rows.length % rowsAtOnce);
        const { many, one } = statements[table];
        for (let at = 0; at < whole; at += rowsAtOnce)
          prepared(db, many).run(...rows.slice(at, at + rowsAtOnce).flat());
        for (const row of rows.slice(whole)) prepared(db, one).run(...row);
      }
      waiting.clear();
    },
    clear: () => waiting.clear(),
  };
}

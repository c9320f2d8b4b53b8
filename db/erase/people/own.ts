import type { Db, WriterDb } from '../../store/open.ts';
import { prepared } from '../../store/statements.ts';
import type { Eraser } from '../eraser.ts';
import type { Trace } from './find.ts';

// What the user wrote stays theirs: only the names and addresses of whoever is erased go out of it, and quotes of their words.

/** Columns with texts of the user's own, by table; `gone`: a row that named somebody is of no use without the name. */
const ownTexts = [
  { table: 'saved_search', columns: ['name', 'q'], gone: false },
  { table: 'mine_dashboard', columns: ['name'], gone: false },
  { table: 'mine_chart', columns: ['title', 'spec'], gone: false },
  { table: 'mine_annotation', columns: ['text'], gone: false },
  { table: 'mine_tracker', columns: ['name', 'definition'], gone: false },
  { table: 'mine_tracker_version', columns: ['name', 'definition'], gone: false },
  { table: 'mine_tag', columns: ['tag'], gone: true },
  { table: 'history', columns: ['q'], gone: true },
  { table: 'mine_undo', columns: ['what', 'changes'], gone: true },
] as const;
const keyOf: Readonly<Record<string, readonly string[]>> = {
  mine_tracker_version: ['tracker_id', 'version'],
  mine_tag: ['gong_id', 'tag'],
  history: ['q'],
};

type Texts = Record<string, string>;
interface Rewritten {
  readonly table: string;
  readonly keys: readonly string[];
  readonly row: Record<string, unknown>;
  /** Null: the row goes. */
  readonly texts: Texts | null;
}

/** Rows of the user's own that name them, with what they become. */
function rewritten(db: Db, eraser: Eraser): Rewritten[] {
  return ownTexts.flatMap(({ table, columns, gone }) => {
    const keys = keyOf[table] ?? ['id'];
    const names = [...new Set([...keys, ...columns])];
    const rows = prepared(db, `SELECT ${names.join(', ')} FROM ${table}`).all() as Record<string, unknown>[];
    return rows.flatMap((row): Rewritten[] => {
      const texts = Object.fromEntries(columns.map((name) => [name, eraser.text(String(row[name]))]));
      if (columns.every((name) => texts[name] === row[name])) return [];
      return [{ table, keys, row, texts: gone ? null : texts }];
    });
  });
}

interface NoteRow {
  readonly id: number;
  readonly gong_id: string;
  readonly start_s: number | null;
  readonly end_s: number | null;
  readonly text: string;
  readonly quote: string | null;
}

/** Notes that name them or quote their words, with what is left of them. */
function rewrittenNotes(db: Db, eraser: Eraser, traces: readonly Trace[]): NoteRow[] {
  const byCall = new Map(traces.map((trace) => [trace.gongId, trace]));
  const rows = prepared(
    db,
    'SELECT id, gong_id, start_s, end_s, text, quote FROM mine_note',
  ).all() as NoteRow[];
  return rows.flatMap((row) => {
    const trace = byCall.get(row.gong_id);
    const { start_s: from, end_s: to } = row;
    const isTheirs =
      from !== null && trace?.stretches.some(([start, end]) => from < end && (to ?? from) >= start);
    const text = eraser.text(row.text, trace?.present);
    const quote = row.quote === null || isTheirs ? null : eraser.text(row.quote, trace?.present);
    return text === row.text && quote === row.quote ? [] : [{ ...row, text, quote }];
  });
}

/** How many texts of the user's own name them or quote their words. */
export const ownTextsNaming = (db: Db, eraser: Eraser, traces: readonly Trace[]): number =>
  rewrittenNotes(db, eraser, traces).length +
  rewritten(db, eraser).filter(({ table }) => table !== 'mine_undo').length;

/** Takes them out of everything the user wrote. Returns the calls whose notes changed. */
export function eraseInOwn(db: WriterDb, eraser: Eraser, traces: readonly Trace[]): readonly string[] {
  for (const { table, keys, row, texts } of rewritten(db, eraser)) {
    const where = keys.map((key) => `${key} = @of_${key}`).join(' AND ');
    const values = Object.fromEntries(keys.map((key) => [`of_${key}`, row[key]]));
    if (texts === null) prepared(db, `DELETE FROM ${table} WHERE ${where}`).run(values);
    else {
      const set = Object.keys(texts).map((name) => `${name} = @${name}`);
      prepared(db, `UPDATE ${table} SET ${set.join(', ')} WHERE ${where}`).run({ ...values, ...texts });
    }
  }
  const notes = rewrittenNotes(db, eraser, traces);
  for (const { id, text, quote } of notes)
    prepared(db, 'UPDATE mine_note SET text = ?, quote = ? WHERE id = ?').run(text, quote, id);
  return notes.map(({ gong_id }) => gong_id);
}

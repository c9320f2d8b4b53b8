import { EarshotError } from '../../electron/contract/errors.ts';
import { refreshNotes } from '../calls/ingest/document.ts';
import { touchCalls } from '../store/generation.ts';
import type { WriterDb } from '../store/open.ts';
import type { mineNote } from '../store/schema.ts';
import { prepared } from '../store/statements.ts';

/** A note as stored, so that an edit can bring it back whole. */
export type NoteRow = typeof mineNote.$inferSelect;

/** One change of the user's layer, as data: applying it gives the edit that takes it back. */
export type Edit =
  | { readonly kind: 'star'; readonly id: string; readonly ms: number | null }
  | { readonly kind: 'review'; readonly id: string; readonly ms: number | null }
  | { readonly kind: 'seen'; readonly id: string; readonly ms: number | null }
  | { readonly kind: 'tag'; readonly id: string; readonly tag: string; readonly ms: number | null }
  | { readonly kind: 'note'; readonly id: string; readonly noteId: number; readonly row: NoteRow | null }
  | { readonly kind: 'many'; readonly edits: readonly Edit[] };

/** Ensures the user's row of a call. */
export function ensureMine(db: WriterDb, gongId: string): void {
  prepared(db, 'INSERT INTO mine_call(gong_id) VALUES (?) ON CONFLICT DO NOTHING').run(gongId);
}

function applyNote(db: WriterDb, edit: Extract<Edit, { kind: 'note' }>): Edit {
  const before = prepared(db, 'SELECT * FROM mine_note WHERE id = ?').get(edit.noteId) as NoteRow | undefined;
  const { row } = edit;
  if (row === null) {
    prepared(db, 'DELETE FROM mine_note WHERE id = ?').run(edit.noteId);
  } else {
    prepared(
      db,
      `INSERT INTO mine_note(id, gong_id, kind, start_s, end_s, text, quote, created_ms, updated_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, start_s = excluded.start_s, end_s = excluded.end_s,
         text = excluded.text, quote = excluded.quote, updated_ms = excluded.updated_ms`,
    ).run(
      row.id,
      row.gong_id,
      row.kind,
      row.start_s,
      row.end_s,
      row.text,
      row.quote,
      row.created_ms,
      row.updated_ms,
    );
  }
  const call = prepared(db, 'SELECT id FROM call WHERE gong_id = ?').get(edit.id) as
    | { id: number }
    | undefined;
  if (call) refreshNotes(db, call.id, edit.id);
  return { kind: 'note', id: edit.id, noteId: edit.noteId, row: before ?? null };
}

function applyTag(db: WriterDb, edit: Extract<Edit, { kind: 'tag' }>): Edit {
  const before = prepared(db, 'SELECT tag, at_ms FROM mine_tag WHERE gong_id = ? AND tag = ?').get(
    edit.id,
    edit.tag,
  ) as { tag: string; at_ms: number } | undefined;
  if (edit.ms === null) {
    prepared(db, 'DELETE FROM mine_tag WHERE gong_id = ? AND tag = ?').run(edit.id, edit.tag);
  } else if (!before) {
    prepared(db, 'INSERT INTO mine_tag(gong_id, tag, at_ms) VALUES (?, ?, ?)').run(
      edit.id,
      edit.tag,
      edit.ms,
    );
  }
  return { kind: 'tag', id: edit.id, tag: before?.tag ?? edit.tag, ms: before?.at_ms ?? null };
}

const markColumns = { star: 'starred_ms', review: 'reviewed_ms', seen: 'seen_changes_ms' } as const;

function applyMark(db: WriterDb, edit: Extract<Edit, { kind: keyof typeof markColumns }>): Edit {
  const column = markColumns[edit.kind];
  ensureMine(db, edit.id);
  const before = prepared(db, `SELECT ${column} AS ms FROM mine_call WHERE gong_id = ?`).get(edit.id) as {
    ms: number | null;
  };
  prepared(db, `UPDATE mine_call SET ${column} = ? WHERE gong_id = ?`).run(edit.ms, edit.id);
  return { kind: edit.kind, id: edit.id, ms: before.ms };
}

function apply(db: WriterDb, edit: Edit): Edit {
  if (edit.kind === 'many') return { kind: 'many', edits: edit.edits.map((one) => apply(db, one)).reverse() };
  if (edit.kind === 'note') return applyNote(db, edit);
  return edit.kind === 'tag' ? applyTag(db, edit) : applyMark(db, edit);
}

/** The calls that an edit changes. */
function callsOf(edit: Edit): readonly string[] {
  return edit.kind === 'many' ? [...new Set(edit.edits.flatMap(callsOf))] : [edit.id];
}

/** How many steps back the user can go. */
const undoSteps = 500;

/**
 * Makes an edit of the user's layer, remembers how to take it back and starts a new generation, all in one
 * transaction. Returns the id to undo it with.
 */
export function makeEdit(db: WriterDb, edit: Edit, what: string, atMs: number): number {
  return db.transaction(() => {
    const undo = apply(db, edit);
    const calls = callsOf(edit);
    touchCalls(db, calls);
    const { lastInsertRowid } = prepared(
      db,
      'INSERT INTO mine_undo(at_ms, what, gong_id, undo, redo) VALUES (?, ?, ?, ?, ?)',
    ).run(atMs, what, calls[0] ?? '', JSON.stringify(undo), JSON.stringify(edit));
    const id = Number(lastInsertRowid);
    prepared(db, 'DELETE FROM mine_undo WHERE id <= ?').run(id - undoSteps);
    return id;
  })();
}

/** Takes an edit back; undoing the returned id does it again. Throws mine/nothing-to-undo when it is too long ago. */
export function undoEdit(
  db: WriterDb,
  undo: number,
  atMs: number,
): { readonly undo: number; readonly what: string } {
  return db.transaction(() => {
    const row = prepared(db, 'SELECT what, undo FROM mine_undo WHERE id = ?').get(undo) as
      | { what: string; undo: string }
      | undefined;
    if (!row) {
      throw new EarshotError({
        code: 'mine/nothing-to-undo',
        message: 'That step can no longer be undone.',
        nextStep: `Only the last ${undoSteps} steps are kept; change it by hand.`,
      });
    }
    return { undo: makeEdit(db, JSON.parse(row.undo) as Edit, row.what, atMs), what: row.what };
  })();
}

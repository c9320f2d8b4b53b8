import { asc } from '../store/drizzle.ts';
import type { WriterDb } from '../store/open.ts';
import { deleteRows, type Row, rowsOf } from '../store/rows.ts';
import { mineUndo } from '../store/schema.ts';
import { prepared } from '../store/statements.ts';

/** What of a change in the journal of edits is looked at here. */
interface Change {
  readonly table: string;
  readonly key: Row;
  readonly before: Row | null;
  readonly after: Row | null;
}

const journal = rowsOf(mineUndo, undefined, asc(mineUndo.id));

/** Ids of the notes on calls that are or ever were: an edit of a note names the note alone. */
function notesOf(db: WriterDb, gongIds: ReadonlySet<string>, edits: readonly (readonly Change[])[]) {
  const find = prepared(db, 'SELECT id FROM mine_note WHERE gong_id = ?').pluck();
  const notes = new Set([...gongIds].flatMap((gongId) => find.all(gongId)));
  for (const { table, key, before, after } of edits.flat())
    if (table === 'mine_note' && gongIds.has(String((after ?? before)?.['gong_id']))) notes.add(key['id']);
  return notes;
}

/** Forgets the edits of notes on some calls: taking one back must not bring back the words of a call that was erased. */
export function forgetEdits(db: WriterDb, gongIds: ReadonlySet<string>): void {
  const entries = journal
    .all(db)
    .map(({ id, changes }) => ({ id, changes: JSON.parse(changes) as Change[] }));
  const notes = notesOf(
    db,
    gongIds,
    entries.map(({ changes }) => changes),
  );
  for (const { id, changes } of entries)
    if (changes.some(({ table, key }) => table === 'mine_note' && notes.has(key['id'])))
      deleteRows(db, mineUndo, { id });
}

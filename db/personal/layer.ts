import type { CallMark, Note, PersonalLayer } from '../../electron/contract/call.ts';
import type { Edit } from '../../electron/contract/edits.ts';
import { EarshotError } from '../../electron/contract/errors.ts';
import { asc, sql } from '../store/drizzle.ts';
import type { Db, WriterDb } from '../store/open.ts';
import { equals, rowsOf } from '../store/rows.ts';
import { mineNote, mineTag } from '../store/schema.ts';
import { settleCopy } from '../store/second-copy.ts';
import { prepared } from '../store/statements.ts';
import { editText } from './edit-text.ts';
import { makeEdit, type RowWriter } from './journal.ts';
import { type CallRow, callTable, noteTable, tagTable } from './tables.ts';

type NoteRow = typeof mineNote.$inferSelect;
type Edited = { readonly edit: Edit };

const setOnCall = (rows: RowWriter, id: string, part: Partial<CallRow>) =>
  rows.update(callTable, callTable.read(rows.db, { gong_id: id }), part);

/** Puts a tag on a call or takes it off; upper and lower case are one tag, spelled as it was first. */
function putTag(rows: RowWriter, id: string, tag: string, on: boolean): void {
  const there = tagTable.read(rows.db, { gong_id: id, tag });
  if (on && !there) rows.insert(tagTable, { gong_id: id, tag, at_ms: rows.atMs });
  if (!on && there) rows.remove(tagTable, there);
}

/** Stars a call, or takes the star away. */
export function setStar(db: WriterDb, id: string, on: boolean, atMs: number): Edited {
  return makeEdit(db, atMs, (rows) => {
    setOnCall(rows, id, { starred_ms: on ? atMs : null });
    return { what: editText.star(on) };
  });
}

/** Marks a call as reviewed, or puts it back into the inbox. */
export function setReviewed(db: WriterDb, id: string, on: boolean, atMs: number): Edited {
  return makeEdit(db, atMs, (rows) => {
    setOnCall(rows, id, { reviewed_ms: on ? atMs : null });
    return { what: editText.review(on) };
  });
}

/** Adds or removes a tag; upper and lower case are one tag. */
export function setTag(db: WriterDb, id: string, text: string, on: boolean, atMs: number): Edited {
  return makeEdit(db, atMs, (rows) => {
    const tag = text.toWellFormed();
    putTag(rows, id, tag, on);
    return { what: editText.tag(tag, on) };
  });
}

/**
 * Tags, untags or reviews many calls as one edit. Calls that are so already, or are not shown, keep what they have. Also returns
 * how many changed.
 */
export function markMany(
  db: WriterDb,
  ids: readonly string[],
  mark: CallMark,
  atMs: number,
): Edited & { readonly changed: number } {
  return makeEdit(db, atMs, (rows) => {
    const shown = prepared(db, 'SELECT 1 FROM call WHERE gong_id = +? AND hidden = 0');
    for (const id of ids) {
      if (!shown.get(id)) continue;
      if (mark.kind === 'tag') putTag(rows, id, mark.tag.toWellFormed(), mark.on);
      else if ((callTable.read(db, { gong_id: id }).reviewed_ms === null) === mark.on)
        setOnCall(rows, id, { reviewed_ms: mark.on ? atMs : null });
    }
    const what =
      mark.kind === 'tag'
        ? editText.tagMany(ids.length, mark.tag.toWellFormed(), mark.on)
        : editText.reviewMany(ids.length, mark.on);
    return { what, changed: rows.changes.length };
  });
}

/** A note to be written; times in seconds. */
interface NewNote {
  readonly kind: Note['kind'];
  readonly startSec: number | null;
  readonly endSec: number | null;
  readonly text: string;
  readonly quote: string | null;
}

/** Writes a note, bookmark or highlight on a call. */
export function addNote(
  db: WriterDb,
  id: string,
  note: NewNote,
  atMs: number,
): Edited & { readonly note: Note } {
  return makeEdit(db, atMs, (rows) => {
    const row = rows.insert(noteTable, {
      gong_id: id,
      kind: note.kind,
      start_s: note.startSec,
      end_s: note.endSec,
      text: note.text.toWellFormed(),
      quote: note.quote?.toWellFormed() ?? null,
      created_ms: atMs,
      updated_ms: atMs,
    });
    return { what: editText.addNote(note.kind), note: toNote(row) };
  });
}

function findNote(db: Db, noteId: number): NoteRow {
  const row = noteTable.read(db, { id: noteId });
  if (!row) {
    throw new EarshotError({
      code: 'personal/no-such-note',
      message: 'This note does not exist any more.',
      nextStep: 'Open the call again to see its notes as they are now.',
    });
  }
  return row;
}

/** Changes the text of a note. Throws 'personal/no-such-note'. */
export function editNote(db: WriterDb, noteId: number, text: string, atMs: number): Edited {
  return makeEdit(db, atMs, (rows) => {
    const old = findNote(db, noteId);
    rows.update(noteTable, old, { text: text.toWellFormed(), updated_ms: atMs });
    return { what: editText.editNote(old.kind) };
  });
}

/** Removes a note. Throws 'personal/no-such-note'. */
export function removeNote(db: WriterDb, noteId: number, atMs: number): Edited {
  return makeEdit(db, atMs, (rows) => {
    const old = findNote(db, noteId);
    rows.remove(noteTable, old);
    return { what: editText.removeNote(old.kind) };
  });
}

/** Merges heard stretches (seconds) into sorted ones that do not touch. */
export function mergeStretches(stretches: readonly (readonly [number, number])[]): [number, number][] {
  const merged: [number, number][] = [];
  for (const [from, to] of stretches.filter(([a, b]) => b > a).toSorted((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

/** Remembers where the playback stands and which stretches (seconds) were heard, added to those heard before. It is no edit. */
export function saveProgress(
  db: WriterDb,
  id: string,
  progress: { readonly positionSec: number; readonly heard: readonly (readonly [number, number])[] },
  atMs: number,
): void {
  db.transaction(() => {
    settleCopy(db);
    const row = callTable.read(db, { gong_id: id });
    const heard = mergeStretches([...(JSON.parse(row.heard) as [number, number][]), ...progress.heard]);
    const now = { position_s: progress.positionSec, heard: JSON.stringify(heard), played_ms: atMs };
    callTable.write(db, { ...row, ...now }, atMs);
    prepared(db, 'UPDATE media_file SET played_ms = ? WHERE gong_id = ?').run(atMs, id);
  })();
}

/** Notes that the user has seen what changed in a call: it is no longer `is:changed`. */
export function seenChanges(db: WriterDb, id: string, atMs: number): Edited {
  return makeEdit(db, atMs, (rows) => {
    setOnCall(rows, id, { seen_changes_ms: atMs });
    return { what: editText.seen };
  });
}

function toNote(row: NoteRow): Note {
  return {
    id: row.id,
    kind: row.kind as Note['kind'],
    startSec: row.start_s,
    endSec: row.end_s,
    text: row.text,
    quote: row.quote,
    createdMs: row.created_ms,
  };
}

const notesOf = rowsOf(
  mineNote,
  equals(mineNote.gong_id),
  sql`${mineNote.start_s} IS NULL`,
  asc(mineNote.start_s),
  asc(mineNote.id),
);
const tagsOf = rowsOf(mineTag, equals(mineTag.gong_id), asc(mineTag.tag));

/** The user's layer over a call; empty when there is none. */
export function readPersonal(db: Db, gongId: string): PersonalLayer {
  const row = callTable.read(db, { gong_id: gongId });
  return {
    starred: row.starred_ms !== null,
    reviewedMs: row.reviewed_ms,
    tags: tagsOf.all(db, { gong_id: gongId }).map(({ tag }) => tag),
    notes: notesOf.all(db, { gong_id: gongId }).map(toNote),
    positionSec: row.position_s,
    heard: JSON.parse(row.heard) as [number, number][],
  };
}

/** Share (0 to 1) of each call's length that was heard, for those of `ids` that are shown, were played and have a length. */
export function heardShares(
  db: Db,
  ids: readonly string[],
): readonly { readonly id: string; readonly share: number }[] {
  const one = prepared(
    db,
    `SELECT heard, duration_s AS durationSec FROM mine_call m JOIN call c ON c.gong_id = m.gong_id
     WHERE m.gong_id = ? AND c.hidden = 0 AND heard <> '[]' AND duration_s > 0`,
  );
  return ids.flatMap((id) => {
    const row = one.get(id) as { heard: string; durationSec: number } | undefined;
    if (!row) return [];
    const heard = mergeStretches(
      (JSON.parse(row.heard) as [number, number][]).map(([from, to]) => [
        from,
        Math.min(to, row.durationSec),
      ]),
    ).reduce((sum, [from, to]) => sum + to - from, 0);
    return [{ id, share: Math.min(1, heard / row.durationSec) }];
  });
}

/** Every tag with the number of calls that carry it, most used first; hidden calls do not count. */
export function listTags(db: Db): readonly { readonly tag: string; readonly calls: number }[] {
  return prepared(
    db,
    `SELECT min(tag) AS tag, count(*) AS calls FROM mine_tag
     WHERE gong_id NOT IN (SELECT gong_id FROM call WHERE hidden > 0) GROUP BY tag ORDER BY calls DESC, tag`,
  ).all() as { tag: string; calls: number }[];
}

import type { CallMark, MyLayer, Note } from '../../electron/contract/call.ts';
import { EarshotError } from '../../electron/contract/errors.ts';
import type { Db, WriterDb } from '../store/open.ts';
import { prepared } from '../store/statements.ts';
import { type Edit, ensureMine, makeEdit, type NoteRow } from './edits.ts';

/** Stars a call, or takes the star away. Returns the id to undo it with. */
export function setStar(db: WriterDb, id: string, on: boolean, atMs: number): number {
  return makeEdit(db, { kind: 'star', id, ms: on ? atMs : null }, on ? 'star' : 'remove star', atMs);
}

const editOf = (mark: CallMark, id: string, atMs: number): Edit => {
  const ms = mark.on ? atMs : null;
  return mark.kind === 'tag'
    ? { kind: 'tag', id, tag: mark.tag.toWellFormed(), ms }
    : { kind: 'review', id, ms };
};
const nameOf = (mark: CallMark): string =>
  mark.kind === 'tag'
    ? `${mark.on ? 'add' : 'remove'} tag “${mark.tag.toWellFormed()}”`
    : `mark as ${mark.on ? 'reviewed' : 'unreviewed'}`;

/** Marks a call as reviewed, or puts it back into the inbox. */
export function setReviewed(db: WriterDb, id: string, on: boolean, atMs: number): number {
  const mark = { kind: 'review', on } as const;
  return makeEdit(db, editOf(mark, id, atMs), nameOf(mark), atMs);
}

/** Adds or removes a tag; upper and lower case are one tag. */
export function setTag(db: WriterDb, id: string, tag: string, on: boolean, atMs: number): number {
  const mark = { kind: 'tag', tag, on } as const;
  return makeEdit(db, editOf(mark, id, atMs), nameOf(mark), atMs);
}

/**
 * Tags, untags or reviews many calls as one edit. Calls that are so already, or are not there, keep what they have. Returns the id
 * to undo it with and how many changed.
 */
export function markMany(
  db: WriterDb,
  ids: readonly string[],
  mark: CallMark,
  atMs: number,
): { readonly undo: number; readonly changed: number } {
  return db.transaction(() => {
    const is = prepared(
      db,
      mark.kind === 'tag'
        ? 'SELECT EXISTS (SELECT 1 FROM mine_tag t WHERE t.gong_id = c.gong_id AND t.tag = @tag) FROM call c WHERE c.gong_id = @id'
        : 'SELECT EXISTS (SELECT 1 FROM mine_call m WHERE m.gong_id = c.gong_id AND m.reviewed_ms IS NOT NULL) FROM call c WHERE c.gong_id = @id',
    ).pluck();
    const named = mark.kind === 'tag' ? { tag: mark.tag.toWellFormed() } : {};
    const edits = ids
      .filter((id) => is.get({ id, ...named }) === (mark.on ? 0 : 1))
      .map((id) => editOf(mark, id, atMs));
    return { undo: makeEdit(db, { kind: 'many', edits }, nameOf(mark), atMs), changed: edits.length };
  })();
}

const noteLabel: Readonly<Record<string, string>> = {
  note: 'note',
  bookmark: 'bookmark',
  highlight: 'highlight',
};

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
): { readonly note: Note; readonly undo: number } {
  return db.transaction(() => {
    const last = prepared(db, "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'mine_note'")
      .pluck()
      .get() as number;
    const row: NoteRow = {
      id: last + 1,
      gong_id: id,
      kind: note.kind,
      start_s: note.startSec,
      end_s: note.endSec,
      text: note.text.toWellFormed(),
      quote: note.quote?.toWellFormed() ?? null,
      created_ms: atMs,
      updated_ms: atMs,
    };
    const undo = makeEdit(db, { kind: 'note', id, noteId: row.id, row }, `add ${noteLabel[note.kind]}`, atMs);
    return { note: toNote(row), undo };
  })();
}

function findNote(db: Db, noteId: number): NoteRow {
  const row = prepared(db, 'SELECT * FROM mine_note WHERE id = ?').get(noteId) as NoteRow | undefined;
  if (!row) {
    throw new EarshotError({
      code: 'mine/no-such-note',
      message: 'This note does not exist any more.',
      nextStep: 'Open the call again to see its notes as they are now.',
    });
  }
  return row;
}

/** Changes the text of a note. */
export function editNote(db: WriterDb, noteId: number, text: string, atMs: number): number {
  return db.transaction(() => {
    const old = findNote(db, noteId);
    const row = { ...old, text: text.toWellFormed(), updated_ms: atMs };
    return makeEdit(db, { kind: 'note', id: old.gong_id, noteId, row }, `edit ${noteLabel[old.kind]}`, atMs);
  })();
}

/** Removes a note. */
export function removeNote(db: WriterDb, noteId: number, atMs: number): number {
  return db.transaction(() => {
    const old = findNote(db, noteId);
    const edit = { kind: 'note', id: old.gong_id, noteId, row: null } as const;
    return makeEdit(db, edit, `remove ${noteLabel[old.kind]}`, atMs);
  })();
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

/** Remembers where the playback stands and which stretches (seconds) were heard, added to those heard before. */
export function saveProgress(
  db: WriterDb,
  id: string,
  progress: { readonly positionSec: number; readonly heard: readonly (readonly [number, number])[] },
  atMs: number,
): void {
  db.transaction(() => {
    ensureMine(db, id);
    const { heard } = prepared(db, 'SELECT heard FROM mine_call WHERE gong_id = ?').get(id) as {
      heard: string;
    };
    const merged = mergeStretches([...(JSON.parse(heard) as [number, number][]), ...progress.heard]);
    prepared(db, 'UPDATE mine_call SET position_s = ?, heard = ?, played_ms = ? WHERE gong_id = ?').run(
      progress.positionSec,
      JSON.stringify(merged),
      atMs,
      id,
    );
    prepared(db, 'UPDATE media_file SET played_ms = ? WHERE gong_id = ?').run(atMs, id);
  })();
}

/** Notes that the user has seen what changed in a call: it is no longer `is:changed`. Returns the id to undo it with. */
export function seenChanges(db: WriterDb, id: string, atMs: number): number {
  return makeEdit(db, { kind: 'seen', id, ms: atMs }, 'mark changes as seen', atMs);
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

/** The user's layer over a call; empty when there is none. */
export function readMine(db: Db, gongId: string): MyLayer {
  const row = prepared(
    db,
    'SELECT starred_ms, reviewed_ms, position_s, heard FROM mine_call WHERE gong_id = ?',
  ).get(gongId) as
    | { starred_ms: number | null; reviewed_ms: number | null; position_s: number; heard: string }
    | undefined;
  const notes = prepared(
    db,
    'SELECT * FROM mine_note WHERE gong_id = +? ORDER BY start_s IS NULL, start_s, id',
  ).all(gongId) as NoteRow[];
  const tags = prepared(db, 'SELECT tag FROM mine_tag WHERE gong_id = +? ORDER BY tag').pluck().all(gongId);
  return {
    starred: (row?.starred_ms ?? null) !== null,
    reviewedMs: row?.reviewed_ms ?? null,
    tags: tags as string[],
    notes: notes.map(toNote),
    positionSec: row?.position_s ?? 0,
    heard: row ? (JSON.parse(row.heard) as [number, number][]) : [],
  };
}

/** Share (0 to 1) of each call's length that was heard, for those of `ids` that were played and have a length. */
export function heardShares(
  db: Db,
  ids: readonly string[],
): readonly { readonly id: string; readonly share: number }[] {
  const one = prepared(
    db,
    `SELECT heard, duration_s AS durationSec FROM mine_call m JOIN call c ON c.gong_id = m.gong_id
     WHERE m.gong_id = ? AND heard <> '[]' AND duration_s > 0`,
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

/** Every tag with the number of calls that carry it, most used first. */
export function listTags(db: Db): readonly { readonly tag: string; readonly calls: number }[] {
  return prepared(
    db,
    'SELECT min(tag) AS tag, count(*) AS calls FROM mine_tag GROUP BY tag ORDER BY calls DESC, tag',
  ).all() as { tag: string; calls: number }[];
}

import type { CallRecord } from '../../../electron/gong/schema/call.ts';
import { passageKind } from '../../store/codes.ts';
import { str } from '../../store/json.ts';
import type { WriterDb } from '../../store/open.ts';
import { columnNames, deleteRows } from '../../store/rows.ts';
import { callText, passage } from '../../store/schema.ts';
import { prepared } from '../../store/statements.ts';
import { cleanText } from '../../text/text.ts';
import { type Derived, texts } from './derive.ts';
import { createPartRows, type PartRows } from './rows.ts';

const lines = (parts: readonly (string | null | undefined)[]) => cleanText(parts.filter(Boolean).join('\n'));

/** A comment's text with its mentions as plain names: `@[Ada](123)` becomes `@Ada`. */
function plainComment(text: string): string {
  return text.replace(/@\[([^\]]*)\]\([^)]*\)/g, '@$1');
}

function people(derived: Derived): string {
  const seen = new Set<string>();
  for (const { party, company } of derived.parties) {
    for (const text of [party.name, party.emailAddress, party.title, company, party.phoneNumber]) {
      if (text) seen.add(text);
    }
  }
  if (derived.account) seen.add(derived.account);
  return cleanText([...seen].join('\n'));
}

const textColumns = columnNames(callText).filter((name) => name !== 'notes');
const writeText = `INSERT INTO call_text(${textColumns.join(', ')}) VALUES (${textColumns.map((name) => `@${name}`).join(', ')})
  ON CONFLICT (call_id) DO UPDATE SET ${textColumns.map((name) => `${name} = excluded.${name}`).join(', ')}`;

/** Writes the search document of a call (all columns but the notes, which are the user's). */
export function writeDocument(db: WriterDb, callId: number, record: CallRecord, derived: Derived): void {
  const { content } = record;
  const outline = (content?.outline ?? []).flatMap(({ section, items }) => [section, ...texts(items)]);
  const highlights = (content?.highlights ?? []).flatMap(({ title, items }) => [title, ...texts(items)]);
  const comments = (record.collaboration?.publicComments ?? []).map(({ comment }) =>
    plainComment(comment ?? ''),
  );
  prepared(db, writeText).run({
    call_id: callId,
    title: cleanText(record.metaData.title ?? ''),
    people: people(derived),
    brief: cleanText(content?.brief ?? ''),
    key_points: lines(texts(content?.keyPoints)),
    outline: lines(outline),
    highlights: lines(highlights),
    comments: lines(comments),
  } satisfies Required<Omit<typeof callText.$inferInsert, 'notes'>>);
}

/** One row of `passage` to be. */
export interface PassageRow {
  readonly kind: number;
  readonly position: number;
  readonly start: number | null;
  readonly end: number | null;
  readonly side: number;
  readonly speaker: string | null;
  readonly text: string;
}

/** Outline items, highlight items and comments of a record as passages. */
export function contentPassages(
  record: CallRecord,
  authors: (userId: string | null) => string | null,
): PassageRow[] {
  const rows: PassageRow[] = [];
  const { content } = record;
  const plain = { side: 0, speaker: null };
  let position = 0;
  for (const section of content?.outline ?? []) {
    for (const item of section.items ?? []) {
      const start = item.startTime ?? section.startTime ?? null;
      const text = cleanText(item.text ?? '');
      rows.push({ kind: passageKind.outline, position: position++, start, end: null, text, ...plain });
    }
  }
  position = 0;
  for (const section of content?.highlights ?? []) {
    for (const item of section.items ?? []) {
      const start = item.startTimes?.[0] ?? null;
      const text = cleanText(item.text ?? '');
      rows.push({ kind: passageKind.highlight, position: position++, start, end: null, text, ...plain });
    }
  }
  (record.collaboration?.publicComments ?? []).forEach((comment, index) => {
    rows.push({
      kind: passageKind.comment,
      position: index,
      start: comment.audioStartTime ?? null,
      end: comment.audioEndTime ?? null,
      side: 0,
      speaker: authors(str(comment.commenterUserId)),
      text: cleanText(plainComment(comment.comment ?? '')),
    });
  });
  return rows;
}

interface StoredPassage extends PassageRow {
  readonly id: number;
}

/** Makes the passages of these kinds equal to `rows`, touching only those that differ; new ones wait in `parts`. */
export function replacePassages(
  db: WriterDb,
  parts: PartRows,
  callId: number,
  kinds: readonly number[],
  rows: readonly PassageRow[],
): void {
  const stored = new Map<string, StoredPassage>();
  const select = prepared(
    db,
    `SELECT id, kind, position, start_s AS start, end_s AS "end", side, speaker, text FROM passage
     WHERE call_id = ? AND kind = ?`,
  );
  for (const kind of kinds) {
    for (const row of select.all(callId, kind) as StoredPassage[])
      stored.set(`${row.kind}:${row.position}`, row);
  }
  for (const row of rows) {
    const key = stored.size > 0 ? `${row.kind}:${row.position}` : '';
    const old = stored.get(key);
    if (old && samePassage(old, row)) stored.delete(key);
    else {
      const { kind, position, start, end, side, speaker, text } = row;
      parts.add('passage', {
        call_id: callId,
        kind,
        position,
        start_s: start,
        end_s: end,
        side,
        speaker,
        text,
      });
    }
  }
  for (const { id } of stored.values()) deleteRows(db, passage, { id });
}

const samePassage = (a: PassageRow, b: PassageRow) =>
  a.text === b.text && a.start === b.start && a.end === b.end && a.side === b.side && a.speaker === b.speaker;

/**
 * Brings a call's search text in line with the user's notes on it. Call after notes change and, once the call's
 * document is written, when a call arrives.
 */
export function refreshNotes(db: WriterDb, callId: number, gongId: string): void {
  const notes = prepared(
    db,
    'SELECT id, start_s AS start, end_s AS "end", text, quote FROM mine_note WHERE gong_id = +? ORDER BY id',
  ).all(gongId) as {
    id: number;
    start: number | null;
    end: number | null;
    text: string;
    quote: string | null;
  }[];
  const rows = notes.map((note) => ({
    kind: passageKind.note,
    position: note.id,
    start: note.start,
    end: note.end,
    side: 0,
    speaker: null,
    text: cleanText([note.text, note.quote].filter(Boolean).join('\n')),
  }));
  const parts = createPartRows(db);
  replacePassages(db, parts, callId, [passageKind.note], rows);
  parts.write();
  const text = rows.map((row) => row.text).join('\n');
  prepared(db, 'UPDATE call_text SET notes = ? WHERE call_id = ? AND notes <> ?').run(text, callId, text);
}

/** Whether the user has notes on a call. */
export function hasNotes(db: WriterDb, gongId: string): boolean {
  return prepared(db, 'SELECT 1 FROM mine_note WHERE gong_id = ? LIMIT 1').get(gongId) !== undefined;
}

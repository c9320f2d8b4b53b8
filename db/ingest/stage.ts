import type { WriterDb } from '../open.ts';
import { prepared } from '../statements.ts';
import type { PassageRow } from './document.ts';
import { createPartRows, type PartRows } from './rows.ts';

/** Columns of a call's search document that come from Gong, in the order of `call_text`. */
export type DocumentText = readonly [
  title: string,
  people: string,
  brief: string,
  keyPoints: string,
  outline: string,
  highlights: string,
  comments: string,
];

/** The temporary table of a stage; made once when the connection opens, so that no rollback can take it away. */
export const stageTables = `
CREATE TEMP TABLE stage_text(call_id INTEGER, title, people, brief, key_points, outline, highlights, comments);
`;

/** How much waits in a stage, to go back to when a record fails. */
export type StageMark = readonly [documents: number, passages: number, gone: number, spoken: number];

/**
 * Collects rows for the full-text tables and writes them together.
 *
 * Why: every statement that writes a full-text table opens a statement savepoint, and FTS5 writes out its memory at each
 * savepoint. Measured, a page of 100 calls took three times and a page of transcripts ten times as long with a statement
 * a row. Rows wait here instead and are moved by one statement a table.
 */
export interface Stage {
  /** Rows of the other tables; written before the search text, or earlier by whoever reads them within the page. */
  readonly parts: PartRows;
  /** Trackers that were looked up for this page, by key. */
  readonly trackers: Map<
    string,
    { readonly id: number; readonly name: string; readonly type: string | null }
  >;
  document(callId: number, text: DocumentText): void;
  addPassage(callId: number, row: PassageRow): void;
  removePassage(id: number): void;
  /** The distinct spoken words of a call; null forgets them. */
  said(callId: number, words: string | null): void;
  mark(): StageMark;
  /** Forgets what was staged after the mark: its record's transaction was rolled back. */
  rollback(mark: StageMark): void;
  /** Writes what waits. Call within the page's transaction, never within that of one record. */
  flush(): void;
}

/** A stage on this connection. Use within one transaction and flush before it ends. */
export function createStage(db: WriterDb): Stage {
  const documents: (readonly [number, ...DocumentText])[] = [];
  const passages: (readonly [number, PassageRow])[] = [];
  const gone: number[] = [];
  const spoken: (readonly [number, string | null])[] = [];
  const parts = createPartRows(db);
  const trackers: Stage['trackers'] = new Map();
  return {
    parts,
    trackers,
    document: (callId, text) => void documents.push([callId, ...text]),
    addPassage: (callId, row) => void passages.push([callId, row]),
    removePassage: (id) => void gone.push(id),
    said: (callId, words) => void spoken.push([callId, words]),
    mark: () => [documents.length, passages.length, gone.length, spoken.length],
    rollback(mark) {
      parts.clear();
      trackers.clear();
      [documents, passages, gone, spoken].forEach((list, at) => {
        list.length = mark[at] as number;
      });
    },
    flush() {
      parts.write();
      if (gone.length > 0)
        prepared(db, 'DELETE FROM passage WHERE id IN (SELECT value FROM json_each(?))').run(
          JSON.stringify(gone),
        );
      if (documents.length > 0) writeDocuments(db, documents);
      if (passages.length > 0) writePassages(db, passages);
      for (const [callId, words] of spoken) {
        prepared(db, 'DELETE FROM said_fts WHERE rowid = ?').run(callId);
        if (words !== null)
          prepared(db, 'INSERT INTO said_fts(rowid, words) VALUES (?, ?)').run(callId, words);
      }
      this.rollback([0, 0, 0, 0]);
    },
  };
}

function writeDocuments(db: WriterDb, documents: readonly (readonly [number, ...DocumentText])[]): void {
  const columns = 'title, people, brief, key_points, outline, highlights, comments';
  const updates = columns
    .split(', ')
    .map((name) => `${name} = excluded.${name}`)
    .join(', ');
  const stage = prepared(db, 'INSERT INTO temp.stage_text VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  for (const document of documents) stage.run(...document);
  prepared(
    db,
    `INSERT INTO call_text(call_id, ${columns}) SELECT call_id, ${columns} FROM temp.stage_text WHERE true
     ON CONFLICT (call_id) DO UPDATE SET ${updates}`,
  ).run();
  prepared(db, 'DELETE FROM temp.stage_text').run();
}

/** Rows a statement takes: measured, 16 halve the cost of one each, and more gain nothing. */
const rowsAtOnce = 16;
const insertRows = (count: number) =>
  `INSERT INTO passage(call_id, kind, position, start_s, end_s, side, speaker, text) VALUES ${Array(count)
    .fill('(?, ?, ?, ?, ?, ?, ?, ?)')
    .join(', ')}`;
const insertMany = insertRows(rowsAtOnce);
const insertOne = insertRows(1);

/** Rows first, which no trigger watches, then their index in one statement. */
function writePassages(db: WriterDb, passages: readonly (readonly [number, PassageRow])[]): void {
  const last = prepared(db, 'SELECT coalesce(max(id), 0) AS id FROM passage').get() as { id: number };
  const many = prepared(db, insertMany);
  const one = prepared(db, insertOne);
  const whole = passages.length - (passages.length % rowsAtOnce);
  // One list is filled again and again: a page of transcripts has fifty thousand rows.
  const cells: unknown[] = [];
  for (const [at, [callId, row]] of passages.entries()) {
    cells.push(callId, row.kind, row.position, row.start, row.end, row.side, row.speaker, row.text);
    if (at < whole && (at + 1) % rowsAtOnce !== 0) continue;
    (at < whole ? many : one).run(cells);
    cells.length = 0;
  }
  prepared(db, 'INSERT INTO passage_fts(rowid, text) SELECT id, text FROM passage WHERE id > ?').run(last.id);
}

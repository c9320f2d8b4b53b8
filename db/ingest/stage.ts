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

/** How much waits in a stage, to go back to when a record fails. */
export type StageMark = readonly [documents: number, passages: number, gone: number];

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
  const parts = createPartRows(db);
  const trackers: Stage['trackers'] = new Map();
  return {
    parts,
    trackers,
    document: (callId, text) => void documents.push([callId, ...text]),
    addPassage: (callId, row) => void passages.push([callId, row]),
    removePassage: (id) => void gone.push(id),
    mark: () => [documents.length, passages.length, gone.length],
    rollback(mark) {
      parts.clear();
      trackers.clear();
      [documents, passages, gone].forEach((list, at) => {
        list.length = mark[at] as number;
      });
    },
    flush() {
      parts.write();
      if (gone.length > 0)
        prepared(db, 'DELETE FROM passage WHERE id IN (SELECT value FROM json_each(?))').run(
          JSON.stringify(gone),
        );
      const document = prepared(db, writeDocument);
      for (const cells of documents) document.run(...cells);
      if (passages.length > 0) writePassages(db, passages);
      this.rollback([0, 0, 0]);
    },
  };
}

const documentColumns = ['title', 'people', 'brief', 'key_points', 'outline', 'highlights', 'comments'];
const writeDocument = `INSERT INTO call_text(call_id, ${documentColumns.join(', ')}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (call_id) DO UPDATE SET ${documentColumns.map((name) => `${name} = excluded.${name}`).join(', ')}`;

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

import type { WriterDb } from '../open.ts';
import { prepared } from '../statements.ts';
import type { PassageRow } from './document.ts';

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

/**
 * The temporary tables of a stage; made once when the connection opens, so that no rollback can take them away.
 *
 * Why a stage: every statement that fires a full-text trigger opens a statement savepoint, and FTS5 writes out its
 * memory at each savepoint. Measured, a page of 100 calls took three times and a page of transcripts ten times as
 * long with a statement a row. Rows are collected here instead and moved by one statement a table.
 */
export const stageTables = `
CREATE TEMP TABLE stage_text(call_id INTEGER, title, people, brief, key_points, outline, highlights, comments);
CREATE TEMP TABLE stage_passage(call_id INTEGER, kind, position, start_s, end_s, side, speaker, text);
CREATE TEMP TABLE stage_gone(id INTEGER);
`;

/** Collects rows for the full-text tables and writes them together. */
export interface Stage {
  /** Whether rows of this call wait here: what is stored does not tell the truth about it yet. */
  has(callId: number): boolean;
  document(callId: number, text: DocumentText): void;
  addPassage(callId: number, row: PassageRow): void;
  removePassage(callId: number, id: number): void;
  /** The distinct spoken words of a call; null forgets them. */
  said(callId: number, words: string | null): void;
  flush(): void;
}

/** A stage on this connection. Use within one transaction and flush before it ends. */
export function createStage(db: WriterDb): Stage {
  const waiting = new Set<number>();
  let spoken: { callId: number; words: string | null }[] = [];
  const addText = prepared(db, 'INSERT INTO temp.stage_text VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const addPassage = prepared(db, 'INSERT INTO temp.stage_passage VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const addGone = prepared(db, 'INSERT INTO temp.stage_gone VALUES (?)');
  return {
    has: (callId) => waiting.has(callId),
    document(callId, text) {
      waiting.add(callId);
      addText.run(callId, ...text);
    },
    addPassage(callId, row) {
      waiting.add(callId);
      addPassage.run(callId, row.kind, row.position, row.start, row.end, row.side, row.speaker, row.text);
    },
    removePassage(callId, id) {
      waiting.add(callId);
      addGone.run(id);
    },
    said(callId, words) {
      waiting.add(callId);
      spoken.push({ callId, words });
    },
    flush() {
      if (waiting.size === 0) return;
      flushTables(db);
      for (const { callId, words } of spoken) {
        prepared(db, 'DELETE FROM said_fts WHERE rowid = ?').run(callId);
        if (words !== null)
          prepared(db, 'INSERT INTO said_fts(rowid, words) VALUES (?, ?)').run(callId, words);
      }
      spoken = [];
      waiting.clear();
    },
  };
}

function flushTables(db: WriterDb): void {
  const columns = 'title, people, brief, key_points, outline, highlights, comments';
  const updates = columns
    .split(', ')
    .map((name) => `${name} = excluded.${name}`)
    .join(', ');
  prepared(db, 'DELETE FROM passage WHERE id IN (SELECT id FROM temp.stage_gone)').run();
  prepared(
    db,
    `INSERT INTO call_text(call_id, ${columns}) SELECT call_id, ${columns} FROM temp.stage_text WHERE true
     ON CONFLICT (call_id) DO UPDATE SET ${updates}`,
  ).run();
  prepared(
    db,
    `INSERT INTO passage(call_id, kind, position, start_s, end_s, side, speaker, text)
     SELECT call_id, kind, position, start_s, end_s, side, speaker, text FROM temp.stage_passage ORDER BY rowid`,
  ).run();
  for (const table of ['stage_gone', 'stage_text', 'stage_passage']) {
    prepared(db, `DELETE FROM temp.${table}`).run();
  }
}

import type { PassageHit } from '../../electron/contract/library.ts';
import { kindName, sideName } from '../codes.ts';
import type { Db } from '../open.ts';
import { prepared } from '../statements.ts';
import { unsegment } from '../text.ts';
import { excerpt } from './mark.ts';
import { ftsOf, type Term } from './terms.ts';

interface PassageRow {
  id: number;
  call_id: number;
  kind: number;
  position: number;
  start_s: number | null;
  side: number;
  speaker: string | null;
  text: string;
}

/**
 * The first passages of one call with any of some terms: for words too common to rank passages by, and for lists that
 * are not sorted by relevance. Passages of a call lie together in the table, so the index is read only over their ids.
 */
export function firstPassages(db: Db, callId: number, terms: readonly Term[], limit: number): PassageHit[] {
  if (terms.length === 0) return [];
  const range = prepared(db, 'SELECT min(id) AS first, max(id) AS last FROM passage WHERE call_id = ?').get(
    callId,
  ) as { first: number | null; last: number | null };
  if (range.first === null) return [];
  const rows = prepared(
    db,
    `SELECT p.id, p.call_id, p.kind, p.position, p.start_s, p.side, p.speaker, p.text FROM passage_fts f JOIN passage p ON p.id = f.rowid
     WHERE passage_fts MATCH ? AND f.rowid BETWEEN ? AND ? AND p.call_id = ? LIMIT ?`,
  ).all(terms.map(ftsOf).join(' OR '), range.first, range.last, callId, limit) as PassageRow[];
  return shown(db, rows, terms);
}

/** The passages with these ids, in this order. */
export function passagesById(db: Db, ids: readonly number[], terms: readonly Term[]): PassageHit[] {
  const one = prepared(
    db,
    'SELECT id, call_id, kind, position, start_s, side, speaker, text FROM passage WHERE id = ?',
  );
  return shown(
    db,
    ids.flatMap((id) => (one.get(id) as PassageRow | undefined) ?? []),
    terms,
  );
}

/** Passages as shown; an outline item and a highlight often say the same, so a text is shown once. */
function shown(db: Db, rows: readonly PassageRow[], terms: readonly Term[]): PassageHit[] {
  const seen = new Set<string>();
  return rows.flatMap((row): PassageHit[] => {
    const text = unsegment(row.text);
    if (seen.has(text)) return [];
    seen.add(text);
    const spoken = row.kind === 1;
    return [
      {
        kind: kindName(row.kind),
        startSec: row.start_s,
        text: excerpt(text, terms),
        speaker: row.speaker,
        side: spoken || row.speaker ? sideName(row.side) : null,
        before: spoken ? neighbour(db, row.call_id, row.position - 1) : null,
        after: spoken ? neighbour(db, row.call_id, row.position + 1) : null,
      },
    ];
  });
}

function neighbour(db: Db, callId: number, position: number): string | null {
  const row = prepared(
    db,
    'SELECT speaker, text FROM passage WHERE call_id = ? AND kind = 1 AND position = ?',
  ).get(callId, position) as { speaker: string | null; text: string } | undefined;
  if (!row) return null;
  const text = unsegment(row.text);
  const cut = text.length > 140 ? `${text.slice(0, 137).toWellFormed()}…` : text;
  return row.speaker ? `${row.speaker}: ${cut}` : cut;
}

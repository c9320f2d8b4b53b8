import type { PassageHit } from '../../electron/contract/library.ts';
import { kindName, sideName } from '../codes.ts';
import type { Db } from '../open.ts';
import { prepared } from '../statements.ts';
import { unsegment } from '../text.ts';
import { excerpt, hasAny } from './mark.ts';
import type { Term } from './terms.ts';

/** A stored passage. */
export interface PassageRow {
  id: number;
  call_id: number;
  kind: number;
  position: number;
  start_s: number | null;
  side: number;
  speaker: string | null;
  text: string;
}

/** Passages of one call that are looked through at most: a fixed cost for a call of any length. */
const readAtMost = 300;
const row = 'id, call_id, kind, position, start_s, side, speaker, text';

/** Passages of one call with any of some terms, outline first, then as they were said; at most so many are looked at. */
export function* passagesOf(db: Db, callId: number, terms: readonly Term[]): Generator<PassageRow> {
  // Two statements, because in one the order would need every row before the first.
  for (const which of ['kind > 1 ORDER BY kind, position', 'kind = 1 ORDER BY position']) {
    const rows = prepared(db, `SELECT ${row} FROM passage WHERE call_id = ? AND ${which} LIMIT ?`).iterate(
      callId,
      readAtMost,
    ) as IterableIterator<PassageRow>;
    for (const found of rows) if (hasAny(found.text, terms)) yield found;
  }
}

/** The first passages of one call with any of some terms, for lists that are not sorted by relevance. */
export function firstPassages(db: Db, callId: number, terms: readonly Term[], limit: number): PassageHit[] {
  if (terms.length === 0) return [];
  const found: PassageRow[] = [];
  for (const passage of passagesOf(db, callId, terms)) {
    found.push(passage);
    if (found.length === limit) break;
  }
  return shown(db, found, terms);
}

/** The passages with these ids, in this order. */
export function passagesById(db: Db, ids: readonly number[], terms: readonly Term[]): PassageHit[] {
  const one = prepared(db, `SELECT ${row} FROM passage WHERE id = ?`);
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

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

/**
 * Passages of one call with any of some terms, outline first, then as they were said; at most so many are looked at. Only
 * these `monologues` (positions, ascending) are looked at where they are known.
 */
export function* passagesOf(
  db: Db,
  callId: number,
  terms: readonly Term[],
  monologues: readonly number[] | null,
): Generator<PassageRow> {
  const written = prepared(
    db,
    `SELECT ${row} FROM passage WHERE call_id = ? AND kind > 1 ORDER BY kind, position LIMIT ?`,
  ).iterate(callId, readAtMost) as IterableIterator<PassageRow>;
  for (const found of written) if (hasAny(found.text, terms)) yield found;
  if (monologues) {
    const one = prepared(db, `SELECT ${row} FROM passage WHERE call_id = ? AND kind = 1 AND position = ?`);
    for (const position of monologues) {
      const found = one.get(callId, position) as PassageRow | undefined;
      if (found && hasAny(found.text, terms)) yield found;
    }
    return;
  }
  const spoken = prepared(
    db,
    `SELECT ${row} FROM passage WHERE call_id = ? AND kind = 1 ORDER BY position LIMIT ?`,
  ).iterate(callId, readAtMost) as IterableIterator<PassageRow>;
  for (const found of spoken) if (hasAny(found.text, terms)) yield found;
}

/** Passages as shown; an outline item and a highlight often say the same, so a text is shown once. */
export function passageHits(db: Db, rows: readonly PassageRow[], terms: readonly Term[]): PassageHit[] {
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

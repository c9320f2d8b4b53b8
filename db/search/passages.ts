import type { PassageHit } from '../../electron/contract/library.ts';
import { kindName, passageKind, sideName } from '../store/codes.ts';
import type { Db } from '../store/open.ts';
import { prepared } from '../store/statements.ts';
import { excerpt, hasAny } from '../text/mark.ts';
import type { Term } from '../text/terms.ts';
import { storedText } from '../text/text.ts';

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

/** Passages of one kind in one call that are looked through at most: a fixed cost for a call of any length. */
const readAtMost = 300;
const row = 'id, call_id, kind, position, start_s, side, speaker, text';

/** Where a call may have some terms, as far as the word index knows. */
interface Whereabouts {
  /** Kinds of written passages (`passageKind`), ascending. */
  readonly written: readonly number[];
  /** Positions, ascending; null when it is not known. */
  readonly monologues: readonly number[] | null;
}

/** Passages of one call with any of some terms, outline first, then as they were said; at most so many are looked at. */
export function* passagesOf(
  db: Db,
  callId: number,
  terms: readonly Term[],
  { written, monologues }: Whereabouts,
): Generator<PassageRow> {
  const select = prepared(
    db,
    `SELECT ${row} FROM passage WHERE call_id = +? AND kind = +? ORDER BY position LIMIT ${readAtMost}`,
  );
  const some = function* (kind: number) {
    for (const found of select.all(callId, kind) as PassageRow[]) if (hasAny(found.text, terms)) yield found;
  };
  for (const kind of written) yield* some(kind);
  if (!monologues) return yield* some(passageKind.said);
  const one = prepared(db, `SELECT ${row} FROM passage WHERE call_id = +? AND kind = 1 AND position = +?`);
  for (const position of monologues) {
    const found = one.get(callId, position) as PassageRow | undefined;
    if (found && hasAny(found.text, terms)) yield found;
  }
}

/** Passages as shown; an outline item and a highlight often say the same, so a text is shown once. */
export function passageHits(db: Db, rows: readonly PassageRow[], terms: readonly Term[]): PassageHit[] {
  const seen = new Set<string>();
  return rows.flatMap((row): PassageHit[] => {
    const text = storedText(row.text);
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
    'SELECT speaker, text FROM passage WHERE call_id = +? AND kind = 1 AND position = +?',
  ).get(callId, position) as { speaker: string | null; text: string } | undefined;
  if (!row) return null;
  const text = storedText(row.text);
  const cut = text.length > 140 ? `${text.slice(0, 137).toWellFormed()}…` : text;
  return row.speaker ? `${row.speaker}: ${cut}` : cut;
}

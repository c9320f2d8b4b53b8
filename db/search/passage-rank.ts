import type { Db } from '../open.ts';
import { prepared } from '../statements.ts';
import { countsOf } from './mark.ts';
import { passagesOf } from './passages.ts';
import { bestPassages, passageScore } from './score.ts';
import { ftsOf, type Term } from './terms.ts';

/** Passages of one call that are weighed at most. */
const weighedAtMost = 40;
/** Passages shown of one call. */
const shownAtMost = 3;

interface Best {
  readonly spoken: Scored[];
  readonly written: Scored[];
}
interface Scored {
  readonly id: number;
  readonly score: number;
}

/** Ids of the best passages of each call with any of some terms, by call id: only where there are few of them. */
export function corpusPassages(db: Db, terms: readonly Term[], most: number): Map<number, readonly number[]> {
  const rows = prepared(
    db,
    'SELECT p.call_id AS call, p.id, p.kind = 1 AS said, -bm25(passage_fts) AS score FROM passage_fts f JOIN passage p ON p.id = f.rowid WHERE passage_fts MATCH ? LIMIT ?',
  ).iterate(anyOf(terms), most) as IterableIterator<{
    call: number;
    id: number;
    said: number;
    score: number;
  }>;
  const found = new Map<number, Best>();
  for (const { call, id, said, score } of rows) {
    let list = found.get(call);
    if (!list) {
      list = { spoken: [], written: [] };
      found.set(call, list);
    }
    keep(list, said === 1, { id, score });
  }
  return new Map([...found].map(([call, list]) => [call, idsOf(list)]));
}

/**
 * Ids of the best passages of one call, best first. They are read and looked through here, not asked of the full-text table: an
 * unfinished word would make that gather every passage of the store that has one of its many completions.
 */
export function bestPassagesOf(
  db: Db,
  callId: number,
  terms: readonly Term[],
  idfs: readonly number[],
): readonly number[] {
  const list: Best = { spoken: [], written: [] };
  let weighed = 0;
  for (const { id, kind, text } of passagesOf(db, callId, terms)) {
    const score = passageScore(idfs, countsOf(text, terms), text.length / 5.5);
    keep(list, kind === 1, { id, score });
    if (++weighed >= weighedAtMost) break;
  }
  return idsOf(list);
}

const anyOf = (terms: readonly Term[]) => terms.map(ftsOf).join(' OR ');

function idsOf({ spoken, written }: Best): readonly number[] {
  return [...spoken, ...written]
    .sort((a, b) => b.score - a.score)
    .slice(0, shownAtMost)
    .map((item) => item.id);
}

/** Keeps the best few, sorted downwards. */
function keep(lists: Best, said: boolean, item: Scored): void {
  const list = said ? lists.spoken : lists.written;
  const most = said ? bestPassages.spoken : bestPassages.written;
  if (list.length === most && item.score <= (list[most - 1] as Scored).score) return;
  let at = list.length;
  while (at > 0 && (list[at - 1] as Scored).score < item.score) at--;
  list.splice(at, 0, item);
  if (list.length > most) list.pop();
}

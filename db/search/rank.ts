import type { Db } from '../open.ts';
import { prepared } from '../statements.ts';
import { countOf, type Mask, type Matcher } from './match.ts';
import { ftsOf, type Term, tellingTerms } from './terms.ts';

/** bm25 weights of the call document: title, people, brief, key points, outline, highlights, comments, notes. */
const weights = '2.0, 1.0, 3.0, 3.0, 3.0, 1.0, 1.0, 1.0';
/** Above so many calls only the newest are ranked: their words say nothing about relevance, and the user is told. */
const rankedAtMost = 4000;
/** Passages are scored only while so many calls match: beyond that the document tells enough and costs far less. */
const passagesAtMost = 600;
/** Passages read at most: a question is worth more of them than a keystroke. */
const passageRows = { typed: 8000, question: 30_000 } as const;
/** Share of each evidence in the score; found by the ablation in docs/search.md. */
const share = { document: 1, outline: 0.5, spoken: 0.25, coverage: 1 } as const;

export interface Ranked {
  /** Slots, best first. */
  readonly slots: Int32Array;
  readonly scores: ReadonlyMap<number, number> | null;
  readonly newestOnly: boolean;
  /** Ids of the best passages of each slot, where the ranking read them anyway. */
  readonly passages: ReadonlyMap<number, readonly number[]> | null;
}

/** Best passages of one call while they stream by, best first. */
interface Best {
  readonly spoken: Scored[];
  readonly written: Scored[];
}
interface Scored {
  readonly id: number;
  readonly score: number;
}

/** Slots of a mask in the order of the columns (newest first). */
export function slotsOf(mask: Mask): Int32Array {
  const slots = new Int32Array(countOf(mask));
  let at = 0;
  for (let slot = 0; slot < mask.length; slot++) if (mask[slot]) slots[at++] = slot;
  return slots;
}

/**
 * Orders the calls of a mask by relevance to terms. Two levels are fused: bm25 of the call's document, the best outline
 * or highlight passages and the best spoken passages, plus how much of the question the call covers at all.
 */
export function rankByRelevance(
  db: Db,
  matcher: Matcher,
  mask: Mask,
  terms: readonly Term[],
  recency: 0 | 1 | 2,
  now: number,
  question = false,
): Ranked {
  const { columns } = matcher;
  const slots = slotsOf(mask);
  const newestOnly = slots.length > rankedAtMost;
  const scores = new Map<number, number>();
  const any = terms.map(ftsOf).join(' OR ');
  const candidates = newestOnly ? slots.subarray(0, rankedAtMost) : slots;
  const isCandidate = newestOnly ? new Set(candidates) : null;
  const add = (rowid: number, score: number) => {
    const slot = columns.slotOf(rowid);
    if (slot >= 0 && mask[slot] && (!isCandidate || isCandidate.has(slot)))
      scores.set(slot, (scores.get(slot) ?? 0) + score);
  };
  // Reading bm25 for every hit of a very common word is what costs; then coverage and recency decide.
  if (!newestOnly) {
    const documents = prepared(
      db,
      `SELECT rowid AS id, -bm25(call_fts, ${weights}) AS score FROM call_fts WHERE call_fts MATCH ?`,
    ).all(any) as { id: number; score: number }[];
    for (const { id, score } of documents) add(id, score * share.document);
  }
  for (const term of terms) {
    const has = matcher.text(term, null);
    const df = countOf(has);
    const idf = Math.log(1 + (columns.size - df + 0.5) / (df + 0.5));
    for (const slot of candidates)
      if (has[slot]) scores.set(slot, (scores.get(slot) ?? 0) + idf * share.coverage);
  }
  const telling = tellingTerms(terms);
  const passageQuery = telling.map(ftsOf).join(' OR ');
  const passages =
    slots.length > passagesAtMost
      ? null
      : telling.length > 0
        ? addPassages(db, matcher, passageQuery, question ? passageRows.question : passageRows.typed, add)
        : new Map<number, number[]>();
  if (recency > 0) {
    for (const slot of candidates) {
      const years = Math.max(0, now - (columns.started[slot] as number)) / 31_557_600_000;
      scores.set(slot, (scores.get(slot) ?? 0) * 0.5 ** (years * recency));
    }
  }
  const ordered = Array.from(candidates).sort((a, b) => (scores.get(b) ?? 0) - (scores.get(a) ?? 0) || a - b);
  const out = new Int32Array(slots.length);
  out.set(ordered);
  if (newestOnly) out.set(slots.subarray(rankedAtMost), rankedAtMost);
  return { slots: out, scores, newestOnly, passages };
}

/** Adds the best two written passages and the best three spoken ones of each call; returns their ids by slot. */
function addPassages(
  db: Db,
  matcher: Matcher,
  any: string,
  most: number,
  add: (rowid: number, score: number) => void,
): Map<number, number[]> {
  const rows = prepared(
    db,
    'SELECT p.call_id AS call, p.id, p.kind = 1 AS said, -bm25(passage_fts) AS score FROM passage_fts f JOIN passage p ON p.id = f.rowid WHERE passage_fts MATCH ? LIMIT ?',
  ).iterate(any, most) as IterableIterator<{ call: number; id: number; said: number; score: number }>;
  const best = new Map<number, Best>();
  for (const { call, id, said, score } of rows) {
    let list = best.get(call);
    if (!list) {
      list = { spoken: [], written: [] };
      best.set(call, list);
    }
    keep(said ? list.spoken : list.written, said ? 3 : 2, { id, score });
  }
  const ids = new Map<number, number[]>();
  for (const [call, { spoken, written }] of best) {
    add(call, sum(spoken) * share.spoken + sum(written) * share.outline);
    const slot = matcher.columns.slotOf(call);
    const ordered = [...spoken, ...written].sort((a, b) => b.score - a.score);
    if (slot >= 0)
      ids.set(
        slot,
        ordered.slice(0, 3).map((item) => item.id),
      );
  }
  return ids;
}

const sum = (list: readonly Scored[]) => list.reduce((total, item) => total + item.score, 0);

/** Keeps the `most` best, sorted downwards. */
function keep(list: Scored[], most: number, item: Scored): void {
  if (list.length === most && item.score <= (list[most - 1] as Scored).score) return;
  let at = list.length;
  while (at > 0 && (list[at - 1] as Scored).score < item.score) at--;
  list.splice(at, 0, item);
  if (list.length > most) list.pop();
}

import type { FindHit, FoundInCall } from '../../electron/contract/call.ts';
import type { MomentKind } from '../../electron/contract/library.ts';
import type { Node } from '../../electron/contract/query/ast.ts';
import type { TextField } from '../../electron/contract/query/fields.ts';
import { nearWordsOf, type QueryWord, queryWordOf } from '../../electron/contract/query/plan.ts';
import { type TextRange, united } from '../../electron/contract/ranges.ts';
import { cutWords } from '../../electron/contract/words/cut.ts';
import type { Db } from '../store/open.ts';
import { placesOf } from '../text/mark.ts';
import { planQuery } from '../text/plan.ts';
import { type Term, termOf, termsIn } from '../text/terms.ts';
import { findCall } from './find-call.ts';
import { pageTexts, type Stretch } from './page-texts.ts';

/** A word or a phrase, or several that stand near each other, in any text or in one kind only. */
interface Wanted {
  readonly terms: readonly Term[];
  /** Words between the first and the last of the terms at most; null for a single term. */
  readonly distance: number | null;
  readonly kind: MomentKind | null;
}

/** Where each text field of the grammar stands in a call. */
const kindOf: Readonly<Record<TextField, MomentKind>> = {
  title: 'title',
  brief: 'brief',
  key: 'keyPoint',
  outline: 'outline',
  highlight: 'highlight',
  said: 'said',
  comment: 'comment',
  note: 'note',
  people: 'people',
};

/** What of a query can stand in a text of a call in a language; exclusions and filters are left out. */
function wantedOf(q: string, typing: boolean, language: string | null): readonly Wanted[] {
  const wanted: Wanted[] = [];
  const add = (words: readonly QueryWord[], field: TextField | null, distance: number | null = null) => {
    const terms = words.flatMap(({ text, prefix, reach }) => termOf(text, prefix, reach) ?? []);
    if (terms.length > 0)
      wanted.push({ terms: termsIn(terms, language), distance, kind: field && kindOf[field] });
  };
  const visit = (node: Node): void => {
    if (node.kind === 'and' || node.kind === 'or') node.nodes.forEach(visit);
    else if (node.kind === 'word' || node.kind === 'phrase') add([queryWordOf(node)], node.field);
    else if (node.kind === 'near') add(nearWordsOf(node), null, node.distance);
  };
  const { root } = planQuery(q, typing);
  if (root) visit(root);
  return wanted;
}

/** Words of a stretch up to each of its ranges. */
function wordNumbers(text: string, places: readonly (readonly TextRange[])[]): ReadonlyMap<number, number> {
  const starts = new Set(places.flatMap((ranges) => ranges.map(([from]) => from)));
  const numbers = new Map<number, number>();
  let words = 0;
  cutWords(text, (_, from) => {
    if (starts.has(from)) numbers.set(from, words);
    words++;
  });
  return numbers;
}

/** Where the first of several terms stands each time that all stand together, as the word index says it (`nearIn`). */
function nearPlaces(
  text: string,
  terms: readonly Term[],
  distance: number,
  places: readonly (readonly TextRange[])[],
): number[] {
  if (places.some((ranges) => ranges.length === 0)) return [];
  const numbers = wordNumbers(text, places);
  const number = ([from]: TextRange) => numbers.get(from) ?? 0;
  const begins = new Set<number>();
  for (const last of places.flat()) {
    // Of each term the nearest place before the last of them.
    const before = places.map((ranges) => ranges.findLast(([from]) => from <= last[0]));
    const together = before.every(
      (range, at) => range && number(last) - number(range) - (terms[at] as Term).tokens.length <= distance,
    );
    if (together) begins.add(Math.min(...before.map((range) => (range as TextRange)[0])));
  }
  return [...begins].sort((a, b) => a - b);
}

/** A range without what stands before and after its words; null when it has none. */
function trimmed(text: string, [start, end]: TextRange): TextRange | null {
  let found: TextRange | null = null;
  cutWords(text.slice(start, end), (_, from, to) => {
    found = [found ? found[0] : start + from, start + to];
  });
  return found;
}

/** A text in which something of what is wanted begins. */
interface ScoredHit {
  readonly hit: FindHit;
  /** How much of what is wanted begins in it. */
  readonly score: number;
}

/** What is found in the texts of a call. */
interface Sought {
  readonly lines: readonly ScoredHit[];
  readonly marks: Record<string, TextRange[]>;
  /** By number: whether it stands in the call. */
  readonly stands: readonly boolean[];
}

/** Adds one to the score of each text in which one of these places lies. */
function scoreTexts(texts: readonly string[], begins: readonly number[], scores: Uint8Array): void {
  let [at, end, last] = [0, texts[0]?.length ?? 0, -1];
  for (const begin of begins) {
    while (begin > end) end += 1 + (texts[++at] as string).length;
    if (at !== last) scores[at]!++;
    last = at;
  }
}

function seek(stretches: readonly Stretch[], wanted: readonly Wanted[]): Sought {
  const lines: ScoredHit[] = [];
  const marks: Sought['marks'] = {};
  const stands = wanted.map(() => false);
  const terms = wanted.flatMap((one) => one.terms);
  for (const stretch of stretches) {
    const { kind, texts, monologue } = stretch;
    // Sentences are one text in the index, joined by a space; lines of a field by a line break, which parts words just as well.
    const joined = texts.length === 1 ? (texts[0] as string) : texts.join(' ');
    const places = placesOf(joined, terms);
    if (!places.some((ranges) => ranges.length > 0)) continue;
    // A query has 200 words at most.
    const scores = new Uint8Array(texts.length);
    const shown: TextRange[][] = [];
    let term = 0;
    wanted.forEach((one, at) => {
      const own = places.slice(term, term + one.terms.length);
      term += own.length;
      if (one.kind !== null && one.kind !== kind) return;
      shown.push(...own);
      const begins =
        one.distance === null
          ? (own[0] as TextRange[]).map(([from]) => from)
          : nearPlaces(joined, one.terms, one.distance, own);
      if (begins.length === 0) return;
      stands[at] = true;
      scoreTexts(texts, begins, scores);
    });
    scores.forEach((score, at) => {
      if (score === 0 || kind === null) return;
      const sentence = monologue === null ? null : at;
      lines.push({ hit: { kind, startSec: stretch.startSecOf(at), monologue, sentence }, score });
    });
    markTexts(marks, stretch, united(shown.flat()));
  }
  return { lines, marks, stands };
}

/** Enters the ranges of a stretch at the texts over which they go. */
function markTexts(marks: Sought['marks'], stretch: Stretch, ranges: readonly TextRange[]): void {
  let from = 0;
  let next = 0;
  stretch.texts.forEach((text, at) => {
    const to = from + text.length;
    const own: TextRange[] = [];
    for (; next < ranges.length && (ranges[next] as TextRange)[0] < to; next++) {
      const [begin, end] = ranges[next] as TextRange;
      const inside = [Math.max(0, begin - from), Math.min(text.length, end - from)] as const;
      const words = begin >= from && end <= to ? inside : trimmed(text, inside);
      if (words) own.push(words);
      // It goes on in the next text.
      if (end > to) break;
    }
    const place = own.length > 0 ? stretch.placeOf(at) : null;
    if (place !== null) marks[place] = own;
    from = to + 1;
  });
}

/** Six words in ten are enough. */
const most = (words: number) => Math.ceil(words * 0.6);

/** The lines with most of so many words, and the number of words that the best of them has. */
function bestOf(lines: readonly ScoredHit[], words: number): { hits: FindHit[]; best: number } {
  const best = lines.reduce((top, { score }) => Math.max(top, score), 0);
  const enough = Math.min(best, most(words));
  return { hits: lines.flatMap(({ hit, score }) => (score >= enough ? [hit] : [])), best };
}

/**
 * The lines of a call that have most of the query's words, and where its words and phrases stand in all texts of the page. Written
 * and spoken lines are judged apart, because a brief has more of any question than a sentence has. For one word the hits are all lines
 * with it; for a long question, the lines that come closest. Throws call/not-found.
 */
export function findInCall(
  db: Db,
  { id, q, typing }: { readonly id: string; readonly q: string; readonly typing: boolean },
): FoundInCall {
  const call = findCall(db, id);
  const wanted = wantedOf(q, typing, call.language);
  if (wanted.length === 0) return { hits: [], marks: {} };
  const stretches = pageTexts(db, call);
  let found = seek(stretches, wanted);
  if (!typing && found.stands.at(-1) === false) found = seek(stretches, wantedOf(q, true, call.language));
  const spoken = bestOf(
    found.lines.filter(({ hit }) => hit.kind === 'said'),
    wanted.length,
  );
  const written = bestOf(
    found.lines.filter(({ hit }) => hit.kind !== 'said'),
    wanted.length,
  );
  return {
    hits: [...(written.best >= most(spoken.best) ? written.hits : []), ...spoken.hits].sort(
      (a, b) => (a.startSec ?? -1) - (b.startSec ?? -1),
    ),
    marks: found.marks,
  };
}

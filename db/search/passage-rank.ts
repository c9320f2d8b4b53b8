import type { ColumnStore, Columns } from '../index/columns/columns.ts';
import { fieldBit } from '../index/words/posting.ts';
import type { WordIndexView } from '../index/words/view.ts';
import { passageKind } from '../store/codes.ts';
import type { Db } from '../store/open.ts';
import { countsOf } from '../text/mark.ts';
import { type Term, termsIn } from '../text/terms.ts';
import { type PassageRow, passagesOf } from './passages.ts';
import { bestPassages, passageScore } from './score.ts';

/** Passages of one call that are weighed at most. */
const weighedAtMost = 40;
/** Passages shown of one call. */
const shownAtMost = 3;

/** Kinds of passages, in the order they are shown, with the field whose words they hold. */
const writtenKinds = [
  [passageKind.outline, fieldBit.outline],
  [passageKind.highlight, fieldBit.highlight],
  [passageKind.comment, fieldBit.comment],
  [passageKind.note, fieldBit.note],
] as const;

interface Scored {
  readonly row: PassageRow;
  readonly score: number;
}

/** How the passages of a page's calls are chosen. */
interface PassageChoice {
  readonly terms: readonly Term[];
  /** How telling each term is, for the best ones; null takes the first ones, outline before speech. */
  readonly weights: readonly number[] | null;
  /** Words of the index that count as a term beside its own, in calls of a language. */
  readonly also: (term: Term, language: string | null) => readonly string[];
}

/** Slots by the language of their calls, where any term is recognised by it. */
function byLanguage(
  columns: Columns,
  store: ColumnStore,
  slots: readonly number[],
  terms: readonly Term[],
): Map<string | null, number[]> {
  const found = new Map<string | null, number[]>();
  const depends = terms.some((term) => term.forms);
  for (const slot of slots) {
    const language = depends ? languageOf(columns, store, slot) : null;
    const list = found.get(language) ?? [];
    list.push(slot);
    found.set(language, list);
  }
  return found;
}

/** `call.language` of a slot. */
export const languageOf = (columns: Columns, store: ColumnStore, slot: number): string | null =>
  store.dictionaries.lang.labels[columns.single.lang[slot] as number] ?? null;

/**
 * The passages to show of each of some calls, by slot. The word index says which monologues are the best, so that nothing
 * else of a long transcript is read.
 */
export function shownPassages(
  db: Db,
  store: ColumnStore,
  columns: Columns,
  words: WordIndexView,
  slots: readonly number[],
  choice: PassageChoice,
): Map<number, readonly PassageRow[]> {
  if (choice.terms.length === 0) return new Map();
  const found = new Map<number, readonly PassageRow[]>();
  for (const [language, some] of byLanguage(columns, store, slots, choice.terms))
    for (const [slot, rows] of passagesIn(db, columns, words, some, language, choice)) found.set(slot, rows);
  return found;
}

/** The same of calls in one language. */
function passagesIn(
  db: Db,
  columns: Columns,
  words: WordIndexView,
  slots: readonly number[],
  language: string | null,
  { terms: asked, weights, also }: PassageChoice,
): Map<number, readonly PassageRow[]> {
  const terms = termsIn(asked, language);
  const indexed = terms.map((term) => ({
    words: term.tokens,
    prefix: term.prefix,
    also: also(term, language),
  }));
  const monologues = words.monologues(
    slots,
    indexed,
    bestPassages.spoken,
    weights && ((counts, length) => passageScore(weights, counts, length)),
  );
  const fields = words.fields(slots, indexed);
  return new Map(
    slots.map((slot) => {
      const rows = passagesOf(db, columns.rowids[slot] as number, terms, {
        written: kindsIn(fields.get(slot) ?? 255),
        monologues: monologues.get(slot) ?? null,
      });
      return [slot, weights ? bestOf(rows, terms, weights) : firstOf(rows)];
    }),
  );
}

/** Kinds of written passages (`passageKind`) in which words of some fields (`fieldBit`) can stand, as they are shown. */
export const kindsIn = (fields: number): number[] =>
  writtenKinds.flatMap(([kind, field]) => ((fields & field) !== 0 ? [kind] : []));

function firstOf(rows: Iterable<PassageRow>): PassageRow[] {
  const list: PassageRow[] = [];
  for (const row of rows) {
    list.push(row);
    if (list.length === shownAtMost) break;
  }
  return list;
}

function bestOf(
  rows: Iterable<PassageRow>,
  terms: readonly Term[],
  weights: readonly number[],
): PassageRow[] {
  const spoken: Scored[] = [];
  const written: Scored[] = [];
  let weighed = 0;
  for (const row of rows) {
    const score = passageScore(weights, countsOf(row.text, terms), row.text.length / 5.5);
    if (row.kind === 1) keep(spoken, bestPassages.spoken, { row, score });
    else keep(written, bestPassages.written, { row, score });
    if (++weighed >= weighedAtMost) break;
  }
  return [...spoken, ...written]
    .sort((a, b) => b.score - a.score)
    .slice(0, shownAtMost)
    .map(({ row }) => row);
}

/** Keeps the best few, sorted downwards. */
function keep(list: Scored[], most: number, item: Scored): void {
  if (list.length === most && item.score <= (list[most - 1] as Scored).score) return;
  let at = list.length;
  while (at > 0 && (list[at - 1] as Scored).score < item.score) at--;
  list.splice(at, 0, item);
  if (list.length > most) list.pop();
}

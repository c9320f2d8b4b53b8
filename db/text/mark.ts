import type { TextRange } from '../../electron/contract/ranges.ts';
import { type PlacedWord, placedWords } from '../../electron/contract/words/cut.ts';
import type { WordForms } from './forms.ts';
import { plainOf } from './plain.ts';
import { isWordOf, type Term } from './terms.ts';

const open = '\uE000';
const close = '\uE001';

/** A character between words of plain text (see plain.ts), and one of a word. */
const between = '[\\x00-/:-@[-`{-\\x7f]';
const letter = '[^\\x00-/:-@[-`{-\\x7f]';
const compiled = new WeakMap<readonly Term[], RegExp>();

/** All terms as one expression for plain text, where the regular expression engine is far faster than our own walk. */
function expressionOf(terms: readonly Term[]): RegExp {
  const known = compiled.get(terms);
  if (known) return known;
  const parts = [...terms]
    .sort((a, b) => b.tokens.length - a.tokens.length)
    .flatMap((term) => [
      ...(term.related ? [expressionOfForms(term.related)] : []),
      term.tokens.join(`${between}+`) + (term.prefix ? `${letter}*` : ''),
    ]);
  const made = new RegExp(`(?<!${letter})(?:${parts.join('|')})(?!${letter})`, 'gi');
  compiled.set(terms, made);
  return made;
}

/** Words that may be forms, which `isWordOf` then decides. */
const expressionOfForms = ({ beginnings, inside }: WordForms): string =>
  `(?:${[...beginnings, ...(inside === null ? [] : [`[a-z0-9]+${inside}`])].join('|')})[a-z0-9]*`;

/** Whether what the expression found is a term: it finds more words than are forms. */
function isTerm(found: string, terms: readonly Term[]): boolean {
  if (!terms.some((term) => term.related) || /[^a-z0-9]/i.test(found)) return true;
  const word = found.toLowerCase();
  return terms.some((term) => isWordOf(term, word));
}

/** Ranges of a text that match a term. */
function matches(text: string, terms: readonly Term[]): TextRange[] {
  const plain = arePlain(terms) ? plainOf(text) : null;
  return plain === null ? walk(placedWords(text), terms) : find(plain, terms);
}

/** The same of plain text. */
function find(plain: string, terms: readonly Term[]): TextRange[] {
  const ranges: TextRange[] = [];
  const expression = expressionOf(terms);
  // Where a test of another text ended must not be where this one begins.
  expression.lastIndex = 0;
  for (const { 0: found, index } of plain.matchAll(expression))
    if (found.length > 0 && isTerm(found, terms)) ranges.push([index, index + found.length]);
  return ranges;
}

/** The same for any script: word by word, without case and diacritics. */
function walk(list: readonly PlacedWord[], terms: readonly Term[]): TextRange[] {
  const ranges: TextRange[] = [];
  for (let at = 0; at < list.length; at++) {
    let words = 0;
    for (const term of terms)
      if (term.tokens.length > words && standsAt(list, at, term)) words = term.tokens.length;
    if (words === 0) continue;
    const first = list[at] as PlacedWord;
    at += words - 1;
    ranges.push([first.from, (list[at] as PlacedWord).to]);
  }
  return ranges;
}

/** Whether a term stands at the word of this number. */
function standsAt(list: readonly PlacedWord[], at: number, term: Term): boolean {
  const { tokens, prefix } = term;
  const last = tokens.length - 1;
  if (last === 0) return isWordOf(term, (list[at] as PlacedWord).word);
  return tokens.every((token, step) => {
    const word = list[at + step]?.word;
    return step === last && prefix ? word?.startsWith(token) : word === token;
  });
}

/** Whether any of the terms stands in a text. */
export function hasAny(text: string, terms: readonly Term[]): boolean {
  const plain = arePlain(terms) ? plainOf(text) : null;
  if (plain === null) return walk(placedWords(text), terms).length > 0;
  const expression = expressionOf(terms);
  expression.lastIndex = 0;
  for (let found = expression.exec(plain); found; found = expression.exec(plain))
    if (isTerm(found[0], terms)) return true;
  return false;
}

/** Whether an expression of ASCII can look for a term; its forms have no other letters. */
const isAscii = (term: Term) => term.tokens.every((token) => /^[a-z0-9]+$/.test(token));
const arePlain = (terms: readonly Term[]) => terms.every(isAscii);

/** How often each term stands in a text. */
export const countsOf = (text: string, terms: readonly Term[]): number[] =>
  placesOf(text, terms).map((places) => places.length);

/** Where each term stands in a text: its ranges, ascending and not overlapping; those of two terms may overlap. */
export function placesOf(text: string, terms: readonly Term[]): TextRange[][] {
  const plain = plainOf(text);
  let words: readonly PlacedWord[] | null = null;
  return terms.map((term) => {
    if (plain !== null && isAscii(term)) return find(plain, alone(term));
    words ??= placedWords(text);
    return walk(words, [term]);
  });
}

const singles = new WeakMap<Term, readonly Term[]>();

/** A list of just that term, the same each time: compiled expressions are kept by list. */
function alone(term: Term): readonly Term[] {
  const known = singles.get(term);
  if (known) return known;
  const single = [term];
  singles.set(term, single);
  return single;
}

/** Marks the matches of terms with U+E000 … U+E001; forged marks in the text are dropped first. */
export function mark(text: string, terms: readonly Term[]): string {
  const clean = text.replace(/[\uE000\uE001]/g, ' ');
  if (terms.length === 0) return clean;
  let out = '';
  let at = 0;
  for (const [from, to] of matches(clean, terms)) {
    out += clean.slice(at, from) + open + clean.slice(from, to) + close;
    at = to;
  }
  return out + clean.slice(at);
}

/** The place, or the one before it where a character begins that the place would part from its marks. */
function wholeLetter(text: string, place: number): number {
  let at = Math.min(place, text.length);
  const parts = () => (text.charCodeAt(at) & 0xfc00) === 0xdc00 || /^\p{M}/u.test(text.slice(at, at + 2));
  while (at > 0 && parts()) at--;
  return at;
}

/** A stretch of at most about `length` characters around the densest matches, marked, cut at words. */
export function excerpt(text: string, terms: readonly Term[], length = 220): string {
  const clean = text.replace(/[\uE000\uE001]/g, ' ');
  if (clean.length <= length * 1.3) return mark(clean, terms);
  const ranges = matches(clean, terms);
  let best: TextRange = [0, 0];
  let most = -1;
  for (const [at, [from, to]] of ranges.entries()) {
    let inside = 0;
    while (ranges[at + inside] && (ranges[at + inside] as TextRange)[1] <= from + length) inside++;
    if (inside > most) {
      most = inside;
      best = [from, to];
    }
  }
  // At a space, where there is one that leaves the match whole; scripts without spaces are cut between two letters.
  const start = wholeLetter(clean, Math.max(0, best[0] - 50));
  const after = start === 0 ? 0 : clean.indexOf(' ', start) + 1;
  const from = after > 0 && after <= best[0] ? after : start;
  const last = wholeLetter(clean, Math.max(from + length, best[1]));
  const end = last >= clean.length ? clean.length : clean.lastIndexOf(' ', last);
  const to = end >= best[1] ? end : last;
  return `${from > 0 ? '… ' : ''}${mark(clean.slice(from, to).toWellFormed(), terms)}${to < clean.length ? ' …' : ''}`;
}

import type { TextRange } from '../../electron/contract/ranges.ts';
import { cutWords, hasSpecialWords } from '../../electron/contract/words/cut.ts';
import { foldWord } from '../../electron/contract/words/fold.ts';
import type { WordForms } from './forms.ts';
import { isWordOf, type Term } from './terms.ts';

const open = '\uE000';
const close = '\uE001';

interface Piece {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** Words of a text with their places, as the index has them. */
function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  cutWords(text, (word, from, to) => found.push({ text: word, from, to }));
  return found;
}

const compiled = new WeakMap<readonly Term[], RegExp>();

/** All terms as one expression for plain text, where the regular expression engine is far faster than our own walk. */
function expressionOf(terms: readonly Term[]): RegExp {
  const known = compiled.get(terms);
  if (known) return known;
  const parts = [...terms]
    .sort((a, b) => b.tokens.length - a.tokens.length)
    .flatMap((term) => [
      ...(term.related ? [expressionOfForms(term.related)] : []),
      term.tokens.join('[^a-z0-9]+') + (term.prefix ? '[a-z0-9]*' : ''),
    ]);
  const made = new RegExp(`(?<![a-z0-9])(?:${parts.join('|')})(?![a-z0-9])`, 'gi');
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
  return plain === null ? walk(pieces(text), terms) : find(plain, terms);
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
function walk(list: readonly Piece[], terms: readonly Term[]): TextRange[] {
  const ranges: TextRange[] = [];
  for (let at = 0; at < list.length; at++) {
    let words = 0;
    for (const term of terms)
      if (term.tokens.length > words && standsAt(list, at, term)) words = term.tokens.length;
    if (words === 0) continue;
    const first = list[at] as Piece;
    at += words - 1;
    ranges.push([first.from, (list[at] as Piece).to]);
  }
  return ranges;
}

/** Whether a term stands at the word of this number. */
function standsAt(list: readonly Piece[], at: number, term: Term): boolean {
  const { tokens, prefix } = term;
  const last = tokens.length - 1;
  if (last === 0) return isWordOf(term, (list[at] as Piece).text);
  return tokens.every((token, step) => {
    const word = list[at + step]?.text;
    return step === last && prefix ? word?.startsWith(token) : word === token;
  });
}

/** Whether any of the terms stands in a text. */
export function hasAny(text: string, terms: readonly Term[]): boolean {
  const plain = arePlain(terms) ? plainOf(text) : null;
  if (plain === null) return walk(pieces(text), terms).length > 0;
  const expression = expressionOf(terms);
  expression.lastIndex = 0;
  for (let found = expression.exec(plain); found; found = expression.exec(plain))
    if (isTerm(found[0], terms)) return true;
  return false;
}

/** Accented Latin letters that lose nothing but their accent, with what is left: one character for one. */
const bare = new Map<string, string>();
for (let code = 0xc0; code < 0x250; code++) {
  const letter = String.fromCharCode(code);
  if (/^[a-z]$/.test(foldWord(letter))) bare.set(letter, foldWord(letter));
}
/** Parts of words that the compiled expression does not know. What stands between words does not matter to it. */
const foreign = /(?!\p{ASCII})[\p{L}\p{N}\p{Co}\p{M}]/u;

/** A text as the compiled expression may read it, letter for letter in the same places; null when it has others. */
function plainOf(text: string): string | null {
  if (hasSpecialWords(text)) return null;
  if (!/[^\x00-\x7f]/.test(text)) return text;
  const plain = text.replace(/[\u00c0-\u024f]/g, (letter) => bare.get(letter) ?? letter);
  return foreign.test(plain) ? null : plain;
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
  const words = plain === null ? pieces(text) : [];
  return terms.map((term) => {
    if (plain === null) return walk(words, [term]);
    return isAscii(term) ? find(plain, alone(term)) : [];
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

/** A stretch of at most about `length` characters around the densest matches, marked, cut at words. */
export function excerpt(text: string, terms: readonly Term[], length = 220): string {
  const clean = text.replace(/[\uE000\uE001]/g, ' ');
  if (clean.length <= length * 1.3) return mark(clean, terms);
  const ranges = matches(clean, terms);
  let best = 0;
  let most = -1;
  for (const [at, [from]] of ranges.entries()) {
    let inside = 0;
    while (ranges[at + inside] && (ranges[at + inside] as TextRange)[1] <= from + length) inside++;
    if (inside > most) {
      most = inside;
      best = from;
    }
  }
  const start = Math.max(0, best - 50);
  const from = start === 0 ? 0 : clean.indexOf(' ', start) + 1 || start;
  const end = from + length >= clean.length ? clean.length : clean.lastIndexOf(' ', from + length);
  const to = end > from ? end : Math.min(clean.length, from + length);
  return `${from > 0 ? '… ' : ''}${mark(clean.slice(from, to).toWellFormed(), terms)}${to < clean.length ? ' …' : ''}`;
}

import { foldWord } from './fold.ts';

/*
 * How text is cut into words, for the index and for everything that is compared with it: the only place that does.
 * - A word is a run of letters, digits and their marks. It ends where a script of another kind begins: “AWSの”, “ב2025”, “10월”.
 * - Scripts written without spaces, and Korean, whose particles are written on to the word: every letter with its marks (in Korean every
 *   syllable) is a word, and what is looked for is a run of them. A dictionary would cut the same run otherwise in another sentence, and
 *   dictionaries differ between two versions of ICU.
 * - Hebrew keeps geresh and gershayim inside a word, as UAX #29 does; other apostrophes separate (l’offre, don’t).
 * - C++, C# and .NET are words.
 */

/** Changes whenever some text is cut or folded otherwise: whatever holds words of before is made anew. */
export const wordsVersion = 2;

const scripts = (...names: readonly string[]) => names.map((name) => `\\p{Script=${name}}`).join('');
/** Letters that stand for a word each, as far as cutting goes; ー and its like are of no script. */
const single = `${scripts(
  ...['Han', 'Hiragana', 'Katakana', 'Bopomofo', 'Hangul', 'Thai', 'Lao', 'Khmer', 'Myanmar', 'Yi'],
  ...['Tai_Le', 'New_Tai_Lue', 'Tai_Tham', 'Tai_Viet', 'Javanese', 'Balinese'],
)}\\u3006\\u3031-\\u3035\\u303c\\u30fc\\uff70`;
/** Nothing to see: joiners, direction marks, soft hyphens. They never end a word. */
const unseen = '[\\p{Default_Ignorable_Code_Point}--\\u200b]';
/** What belongs to the letter before it; tatweel and the marks of half-width kana are letters to Unicode. */
const marks = `[\\p{M}\\u0640\\uff9e\\uff9f${unseen}]`;
/** Letters that stand in one word with digits and with each other: of scripts with capitals, and of none. */
const cased = `[[[${scripts('Latin', 'Greek', 'Cyrillic', 'Armenian', 'Georgian', 'Coptic', 'Cherokee', 'Common')}]&&\\p{L}]--[${single}${marks}]]`;
/** Write the letter behind them below the one before: of Burmese, Khmer and Tai Tham, where that is never another word’s. */
const stackers = '[\\u1039\\u17d2\\u1a60]';
const hebrewQuote = `(?<=\\p{Script=Hebrew}${marks}*)["'’”״׳](?=\\p{Script=Hebrew})`;

/** Letters that stand together. */
const run = new RegExp(
  `[\\p{L}\\p{N}\\p{M}\\p{Co}](?:[\\p{L}\\p{N}\\p{M}\\p{Co}${unseen}]|${hebrewQuote})*`,
  'gv',
);
/** Its words. */
const piece = new RegExp(
  [
    // A Korean syllable in parts: first, middle and last ones. A letter with those written below it.
    `(?:[\\u1100-\\u115f\\ua960-\\ua97c]+[\\u1160-\\u11a7\\ud7b0-\\ud7c6]*[\\u11a8-\\u11ff\\ud7cb-\\ud7fb]*|[[${single}]&&[\\p{L}\\u3007]])${marks}*(?:(?<=${stackers})[[${single}]&&\\p{L}]${marks}*)*`,
    `(?:[\\p{Script=Arabic}&&\\p{L}]${marks}*)+`,
    `(?:[\\p{Script=Hebrew}&&\\p{L}]${marks}*(?:${hebrewQuote})?)+`,
    `(?:[${cased}[[\\p{N}\\p{Co}]--\\u3007]]${marks}*)+`,
    `(?:[\\p{L}--[${single}${cased}${marks}${scripts('Arabic', 'Hebrew')}]]${marks}*)+`,
  ].join('|'),
  'gv',
);

const letterWord = new RegExp(`^[${single}]`, 'v');
/** Whether a word is a letter with its marks, of a script in which every letter is a word. */
export const isLetterWord = (word: string): boolean => word.charCodeAt(0) > 0x7f && letterWord.test(word);

/** A word, folded, and where it stands in its text, in UTF-16 units. */
export interface PlacedWord {
  readonly word: string;
  readonly from: number;
  readonly to: number;
}

/** Runs remembered at most, and how long they may be: a sentence of Chinese is one that never comes again. */
const rememberedAtMost = 100_000;
const rememberedLength = 32;
const known = new Map<string, readonly PlacedWord[]>();

/** Letters that are words as they stand: ideographs, kana and Korean syllables. */
const isPlainSingle = (unit: number): boolean =>
  (unit >= 0x4e00 && unit <= 0x9fff) ||
  (unit >= 0x3041 && unit <= 0x3096) ||
  (unit >= 0xac00 && unit <= 0xd7a3) ||
  (unit >= 0x30a1 && unit <= 0x30fa);

/** Words of a run of letters. */
function piecesOf(letters: string): readonly PlacedWord[] {
  const before = known.get(letters);
  if (before) return before;
  const list: PlacedWord[] = [];
  let at = 0;
  // Most of a run of such letters needs no expression; the last one may have a mark of its own.
  while (
    at + 1 < letters.length &&
    isPlainSingle(letters.charCodeAt(at)) &&
    isPlainSingle(letters.charCodeAt(at + 1))
  ) {
    list.push({ word: letters[at] as string, from: at, to: at + 1 });
    at++;
  }
  piece.lastIndex = at;
  for (let found = piece.exec(letters); found; found = piece.exec(letters)) {
    const [text] = found;
    const word = foldWord(text);
    if (word !== '') list.push({ word, from: found.index, to: found.index + text.length });
  }
  if (letters.length > rememberedLength) return list;
  if (known.size >= rememberedAtMost) known.clear();
  known.set(letters, list);
  return list;
}

/** 0 between words, 1 small letter or digit, 2 capital. */
const ascii = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  return /[a-z0-9]/.test(char) ? 1 : /[A-Z]/.test(char) ? 2 : 0;
});
const [plus, hash, dot] = [43, 35, 46];

/** Whether a code unit can be neither a letter nor a part of a word: punctuation and spaces that are no ASCII but common. */
const isBetween = (unit: number): boolean =>
  unit === 0xa0 || (unit >= 0x2010 && unit <= 0x2029) || (unit >= 0x2030 && unit < 0x2060);

/** The end of the sign that belongs to a short word: C++, F#. */
function signEnd(text: string, from: number, to: number): number {
  if (to - from > 2) return to;
  const unit = text.charCodeAt(to);
  const end = unit === hash ? to + 1 : unit === plus && text.charCodeAt(to + 1) === plus ? to + 2 : to;
  return end > to &&
    (ascii[text.charCodeAt(end)] ?? 0) === 0 &&
    text.charCodeAt(end) !== plus &&
    !/^\d/.test(text.slice(from, to))
    ? end
    : to;
}

/** Calls `each` with every word of a text, folded, in order, and with where it stands, in UTF-16 units. */
export function cutWords(text: string, each: (word: string, from: number, to: number) => void): void {
  const { length } = text;
  let from = -1;
  let upper = false;
  let foreign = false;
  for (let at = 0; at <= length; at++) {
    const unit = at < length ? text.charCodeAt(at) : 32;
    const kind = unit < 128 ? (ascii[unit] as number) : isBetween(unit) ? 0 : 3;
    if (kind !== 0) {
      if (from < 0) from = at;
      if (kind === 2) upper = true;
      else if (kind === 3) foreign = true;
      continue;
    }
    if (from < 0) continue;
    if (foreign) {
      // A quotation mark inside a Hebrew word ends no run.
      for (let next = from; next < at; ) {
        run.lastIndex = next;
        const found = run.exec(text);
        if (!found || found.index >= at) break;
        const { 0: letters, index } = found;
        next = index + letters.length;
        at = Math.max(at, next);
        for (const part of piecesOf(letters)) each(part.word, index + part.from, index + part.to);
      }
    } else {
      const end = signEnd(text, from, at);
      const start = text.charCodeAt(from - 1) === dot && isDotNet(text, from, at) ? from - 1 : from;
      const word = text.slice(start, end);
      each(upper ? word.toLowerCase() : word, start, end);
    }
    from = -1;
    upper = false;
    foreign = false;
  }
}

/** Whether a word with a dot before it is the name of Microsoft’s platform, not the end of a name on the web. */
function isDotNet(text: string, from: number, to: number): boolean {
  return (
    to - from === 3 &&
    /^net$/i.test(text.slice(from, to)) &&
    !/[\p{L}\p{N}\p{M}.]$/u.test(text.slice(Math.max(0, from - 3), from - 1))
  );
}

/** What may be a part of a word though it is neither letter nor digit, or joins two runs to one word. */
const special = new RegExp(`[#${unseen}]|\\+\\+|\\.net`, 'iv');

/** Whether a text may have words that are more than a run of letters and digits: an expression must not look through it. */
export const hasSpecialWords = (text: string): boolean => special.test(text);

/** The words of a text with their places, in order. */
export function placedWords(text: string): PlacedWord[] {
  const list: PlacedWord[] = [];
  cutWords(text, (word, from, to) => list.push({ word, from, to }));
  return list;
}

/** The words of a text, folded, in order. */
export function wordsOf(text: string): string[] {
  const list: string[] = [];
  cutWords(text, (word) => list.push(word));
  return list;
}

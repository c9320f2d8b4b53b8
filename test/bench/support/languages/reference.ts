import { GraphemeClusterSegmenter, WordSegmenter } from 'icu';
import type { Declaration } from './declarations.ts';

// What is right is said by ICU4X (npm `icu`: Unicode's implementation in Rust, with dictionaries and models of its own),
// which shares no code with Node's ICU or with the product.

interface Breaks {
  segment(text: string): { next(): number };
}
const words: Breaks = WordSegmenter.createAuto();
const clusters: Breaks = new GraphemeClusterSegmenter();

function cut(text: string, by: Breaks): string[] {
  const found: string[] = [];
  const breaks = by.segment(text);
  let from = 0;
  for (let to = breaks.next(); to !== -1; to = breaks.next()) {
    if (to > from) found.push(text.slice(from, to));
    from = to;
  }
  return found;
}

/**
 * Letters of writings that put no spaces between words, or write particles and compounds together: a word is a stretch of the
 * text.
 */
export const unspaced =
  /[\p{Script=Hangul}\p{Script=Tai_Viet}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u30fc\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tai_Tham}\p{Script=Javanese}\p{Script=Yi}]/u;
/** Of these no implementation has a dictionary: three letters in a row are asked for instead of a word. */
const withoutDictionary = /[\p{Script=Tai_Tham}\p{Script=Javanese}\p{Script=Yi}]/u;

/** Words of a text in their order. What holds no letter is none, and what begins with a mark goes with the one before. */
function wordsOf(text: string): string[] {
  const found: string[] = [];
  for (const piece of cut(text, words))
    if (/^\p{M}/u.test(piece) && found.length > 0) found.push((found.pop() as string) + piece);
    else found.push(piece);
  return found
    .map((word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}\p{M}]+$/gu, ''))
    .filter((word) => /\p{L}/u.test(word))
    .flatMap((word) => {
      if (!withoutDictionary.test(word)) return [word];
      const letters = lettersOf(word);
      return letters.flatMap((_, at) => (at % 3 === 0 ? [letters.slice(at, at + 3).join('')] : []));
    });
}

/**
 * Letters with their marks: grapheme clusters, those that begin with a mark (Myanmar's U+1038) or behind a
 * sign that writes them below it with the one before, and those of Javanese parted behind a pangkon, as the letter below it
 * often is the next word's. What has no width is left out.
 */
export function lettersOf(text: string): string[] {
  const letters: string[] = [];
  const pieces = cut(text.replace(/\p{Cf}/gu, ''), clusters);
  for (const cluster of pieces.flatMap((piece) => piece.split(/(?<=\ua9c0)(?=\p{L})/u)))
    if (letters.length > 0 && (/^\p{M}/u.test(cluster) || /[\u1039\u17d2\u1a60]$/.test(letters.at(-1) ?? '')))
      letters.push((letters.pop() as string) + cluster);
    else letters.push(cluster);
  return letters;
}

/** The same, but numbers and letters of other writings in one piece: `AWS` and `11` are found whole only. */
function unitsOf(text: string): string[] {
  const units: string[] = [];
  let joins = false;
  for (const letter of lettersOf(text)) {
    const whole = /^\p{N}/u.test(letter) || (/^\p{L}/u.test(letter) && !unspaced.test(letter));
    if (whole && joins) units.push((units.pop() as string) + letter);
    else units.push(letter);
    joins = whole;
  }
  return units;
}

/** A word, and what stands in it between apostrophes and the like: of `l’homme` also `l` and `homme`. */
export const partsOf = (word: string): string[] => {
  const parts = word.split(/[^\p{L}\p{N}\p{M}\p{Cf}]+/u).filter(Boolean);
  return parts.length > 1 ? [word, ...parts] : [word];
};

/** Classes of strings that are equal to somebody who writes the language: `Intl.Collator`, without case and accents. */
class Classes {
  private readonly known = new Map<string, number>();

  constructor(tag: string, strings: Iterable<string>) {
    let locale = 'und';
    try {
      locale = Intl.getCanonicalLocales(tag)[0] ?? 'und';
    } catch {
      // No tag of BCP 47: Unicode's order for all.
    }
    const collator = new Intl.Collator(locale, { sensitivity: 'base', ignorePunctuation: false });
    const sorted = [...new Set(strings)].sort(collator.compare);
    let at = 0;
    for (const [place, text] of sorted.entries()) {
      if (place > 0 && collator.compare(sorted[place - 1] as string, text) !== 0) at++;
      this.known.set(text, at);
    }
  }

  of(text: string): number {
    return this.known.get(text) ?? -1;
  }
}

/** The declaration as calls, and where its words stand in them by the reference. A call's id is its place and 1. */
export interface Reference {
  readonly declaration: Declaration;
  readonly texts: readonly string[];
  /** Each different word (NFC) that has a letter, in the order of the text. */
  readonly words: readonly string[];
  /** Calls in which a word stands letter for letter. */
  exactly(word: string): ReadonlySet<number>;
  /** Calls in which it stands, or one that is equal to it without case and accents. */
  loosely(word: string): ReadonlySet<number>;
  /** Calls with a word that is equal to it only to Unicode, Arabic or Persian, not in its own language: `får` and `far`. */
  folded(word: string): ReadonlySet<number>;
  /** Calls that have it, or its equal, as a word of its own, in scripts without spaces too. */
  asWord(word: string): ReadonlySet<number>;
  /** Calls that have a word which ends so and begins with what Hebrew and Arabic write together with the next word. */
  withPrefix(word: string): ReadonlySet<number>;
  /** Whether two stretches of text are equal without case and accents. */
  equal(a: string, b: string): boolean;
}

const prefixes =
  /^[\u05d5\u05d4\u05d1\u05dc\u05db\u05de\u05e9\u0648\u0641\u0628\u0643\u0644\u0627\u0633]{1,4}$/u;

/** Whether a run of numbers stands in another. */
function holds(list: readonly number[], run: readonly number[]): boolean {
  for (let at = list.indexOf(run[0] as number); at >= 0; at = list.indexOf(run[0] as number, at + 1))
    if (run.every((item, step) => list[at + step] === item)) return true;
  return false;
}

/** Cuts a declaration and says where its words stand. */
export function referenceOf(declaration: Declaration): Reference {
  const texts = declaration.articles.map(({ heading, paragraphs }) => [heading, ...paragraphs].join('\n'));
  const cut = texts.map((text) => new Set(text.split('\n').flatMap(wordsOf)));
  const parts = cut.map((list) => new Set([...list].flatMap(partsOf)));
  const words = [...new Set(cut.flatMap((list) => [...list]))];
  const all = parts.flatMap((list) => [...list]);
  const [classes, ...wider] = [declaration.tag, 'und', 'ar', 'fa'].map((tag) => new Classes(tag, all)) as [
    Classes,
    ...Classes[],
  ];
  const classesOf = (by: Classes) => parts.map((list) => new Set(Array.from(list, (part) => by.of(part))));
  const partClasses = classesOf(classes);
  const widerClasses = wider.map((by) => ({ by, calls: classesOf(by) }));
  const letters = texts.map(unitsOf);
  const letterClasses = new Classes(declaration.tag, letters.flat().concat(words.flatMap(unitsOf)));
  const runs = letters.map((list) => list.map((letter) => letterClasses.of(letter)));
  const exactLetters = new Map<string, number>();
  const number = (letter: string) => {
    const known = exactLetters.get(letter);
    if (known !== undefined) return known;
    exactLetters.set(letter, exactLetters.size);
    return exactLetters.size - 1;
  };
  const exactRuns = letters.map((list) => list.map(number));
  const places = (test: (call: number) => boolean) =>
    new Set(texts.flatMap((_, call) => (test(call) ? [call + 1] : [])));
  const collator = new Intl.Collator('und', { sensitivity: 'base' });
  const asWord = (word: string) => places((call) => partClasses[call]?.has(classes.of(word)) ?? false);
  return {
    declaration,
    texts,
    words,
    exactly(word) {
      if (!unspaced.test(word)) return places((call) => parts[call]?.has(word) ?? false);
      const run = unitsOf(word).map(number);
      return places((call) => holds(exactRuns[call] as number[], run));
    },
    loosely(word) {
      if (!unspaced.test(word)) return asWord(word);
      const run = unitsOf(word).map((letter) => letterClasses.of(letter));
      return places((call) => holds(runs[call] as number[], run));
    },
    folded: (word) =>
      places(
        (call) =>
          !unspaced.test(word) &&
          widerClasses.some(({ by, calls }) => calls[call]?.has(by.of(word)) ?? false),
      ),
    asWord,
    withPrefix: (word) =>
      places((call) =>
        Array.from(parts[call] ?? []).some(
          (part) => part.endsWith(word) && prefixes.test(part.slice(0, -word.length)),
        ),
      ),
    equal: (a, b) => (classes.of(a) >= 0 && classes.of(a) === classes.of(b)) || collator.compare(a, b) === 0,
  };
}

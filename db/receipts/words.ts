import { cutWords, isLetterWord } from '../../electron/contract/words/cut.ts';

/** Words that say nothing about what was talked about. With the search's stop words 0.5 % fewer receipts are right (bench:receipts). */
const empty = new Set(
  (
    'a about after all also an and any are as at be because been before being but by can could did do does doing done ' +
    'down each even for from further had has have having he her here him his how i if in into is it its just like ' +
    'me more most mr my no not of off on only or other our out over own said say so some such than that the their ' +
    'them then there these they thing this those through to too um uh up us very was we well were what when where ' +
    'which while who whom why will with would yeah yes you your okay ok mm hmm gonna got get know think mean ' +
    're ve ll don isn didn doesn s t d m'
  ).split(' '),
);

const endings: readonly (readonly [RegExp, string])[] = [
  [/(ss|us|is)$/, '$1'],
  [/ies$/, 'y'],
  [/(ch|sh|x|z|ss)es$/, '$1'],
  [/s$/, ''],
];

/**
 * A word without its commonest English endings, so that "buttons" meets "button" and "designing" meets "designed". It cuts more than the
 * stems of trackers, which keep to inflections: with those 0.3 % fewer receipts are right (bench:receipts).
 */
export function stem(word: string): string {
  let known = stems.get(word);
  if (known === undefined) {
    known = cutEndings(word);
    // Transcripts share most of their words; a cap keeps odd ones from piling up.
    if (stems.size >= mostStems) stems.clear();
    stems.set(word, known);
  }
  return known;
}
const stems = new Map<string, string>();
const mostStems = 20_000;

function cutEndings(word: string): string {
  if (word.length < 4 || /\d/.test(word)) return word;
  let out = word;
  for (const [pattern, by] of endings) {
    if (!pattern.test(out)) continue;
    out = out.replace(pattern, by);
    break;
  }
  const cut = out
    .replace(/(ization|isation|ational)$/, 'at')
    .replace(/(ation|ition|ating|ated|ator|ate|ative)$/, 'at')
    .replace(/(ing|ed|er|ly|ment|ness|ion|ive|able|ible|al)$/, '');
  const base = cut.length >= 3 ? cut : out;
  return base.replace(/([bdfgklmnprt])\1$/, '$1').replace(/[ey]$/, base.length > 4 ? '' : '$&');
}

/** A word of a text that can support a claim, as it is compared, with where it stands. */
interface ContentWord {
  readonly stem: string;
  readonly from: number;
  readonly to: number;
}

/** Particles and endings of Japanese. */
const hiragana = /^[\p{Script=Hiragana}ー]+$/u;

/**
 * Words of a text that can support a claim, in their order, with repeats: without empty ones. Of scripts without spaces, and of Korean,
 * where every letter is a word, each two that touch are one, and tell more than one would.
 */
export function writtenWords(text: string): ContentWord[] {
  const found: ContentWord[] = [];
  // The letter before, where it is of such a script.
  let letter: { readonly word: string; readonly from: number; readonly to: number } | null = null;
  cutWords(text, (word, from, to) => {
    if (isLetterWord(word)) {
      if (letter?.to === from && !hiragana.test(letter.word + word))
        found.push({ stem: letter.word + word, from: letter.from, to });
      letter = { word, from, to };
    } else if (word.length > 1 && !empty.has(word)) found.push({ stem: stem(word), from, to });
  });
  return found;
}

/** The same as they are compared. */
export const contentWords = (text: string): string[] => writtenWords(text).map((word) => word.stem);

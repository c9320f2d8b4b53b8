/*
 * Words that are written on to the next one in Hebrew, Arabic and Ethiopic script: the, and, in, to, from. Who looks for a word looks for
 * it with these, too. A word alone decides what counts as it, so that index, marks and passages agree without a dictionary.
 * - Hebrew: the letters משה וכלב in the order they may stand in (Academy of the Hebrew Language, “otiyot ha-shimush”): and, then that/when,
 *   then the, in, to, as, from or from the.
 * - Arabic: the prefixes of Lucene's ArabicStemmer (Larkey's light10: ال وال بال كال فال لل و) and those that light10 leaves out because
 *   a stemmer cannot know them from a root (ب ك ل ف); pronouns written behind; the Persian plural ها, which is spelled like one.
 * - Ethiopic: the prepositions of Amharic, and ና (and) behind.
 * Greek, Latin and Cyrillic scripts have none: their elisions (l’offre) and Turkish endings (İstanbul’da) are cut off by the apostrophe, and
 * Korean particles by syllable. Other endings are inflection: see forms.ts.
 */

interface Clitics {
  readonly script: RegExp;
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** What a prefix is cut off from that somebody writes: the rest has so many letters at least. Those with an article are safer. */
  readonly article: RegExp;
}

/** All ways to take one of each list, in order. */
const inOrder = (...lists: readonly (readonly string[])[]): string[] =>
  lists.reduce<string[]>((all, list) => all.flatMap((text) => list.map((next) => text + next)), ['']);

const table: readonly Clitics[] = [
  {
    script: /^[\u05d0-\u05ea]+$/,
    before: inOrder(['', 'ו'], ['', 'ש', 'כש', 'לכש', 'מש'], ['', 'ה', 'ב', 'ל', 'כ', 'מ', 'מה']),
    after: [],
    article: /ה$/,
  },
  {
    script: /^[\u0621-\u064a\u066e-\u06d3]+$/,
    before: [...inOrder(['', 'و', 'ف'], ['', 'ب', 'ك', 'ل', 'ال', 'بال', 'كال', 'لل'])],
    after: ['ها', 'هم', 'هن', 'كم', 'نا', 'هاي'],
    article: /(?:ال|لل)$/,
  },
  {
    script: /^\p{Script=Ethiopic}+$/u,
    before: ['የ', 'በ', 'ለ', 'ከ', 'ስለ', 'እንደ', 'ወደ'],
    after: ['ና'],
    article: /^$/,
  },
];

/** Letters of a word that clitics may be written on to: with fewer, half of the language would be found. Amharic letters are syllables. */
const shortest = 3;
const shortestSyllables = 2;
/** Letters left of a word that somebody wrote, when a prefix is cut off that may as well be a part of it. */
const shortestRest = 4;
const none: ReadonlySet<string> = new Set();

/** The words, as `foldWord` gives them, that count as a word because of what is written on to one of the two; without itself. */
export function cliticsOf(word: string): ReadonlySet<string> {
  const first = word.charCodeAt(0);
  // No word of another script is looked at any closer.
  if (first < 0x5d0 || first > 0x1380 || word.length > 30) return none;
  const clitics = table.find(({ script }) => script.test(word));
  if (!clitics) return none;
  const { before, after, article } = clitics;
  const least = word.charCodeAt(0) >= 0x1200 ? shortestSyllables : shortest;
  const found = new Set<string>();
  const addAll = (base: string) => {
    if (base.length < least) return;
    // A feminine ending is written as it is spoken before a pronoun.
    const joining = base.endsWith('ه') ? `${base.slice(0, -1)}ت` : base;
    for (const prefix of before) found.add(prefix + base);
    for (const suffix of after)
      for (const prefix of ['', ...before.filter(isShort)]) found.add(prefix + joining + suffix);
  };
  addAll(word);
  for (const prefix of before) {
    const rest = word.slice(prefix.length);
    if (
      prefix !== '' &&
      word.startsWith(prefix) &&
      rest.length >= (article.test(prefix) ? least : shortestRest)
    )
      addAll(rest);
  }
  found.delete(word);
  return found;
}

const isShort = (prefix: string): boolean => prefix.length === 1;

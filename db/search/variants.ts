import type { Mask } from '../index/arrays/mask.ts';
import { memoBy } from '../index/arrays/memo.ts';
import type { ColumnStore, Columns } from '../index/columns/columns.ts';
import type { WordIndexView } from '../index/words/view.ts';
import { rulesOf, wordForms } from '../text/forms.ts';
import type { Term } from '../text/terms.ts';

/** Words that count as a term beside its own, and the calls they do so in: those of a language, or all (null). */
interface VariantGroup {
  /** By whose rules they are forms (`rulesOf`); null for clitics, which every language of a script has. */
  readonly rules: string | null;
  readonly words: readonly string[];
  readonly slots: Mask | null;
}

/** Forms of one word in one language that are looked for at most, most used first: a long compound language has hundreds. */
const formsAtMost = 200;
/** A beginning so short is that of a large part of all words. */
const shortestBeginning = 2;

/** By the state of the words, because calls that are indexed later bring words. */
const formsIn = memoBy(
  (words: WordIndexView, _key: string, word: string, rules: string): readonly string[] => {
    const forms = wordForms(word, rules);
    const beginnings = forms.beginnings.filter((text) => text.length >= shortestBeginning);
    const like = [...words.wordsLike(beginnings, forms.inside)];
    return words
      .known(like.filter((other) => other !== word && forms.has(other)))
      .slice(0, formsAtMost)
      .map(([other]) => other);
  },
  undefined,
  200,
);

/** Words of the index with the clitics of a word. */
const cliticsIn = memoBy(
  (words: WordIndexView, _word: string, clitics: ReadonlySet<string>): readonly string[] =>
    words.known(clitics).map(([word]) => word),
  undefined,
  200,
);

/** The calls of each language that any call is in, by whose rules apply; null where all calls are in one. */
const languagesOf = memoBy((columns: Columns, _key: string, store: ColumnStore) => {
  const { labels } = store.dictionaries.lang;
  const rules = [...labels.map((label) => rulesOf(label)), rulesOf(null)];
  const found = new Map<string, Mask>();
  const { lang } = columns.single;
  for (let slot = 0; slot < columns.size; slot++) {
    const code = lang[slot] as number;
    const name = rules[code < 0 ? labels.length : code] as string;
    let mask = found.get(name);
    if (!mask) {
      mask = new Uint8Array(columns.size + 1);
      found.set(name, mask);
    }
    mask[slot] = 1;
  }
  return found;
});

/** The words of the calls that count as a term beside its own. */
export function variantsOf(
  columns: Columns,
  store: ColumnStore,
  words: WordIndexView,
  term: Term,
): VariantGroup[] {
  const word = term.tokens[0] as string;
  const groups: VariantGroup[] = [];
  if (term.clitics.size > 0)
    groups.push({ rules: null, words: cliticsIn(words, word, term.clitics), slots: null });
  if (term.forms) {
    const languages = languagesOf(columns, '', store);
    for (const [rules, slots] of languages)
      groups.push({
        rules,
        words: formsIn(words, `${rules} ${word}`, word, rules),
        slots: languages.size === 1 ? null : slots,
      });
  }
  return groups.filter((group) => group.words.length > 0);
}

import { type Reach, stopWords } from '../../electron/contract/query/plan.ts';
import { wordsOf } from '../../electron/contract/words/cut.ts';
import { cliticsOf } from './clitics.ts';
import { rulesOf, type WordForms, wordForms } from './forms.ts';

/** A word or phrase to look for: its tokens, the last one possibly unfinished. */
export interface Term {
  readonly tokens: readonly string[];
  readonly prefix: boolean;
  /** Words that count as its only token: with or without prefixes of its script. Empty for phrases and what is exact. */
  readonly clitics: ReadonlySet<string>;
  /** Whether related forms of its only token count. They depend on the language: see `termsIn`. */
  readonly forms: boolean;
  /** Its related forms, where the language of a text is known; else null. */
  readonly related: WordForms | null;
}

const noClitics: ReadonlySet<string> = new Set();

/** The term of a query word or phrase; null when nothing in it can be looked for. */
export function termOf(text: string, prefix: boolean, reach: Reach = 'exact'): Term | null {
  const list = wordsOf(text);
  if (list.length === 0) return null;
  const alone = list.length === 1 && reach !== 'exact';
  return {
    tokens: list,
    prefix,
    clitics: alone ? cliticsOf(list[0] as string) : noClitics,
    forms: alone && reach === 'forms',
    related: null,
  };
}

const byLanguage = new WeakMap<readonly Term[], Map<string, readonly Term[]>>();

/** Terms as they are recognised in texts of a language (`call.language`). The same list each time: expressions are compiled once a list. */
export function termsIn(terms: readonly Term[], language: string | null): readonly Term[] {
  if (!terms.some((term) => term.forms)) return terms;
  let known = byLanguage.get(terms);
  if (!known) {
    known = new Map();
    byLanguage.set(terms, known);
  }
  const rules = rulesOf(language);
  const made =
    known.get(rules) ??
    terms.map((term) =>
      term.forms ? { ...term, related: wordForms(term.tokens[0] as string, rules) } : term,
    );
  known.set(rules, made);
  return made;
}

/** Whether a word of a text is the only word of a term, or counts as it. */
export function isWordOf({ tokens, prefix, clitics, related }: Term, word: string): boolean {
  const token = tokens[0] as string;
  return (
    tokens.length === 1 &&
    (word === token ||
      (prefix && word.startsWith(token)) ||
      clitics.has(word) ||
      (related?.has(word) ?? false))
  );
}

const isShortBeginning = ({ tokens, prefix }: Term) =>
  tokens.length === 1 && prefix && (tokens[0] as string).length < 3;
const isStopWord = ({ tokens }: Term) => tokens.length === 1 && stopWords.has(tokens[0] as string);

/**
 * Terms worth looking for in single passages: no beginnings so short that every line has one, and no stop words unless there is nothing
 * else (“under” tells something in Swedish).
 */
export function tellingTerms(terms: readonly Term[]): readonly Term[] {
  const whole = terms.filter((term) => !isShortBeginning(term));
  const telling = whole.filter((term) => !isStopWord(term));
  const chosen = telling.length > 0 ? telling : whole;
  // The same list where nothing is dropped: expressions are compiled once a list.
  return chosen.length === terms.length ? terms : chosen;
}

import type { TrackerDefinition } from '../../electron/contract/trackers.ts';
import { sideCode } from '../codes.ts';
import { tokens } from '../search/terms.ts';
import { beginningOf, codeOf, formsOf, formsQuery, rulesOf, stemOf } from './related.ts';

/** A sentence as the matcher needs it. Times in ms. */
export interface Sentence {
  readonly startMs: number;
  readonly text: string;
  /** 0 unknown, 1 company, 2 customer. */
  readonly side: number;
}

/** The call a sentence was said in. */
export interface SpokenCall {
  readonly durationSec: number | null;
  readonly language: string | null;
}

/** How one word of a phrase is recognised. */
interface WordTest {
  /** What the word begins with, or all its forms where `exact` is set. */
  readonly needles: readonly string[];
  readonly exact: boolean;
  /** With its rules' language: the stem that a word beginning like this must have. */
  readonly stem: string;
  readonly language: string;
}

interface Wanted {
  readonly phrase: string;
  readonly words: readonly WordTest[];
  readonly related: boolean;
}

function testOf(word: string, related: boolean, language: string): WordTest {
  if (!related) return { needles: [word], exact: true, stem: word, language };
  const stem = stemOf(word, language);
  const forms = formsOf(stem);
  return forms
    ? { needles: forms, exact: true, stem, language }
    : { needles: [beginningOf(stem, language)], exact: false, stem, language };
}

function passes(test: WordTest, word: string): boolean {
  if (test.exact) return test.needles.includes(word);
  return word.startsWith(test.needles[0] as string) && stemOf(word, test.language) === test.stem;
}

const question = /[?？؟]["'”’)\]]*$/;

/** Languages with rules of their own; a group for calls in any language has to find the forms of all of them. */
const ruled = ['eng', 'ger', 'spa', 'fre', 'ita', 'por', 'dut'];

/** Looks for the phrases of a definition in sentences. */
export class PhraseMatcher {
  readonly #definition: TrackerDefinition;
  readonly #side: number;
  readonly #byLanguage = new Map<string | null, readonly Wanted[]>();

  constructor(definition: TrackerDefinition) {
    this.#definition = definition;
    this.#side = definition.saidBy === 'anyone' ? -1 : sideCode[definition.saidBy];
  }

  /** FTS5 query of the passages that can have a hit; null when no phrase has a word. */
  candidates(): string | null {
    const clauses = new Set<string>();
    for (const { language, phrases, relatedForms } of this.#definition.languages) {
      const languages = language === null ? ruled : [rulesOf(language)];
      for (const phrase of phrases) {
        const words = tokens(phrase);
        if (words.length === 0) continue;
        clauses.add(
          relatedForms
            ? `(${words.map((word) => formsQuery(word, languages)).join(' AND ')})`
            : `"${words.join(' ')}"`,
        );
      }
    }
    return clauses.size === 0 ? null : [...clauses].join(' OR ');
  }

  /** The phrases of calls in one language, each once. */
  #wanted(language: string | null): readonly Wanted[] {
    const known = this.#byLanguage.get(language);
    if (known) return known;
    const name = codeOf(language);
    const rules = rulesOf(language);
    const found = new Map<string, Wanted>();
    for (const group of this.#definition.languages) {
      if (group.language !== null && (name === '' || codeOf(group.language) !== name)) continue;
      for (const phrase of group.phrases) {
        const folded = tokens(phrase);
        const key = folded.join(' ');
        const former = found.get(key);
        if (folded.length === 0 || (former && (former.related || !group.relatedForms))) continue;
        found.set(key, {
          phrase,
          words: folded.map((word) => testOf(word, group.relatedForms, rules)),
          related: group.relatedForms,
        });
      }
    }
    const list = [...found.values()];
    this.#byLanguage.set(language, list);
    return list;
  }

  /** Whether a sentence may count by where it stands and who says it. */
  #allowed(sentence: Sentence, call: SpokenCall): boolean {
    const { onlyQuestions, saidAt } = this.#definition;
    if (this.#side >= 0 && sentence.side !== this.#side) return false;
    if (onlyQuestions && !question.test(sentence.text.trimEnd())) return false;
    if (!saidAt) return true;
    const duration = (call.durationSec ?? 0) * 1000;
    if (saidAt.part === 'first' && saidAt.unit === 'minutes')
      return sentence.startMs < saidAt.amount * 60_000;
    // The end of a call whose length is not known is not known either.
    if (duration <= 0) return false;
    const length = saidAt.unit === 'minutes' ? saidAt.amount * 60_000 : (duration * saidAt.amount) / 100;
    return saidAt.part === 'first' ? sentence.startMs < length : sentence.startMs >= duration - length;
  }

  /**
   * Whether a passage is worth a closer look: `text` is ASCII in small letters. Most passages that the index proposes are.
   */
  mayHave(text: string, call: SpokenCall): boolean {
    return this.#wanted(call.language).some((item) =>
      (item.words[0] as WordTest).needles.some((needle) => text.includes(needle)),
    );
  }

  /** The phrases that a sentence has, each once, in the order of the definition. `ascii`: its text is, in small letters. */
  find(sentence: Sentence, call: SpokenCall, ascii: boolean): readonly string[] {
    const wanted = this.#wanted(call.language);
    if (wanted.length === 0 || !this.#allowed(sentence, call)) return [];
    const found: string[] = [];
    let words: string[] | null = null;
    for (const item of wanted) {
      let has: boolean;
      if (ascii) has = hasPlain(sentence.text, item.words);
      else {
        words ??= tokens(sentence.text);
        has = hasWords(words, item.words);
      }
      if (has) found.push(item.phrase);
    }
    return found;
  }
}

function hasWords(words: readonly string[], phrase: readonly WordTest[]): boolean {
  for (let at = 0; at + phrase.length <= words.length; at++) {
    let length = 0;
    while (length < phrase.length && passes(phrase[length] as WordTest, words[at + length] as string))
      length++;
    if (length === phrase.length) return true;
  }
  return false;
}

/** Letters and digits of ASCII in small letters: what a word is made of. */
const inWord = (code: number) => (code >= 97 && code <= 122) || (code >= 48 && code <= 57);

/** The same for ASCII text in small letters, without cutting it into words. */
function hasPlain(text: string, phrase: readonly WordTest[]): boolean {
  for (const needle of (phrase[0] as WordTest).needles) {
    for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
      if ((at === 0 || !inWord(text.charCodeAt(at - 1))) && phraseAt(text, at, phrase)) return true;
    }
  }
  return false;
}

function phraseAt(text: string, from: number, phrase: readonly WordTest[]): boolean {
  let at = from;
  for (const test of phrase) {
    while (at < text.length && !inWord(text.charCodeAt(at))) at++;
    let end = at;
    while (end < text.length && inWord(text.charCodeAt(end))) end++;
    if (end === at || !passes(test, text.slice(at, end))) return false;
    at = end;
  }
  return true;
}

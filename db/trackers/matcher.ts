import type { TrackerDefinition } from '../../electron/contract/trackers.ts';
import { sideCode } from '../codes.ts';
import { tokens } from '../search/terms.ts';
import { codeOf, formsQuery, rulesOf, stemOf } from './related.ts';

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

interface Wanted {
  readonly phrase: string;
  readonly words: readonly string[];
  /** Words are stems. */
  readonly related: boolean;
  /** Beginning of every form of the first word: a sentence without it needs no closer look. */
  readonly needle: string;
}

const question = /[?？؟]["'”’)\]]*$/;

/** Languages with rules of their own; a group for calls in any language has to find the forms of all of them. */
const ruled = ['eng', 'ger', 'spa', 'fre', 'ita', 'por', 'dut'];

/** Looks for the phrases of a definition in sentences. */
export class PhraseMatcher {
  readonly #definition: TrackerDefinition;
  readonly #side: number;
  readonly #byLanguage = new Map<string, readonly Wanted[]>();

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
    const name = codeOf(language);
    const known = this.#byLanguage.get(name);
    if (known) return known;
    const rules = rulesOf(language);
    const found = new Map<string, Wanted>();
    for (const group of this.#definition.languages) {
      if (group.language !== null && (name === '' || codeOf(group.language) !== name)) continue;
      for (const phrase of group.phrases) {
        const folded = tokens(phrase);
        const key = folded.join(' ');
        const former = found.get(key);
        if (folded.length === 0 || (former && (former.related || !group.relatedForms))) continue;
        const words = group.relatedForms ? folded.map((word) => stemOf(word, rules)) : folded;
        const first = words[0] as string;
        // The end of a stem may be spelled otherwise (try, tries); an irregular one says nothing of its forms.
        const stemmed = first.startsWith('!') || first.length < 3 ? '' : first.slice(0, -1);
        const needle = group.relatedForms ? stemmed : first;
        found.set(key, { phrase, words, related: group.relatedForms, needle });
      }
    }
    const list = [...found.values()];
    this.#byLanguage.set(name, list);
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

  /** The phrases that a sentence has, each once, in the order of the definition. */
  find(sentence: Sentence, call: SpokenCall): readonly string[] {
    const wanted = this.#wanted(call.language);
    if (wanted.length === 0 || !this.#allowed(sentence, call)) return [];
    const plain = sentence.text.toLowerCase();
    // Only ASCII can be compared without folding.
    const ascii = /^[\x00-\x7f]*$/.test(plain);
    let words: string[] | null = null;
    let stems: string[] | null = null;
    const found: string[] = [];
    for (const item of wanted) {
      if (ascii && item.needle !== '' && !plain.includes(item.needle)) continue;
      words ??= tokens(sentence.text);
      if (item.related) stems ??= words.map((word) => stemOf(word, rulesOf(call.language)));
      if (has(item.related ? (stems as string[]) : words, item.words)) found.push(item.phrase);
    }
    return found;
  }
}

function has(words: readonly string[], phrase: readonly string[]): boolean {
  for (let at = 0; at + phrase.length <= words.length; at++) {
    let length = 0;
    while (length < phrase.length && words[at + length] === phrase[length]) length++;
    if (length === phrase.length) return true;
  }
  return false;
}

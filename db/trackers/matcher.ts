import { spokenLanguage } from '../../electron/contract/language.ts';
import type { TextRange } from '../../electron/contract/ranges.ts';
import type { TrackerDefinition } from '../../electron/contract/trackers.ts';
import { type PlacedWord, placedWords, wordsOf } from '../../electron/contract/words/cut.ts';
import { isQuestion } from '../../electron/contract/words/question.ts';
import { sideCode } from '../store/codes.ts';
import { cliticsOf } from '../text/clitics.ts';
import { beginningOf, formsOf, rulesOf, stemOf } from '../text/forms.ts';
import { inWord } from '../text/plain.ts';

/** A sentence as the matcher needs it. Times in ms. */
interface Sentence {
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
export interface WordTest {
  /** What the word begins with, or all its forms where `exact` is set. */
  readonly needles: readonly string[];
  readonly exact: boolean;
  /** With its rules' language: the stem that a word beginning like this must have. */
  readonly stem: string;
  readonly language: string;
}

/** The words of a phrase; phrases with the same key are found at the same places. */
export interface Phrase {
  readonly key: string;
  readonly words: readonly WordTest[];
}

interface Wanted {
  readonly phrase: string;
  readonly words: readonly WordTest[];
  readonly related: boolean;
}

/** Told of a place in a text where a phrase is: its number, its first place and the one after its last. */
type EachPlace = (phrase: number, from: number, to: number) => void;

function testOf(word: string, related: boolean, language: string): WordTest {
  if (!related) return { needles: [word], exact: true, stem: word, language };
  const stem = stemOf(word, language);
  const forms = formsOf(stem);
  const clitics = cliticsOf(word);
  // What is written on to a word in Hebrew or Arabic says more than an ending does.
  if (clitics.size > 0) return { needles: [word, ...clitics], exact: true, stem, language };
  return forms
    ? { needles: forms, exact: true, stem, language }
    : { needles: [beginningOf(stem, language)], exact: false, stem, language };
}

/** Whether a folded word is the one that is looked for, or one of its forms. */
export function passes(test: WordTest, word: string): boolean {
  if (test.exact) return test.needles.includes(word);
  return word.startsWith(test.needles[0] as string) && stemOf(word, test.language) === test.stem;
}

/** Words whose phrases are remembered: a text has few different ones that begin like a phrase. */
const rememberedAtMost = 20_000;

/** An expression that finds beginnings of words in plain text; null when there is nothing to find. */
function beginnings(phrases: readonly Wanted[]): RegExp | null {
  // Words with signs, C++ and .NET, never stand in plain text.
  const all = [...new Set(phrases.flatMap(({ words }) => (words[0] as WordTest).needles))].filter(
    (needle) => !/[\x00-/:-@[-`{-\x7f]/.test(needle),
  );
  const shortest = all.filter((needle) => !all.some((other) => other !== needle && needle.startsWith(other)));
  // \b, which is fast, knows the letters of ASCII only.
  const parts = shortest.map((needle) => (/^[a-z0-9]/.test(needle) ? `\\b${needle}` : needle));
  return parts.length > 0 ? new RegExp(parts.join('|'), 'gi') : null;
}

/** The phrases of a definition for calls in one language. */
export class LanguageMatcher {
  /** What is looked for, in the order of the definition. */
  readonly phrases: readonly Phrase[];
  readonly #wanted: readonly Wanted[];
  readonly #beginnings: RegExp | null;
  /** Phrases whose first word a word is. */
  readonly #first = new Map<string, readonly number[]>();

  constructor(wanted: readonly Wanted[]) {
    this.#wanted = wanted;
    this.phrases = wanted.map(({ words }) => ({ key: JSON.stringify(words), words }));
    this.#beginnings = beginnings(wanted);
  }

  /** A phrase as it was written. */
  phrase(at: number): string {
    return (this.#wanted[at] as Wanted).phrase;
  }

  #phrasesOf(word: string): readonly number[] {
    const known = this.#first.get(word);
    if (known) return known;
    const list = this.#wanted.flatMap(({ words }, at) => (passes(words[0] as WordTest, word) ? [at] : []));
    if (this.#first.size >= rememberedAtMost) this.#first.clear();
    this.#first.set(word, list);
    return list;
  }

  /** Finds every place of every phrase in plain text (see plain.ts), in the order of their first words. */
  places(text: string, each: EachPlace): void {
    const expression = this.#beginnings;
    if (!expression) return;
    expression.lastIndex = 0;
    while (expression.test(text)) {
      let from = expression.lastIndex - 1;
      let to = expression.lastIndex;
      while (from > 0 && inWord(text.charCodeAt(from - 1))) from--;
      while (to < text.length && inWord(text.charCodeAt(to))) to++;
      for (const at of this.#phrasesOf(text.slice(from, to).toLowerCase())) {
        const { words } = this.#wanted[at] as Wanted;
        const end = words.length === 1 ? to : phraseEnd(text, to, words);
        if (end >= 0) each(at, from, end);
      }
      expression.lastIndex = to;
    }
  }

  /** The phrases that some folded words have, each once, in the order of the definition. */
  among(words: readonly string[]): readonly number[] {
    return this.#wanted.flatMap((item, at) => (hasWords(words, item.words) ? [at] : []));
  }
}

/** Looks for the phrases of a definition in sentences. */
export class PhraseMatcher {
  readonly #definition: TrackerDefinition;
  readonly #side: number;
  readonly #byLanguage = new Map<string | null, LanguageMatcher>();
  readonly #byName = new Map<string, LanguageMatcher>();

  constructor(definition: TrackerDefinition) {
    this.#definition = definition;
    this.#side = definition.saidBy === 'anyone' ? -1 : sideCode[definition.saidBy];
  }

  /** The phrases for calls in a language, each once. The same object for the same language. */
  of(language: string | null): LanguageMatcher {
    const known = this.#byLanguage.get(language);
    if (known) return known;
    const name = spokenLanguage(language);
    const matcher = this.#byName.get(name) ?? new LanguageMatcher(this.#wanted(language));
    this.#byName.set(name, matcher);
    this.#byLanguage.set(language, matcher);
    return matcher;
  }

  #wanted(language: string | null): readonly Wanted[] {
    const name = spokenLanguage(language);
    const rules = rulesOf(language);
    const found = new Map<string, Wanted>();
    for (const group of this.#definition.languages) {
      if (group.language !== null && (name === '' || spokenLanguage(group.language) !== name)) continue;
      for (const phrase of group.phrases) {
        const folded = wordsOf(phrase);
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
    return [...found.values()];
  }

  /** Whether what a sentence ends with decides. */
  get needsText(): boolean {
    return this.#definition.onlyQuestions;
  }

  /** Whether a sentence may count by where it stands and who says it. */
  allows(sentence: Sentence, call: SpokenCall): boolean {
    const { onlyQuestions, saidAt } = this.#definition;
    if (this.#side >= 0 && sentence.side !== this.#side) return false;
    if (onlyQuestions && !isQuestion(sentence.text)) return false;
    if (!saidAt) return true;
    const duration = (call.durationSec ?? 0) * 1000;
    if (saidAt.part === 'first' && saidAt.unit === 'minutes')
      return sentence.startMs < saidAt.amount * 60_000;
    // The end of a call whose length is not known is not known either.
    if (duration <= 0) return false;
    const length = saidAt.unit === 'minutes' ? saidAt.amount * 60_000 : (duration * saidAt.amount) / 100;
    return saidAt.part === 'first' ? sentence.startMs < length : sentence.startMs >= duration - length;
  }
}

const hasWords = (words: readonly string[], phrase: readonly WordTest[]): boolean =>
  firstOf(words, phrase) >= 0;

/** Number of the word with which a phrase begins; -1 when it is not there. */
function firstOf(words: readonly string[], phrase: readonly WordTest[]): number {
  for (let at = 0; at + phrase.length <= words.length; at++) {
    let length = 0;
    while (length < phrase.length && passes(phrase[length] as WordTest, words[at + length] as string))
      length++;
    if (length === phrase.length) return at;
  }
  return -1;
}

/**
 * Where a phrase stands in a line, or else related forms of its words do; null when neither does. For lines in which a tracker, mine
 * or Gong's, has the phrase: which of the two counts has been decided.
 */
export function phraseAt(line: string, phrase: string, language: string | null): TextRange | null {
  const placed = placedWords(line);
  const words = placed.map(({ word }) => word);
  const wanted = wordsOf(phrase);
  if (wanted.length === 0) return null;
  for (const related of [false, true]) {
    const first = firstOf(
      words,
      wanted.map((word) => testOf(word, related, rulesOf(language))),
    );
    if (first >= 0)
      return [(placed[first] as PlacedWord).from, (placed[first + wanted.length - 1] as PlacedWord).to];
  }
  return null;
}

/** Where a phrase ends whose first word ends at `from`; -1 when its other words do not follow. */
function phraseEnd(text: string, from: number, phrase: readonly WordTest[]): number {
  let end = from;
  for (let word = 1; word < phrase.length; word++) {
    let at = end;
    while (at < text.length && !inWord(text.charCodeAt(at))) at++;
    end = at;
    while (end < text.length && inWord(text.charCodeAt(end))) end++;
    if (end === at || !passes(phrase[word] as WordTest, text.slice(at, end).toLowerCase())) return -1;
  }
  return end;
}

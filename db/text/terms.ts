import { stopWords } from '../../electron/contract/query/plan.ts';
import { wordsOf } from '../../electron/contract/words/cut.ts';

/** A word or phrase to look for: its tokens, the last one possibly unfinished. */
export interface Term {
  readonly tokens: readonly string[];
  readonly prefix: boolean;
}

/** The term of a query word or phrase; null when nothing in it can be looked for. */
export function termOf(text: string, prefix: boolean): Term | null {
  const list = wordsOf(text);
  return list.length === 0 ? null : { tokens: list, prefix };
}

/** Terms worth looking for in single passages: no stop words, and no beginnings so short that every line has one. */
export function tellingTerms(terms: readonly Term[]): readonly Term[] {
  const telling = terms.filter(
    ({ tokens: list, prefix }) =>
      list.length > 1 || (!stopWords.has(list[0] as string) && !(prefix && (list[0] as string).length < 3)),
  );
  // The same list where nothing is dropped: expressions are compiled once a list.
  return telling.length === terms.length ? terms : telling;
}

import { fold, segment } from '../text.ts';

/** Tokens of a text as the index's tokenizer (unicode61, diacritics removed) makes them. */
export function tokens(text: string): string[] {
  const composed = text.toWellFormed().normalize('NFC').replaceAll('\0', ' ');
  return fold(segment(composed)).match(/[\p{L}\p{N}\p{Co}]+/gu) ?? [];
}

/** A word or phrase to look for: its tokens, the last one possibly unfinished. */
export interface Term {
  readonly tokens: readonly string[];
  readonly prefix: boolean;
}

/** The term of a query word or phrase; null when nothing in it can be looked for. */
export function termOf(text: string, prefix: boolean): Term | null {
  const list = tokens(text);
  return list.length === 0 ? null : { tokens: list, prefix };
}

/** English words that say nothing about what a question is about. */
export const stopWords: ReadonlySet<string> = new Set(
  'a about above after again all also am an and any are as at be because been before being below between both but by can could did do does doing down during each few for from further had has have having he her here hers him his how i if in into is it its itself just me more most my no nor not now of off on once only or other our out over own same she should so some such than that the their them then there these they this those through to too under until up very was we were what when where which while who whom why will with would you your yours summarize discuss discussed discussion say said think thought talk talked about mention mentioned meeting give tell describe explain according people someone anyone'.split(
    ' ',
  ),
);

/** Terms worth looking for in single passages: no stop words, and no beginnings so short that every line has one. */
export function tellingTerms(terms: readonly Term[]): readonly Term[] {
  const telling = terms.filter(
    ({ tokens: list, prefix }) =>
      list.length > 1 || (!stopWords.has(list[0] as string) && !(prefix && (list[0] as string).length < 3)),
  );
  // The same list where nothing is dropped: expressions are compiled once a list.
  return telling.length === terms.length ? terms : telling;
}

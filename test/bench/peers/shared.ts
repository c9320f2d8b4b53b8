import type { FlatCall } from '../support/documents.ts';
import type { BenchFilter, BenchQuery } from '../support/queries.ts';

/** Folds letters as the other engines are told to: lower case, no accents. */
export const fold = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}+/gu, '');

/** Words of a text: runs of letters and digits. */
export const wordsOf = (text: string): string[] => fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];

/** Whether a call has an attribute. */
export function passes(call: FlatCall, filter: BenchFilter): boolean {
  if (filter.kind === 'value') return call[filter.field] === filter.value;
  return filter.kind === 'longer'
    ? call.duration > filter.minutes * 60
    : call.started >= Date.parse(filter.date);
}

const textsOf = (call: FlatCall) => [
  call.title,
  call.brief,
  call.key,
  call.outline,
  call.highlights,
  call.comments,
  call.said,
];

/** What an engine that knows no snippets needs to make one: the text around the first match. */
export function snippet(call: FlatCall, query: BenchQuery): string {
  const wanted = [...query.words, ...(query.phrase ?? []), query.prefix ?? query.inBrief ?? ''].filter(
    Boolean,
  );
  for (const text of textsOf(call)) {
    const lower = text.toLowerCase();
    for (const word of wanted) {
      const at = lower.indexOf(word);
      if (at >= 0)
        return `${text.slice(Math.max(0, at - 80), at)}<${text.slice(at, at + word.length)}>${text.slice(at + word.length, at + 160)}`;
    }
  }
  return call.brief.slice(0, 260);
}

/** Whether a phrase stands in a call: for engines that find words only. */
export function hasPhrase(call: FlatCall, phrase: readonly string[]): boolean {
  const joined = phrase.join(' ');
  for (const text of [call.people, ...textsOf(call)])
    if (
      text.toLowerCase().includes(phrase[0] as string) &&
      ` ${wordsOf(text).join(' ')} `.includes(` ${joined} `)
    )
      return true;
  return false;
}

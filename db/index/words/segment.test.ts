import { expect, it } from 'vitest';
import { buildSegment, type CallText, prefixMark } from './segment.ts';

const call = (rowid: number, brief: string, headings: string[] = []): CallText => ({
  rowid,
  generation: 1,
  fields: ['', '', brief, '', headings.join('\n'), '', '', ''],
  said: [],
  headings,
});

it('finds every word under its beginnings, however many words and beginnings there are', () => {
  // Every word begins anew, so that lists grow while beginnings are made: a beginning was once lost just then.
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
  const words = [...letters].flatMap((a) => [...letters].map((b) => `${a}${b}word`));
  const built = buildSegment(words.map((word, at) => call(at + 1, word)));
  const docs = new Map(built.terms.map((term, at) => [term, [...built.posting(at).docs]]));
  words.forEach((word, at) => {
    expect(docs.get(word), word).toEqual([at]);
    expect(docs.get(word.slice(0, 2) + prefixMark), `beginning of ${word}`).toEqual([at]);
    expect(docs.get(word.slice(0, 1) + prefixMark), `letter of ${word}`).toContain(at);
  });
});

it('names of sections weigh as much as a title', () => {
  const built = buildSegment([call(1, 'pricing', ['Pricing'])]);
  expect([...(built.posting(built.terms.indexOf('pricing')).weight ?? [])]).toEqual([4]);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linkingNumber, pairMark, phraseUnits } from './linking.ts';
import { inMemory } from './part.ts';
import { phraseIn } from './places.ts';
import { buildSegment, type CallText } from './segment.ts';

const word = fc.constantFrom('to', 'have', 'a', 'look', 'pricing', 'über', 'the');
const text = fc.array(word, { maxLength: 8 }).map((words) => words.join(' '));
const callText = fc
  .record({ fields: fc.array(text, { minLength: 8, maxLength: 8 }), said: fc.array(text, { maxLength: 3 }) })
  .map((parts): CallText => ({ rowid: 1, generation: 1, headings: [], ...parts }));

const unmarked = (value: string) => value.normalize('NFD').replace(/\p{M}/gu, '');

test('a phrase stands where its words stand in a row, whatever of them are linking words', () => {
  fc.assert(
    fc.property(
      fc.array(callText, { minLength: 1, maxLength: 6 }),
      fc.array(word, { minLength: 2, maxLength: 5 }),
      (calls, phrase) => {
        const part = inMemory(buildSegment(calls.map((call, at) => ({ ...call, rowid: at + 1 }))));
        const has = (value: string) => ` ${value} `.includes(` ${phrase.join(' ')} `);
        const wanted = calls.flatMap(({ fields, said }, doc) => {
          const written = fields.some(has);
          return written || said.some(has) ? [[doc, written]] : [];
        });
        const found: [number, boolean][] = [];
        const words = phrase.map(unmarked);
        phraseIn(part, { words, prefix: false }, null, (doc, written) => found.push([doc, written]));
        expect(found).toEqual(wanted);
        // The same while its last word is typed.
        const typed: [number, boolean][] = [];
        const begun = [...words.slice(0, -1), (words.at(-1) as string).slice(0, 1)];
        phraseIn(part, { words: begun, prefix: true }, null, (doc, written) => typed.push([doc, written]));
        expect(typed.map(([doc]) => doc)).toEqual(expect.arrayContaining(wanted.map(([doc]) => doc)));
      },
    ),
    { numRuns: 500 },
  );
});

test('linking words in a row are looked for as pairs, others as they are', () => {
  expect(phraseUnits(['to', 'have', 'a', 'look'])).toEqual([
    { term: ' to have', at: 0 },
    { term: ' have a', at: 1 },
    { term: 'look', at: 3 },
  ]);
  expect(phraseUnits(['pricing', 'to', 'look'])).toEqual([
    { term: 'pricing', at: 0 },
    { term: 'to', at: 1 },
    { term: 'look', at: 2 },
  ]);
  // As the index has words: without marks.
  expect(linkingNumber('fur')).toBeGreaterThanOrEqual(0);
  expect(linkingNumber('für')).toBe(-1);
});

test('pairs are no words: nothing begins with them', () => {
  const built = buildSegment([
    { rowid: 1, generation: 1, headings: [], said: [], fields: ['to have', '', '', '', '', '', '', ''] },
  ]);
  expect(built.terms.filter((term) => term.startsWith(pairMark))).toEqual([' to have']);
  const part = inMemory(built);
  expect([...part.vocabulary('t')].map(([term]) => term)).toEqual(['to']);
  expect(part.from('have')).toHaveLength(1);
});

import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { planQuery } from '../../db/text/plan.ts';
import type { Node } from '../../electron/contract/query/ast.ts';
import { formatNode } from '../../electron/contract/query/format.ts';
import { maxQueryLength, parseQuery } from '../../electron/contract/query/parse.ts';
import { wordsOf } from '../../electron/contract/words/cut.ts';

// The work of a search grows with the words it looks for, and with the length of phrases most of all: one of 1,300 words took
// four seconds. However long a text is that somebody pastes, few words are left to look for, and it is said.

const together = 32;
const inAll = 200;

/** Texts that a search looks for as one, each. */
function texts(node: Node | null): string[] {
  if (!node) return [];
  if (node.kind === 'and' || node.kind === 'or') return node.nodes.flatMap(texts);
  if (node.kind === 'not') return texts(node.node);
  if (node.kind === 'word' || node.kind === 'phrase') return [node.text];
  return node.kind === 'near' ? [node.words.join(' ')] : [];
}

const unit = fc.oneof(
  fc.constantFrom(
    '%İ:',
    'a:',
    'a-',
    '"a b" ',
    '"a b ',
    'said:a-',
    'NEAR(a b ',
    'NEAR(a-b c, 5) ',
    '電',
    '電a池',
  ),
  fc.constantFrom('a OR ', '-', '(a ', 'a,', '한국', 'é ', 'x* ', ', 5)', ') ', '\u{20000}', 'ไทย '),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const pasted = fc
  .array(fc.tuple(unit, fc.integer({ min: 1, max: 1500 })), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.map(([text, times]) => text.repeat(times)).join(''));

it('a text of any length leaves few words to look for, and few of them in a row', () => {
  fc.assert(
    fc.property(pasted, fc.boolean(), (text, typing) => {
      const { root, problems } = parseQuery(text);
      const counts = texts(root).map((part) => wordsOf(part).length);
      expect(Math.max(0, ...counts)).toBeLessThanOrEqual(together);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(inAll + together);
      for (const { tokens: list } of planQuery(text, typing).terms)
        expect(list.length).toBeLessThanOrEqual(together);
      expect(problems.every(({ from, to }) => from >= 0 && from <= to && to <= text.length)).toBe(true);
      // What is left is what the query says from then on, unless a quotation mark that was added makes it too long to read.
      const left = formatNode(root);
      if (left.length <= maxQueryLength) expect(formatNode(parseQuery(left).root)).toBe(left);
    }),
    { numRuns: 300 },
  );
});

it('says where it stopped reading', () => {
  const words = Array.from({ length: 40 }, (_, at) => `w${at}`);
  const said = (text: string) =>
    parseQuery(text).problems.map(({ from, to, message }) => [text.slice(from, to), message]);
  const first = 'Only the first 32 words of this are looked for.';
  expect(said(words.join('-'))).toEqual([
    [
      words
        .slice(32)
        .map((word) => `-${word}`)
        .join(''),
      first,
    ],
  ]);
  expect(said(`"${words.join(' ')}"`)).toEqual([
    [
      `${words
        .slice(32)
        .map((word) => ` ${word}`)
        .join('')}"`.slice(1),
      first,
    ],
  ]);
  expect(said(`NEAR(${words.join(' ')}, 9)`)).toEqual([[`NEAR(${words.join(' ')}, 9)`, first]]);
  expect(said('a '.repeat(300).trim()).map(([, message]) => message)).toEqual([
    'Only the first 200 words of a query are searched.',
  ]);
  expect(said(words.slice(0, 32).join('-'))).toEqual([]);
});

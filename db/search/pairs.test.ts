import { expect, it } from 'vitest';
import { termOf } from '../text/terms.ts';
import { countPairs, pairsOf } from './pairs.ts';

const terms = (...words: string[]) =>
  words.flatMap((word) => termOf(word.replace('*', ''), word.endsWith('*')) ?? []);

function count(text: string, ...words: string[]): number[] {
  const pairs = pairsOf(terms(...words), [1, 2, 3]);
  const counts = pairs.map(() => 0);
  countPairs(text, pairs, counts);
  return counts;
}

it('pairs are neighbours of the query, worth what both are worth', () => {
  expect(pairsOf(terms('remote', 'control', 'batt*'), [1, 2, 3])).toEqual([
    { first: 'remote', second: 'control', prefix: false, idf: 3 },
    { first: 'control', second: 'batt', prefix: true, idf: 5 },
  ]);
  expect(pairsOf(terms('remote'), [1])).toEqual([]);
});

it('are counted in order, over stop words, within a line, in any script', () => {
  expect(count('The color of the remote. Remote color, COLOR REMOTE', 'color', 'remote')).toEqual([2]);
  expect(count('control of color\nremote', 'color', 'remote')).toEqual([0]);
  expect(count('color blue remote', 'color', 'remote')).toEqual([0]);
  expect(count('colorful remote', 'color', 'remote')).toEqual([0]);
  expect(count('remote batteries', 'remote', 'batt*')).toEqual([1]);
  expect(count('Le café crème, le CAFE CREME', 'cafe', 'creme')).toEqual([2]);
});

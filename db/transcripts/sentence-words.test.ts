import { expect, it } from 'vitest';
import { countWords, notCounted } from './sentence-words.ts';

it.each([
  ['', 0],
  ['It’s “fine” — 5_x.', 5],
  ['Größe, né; цена 5 €', 4],
  ['AWSの料金', 4],
  ['מנכ"ל התקציב', 2],
  ['C++ and .NET', 3],
  ['x '.repeat(254), 254],
  ['x '.repeat(255), notCounted],
  ['x '.repeat(300), notCounted],
])('%j has as many words as the index has of it', (text, words) => {
  expect(countWords(text)).toBe(words);
});

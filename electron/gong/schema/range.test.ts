import { expect, test } from 'vitest';
import { readRange } from './range.ts';

test.each([
  [undefined, null],
  ['', null],
  ['bytes=-', null],
  ['bytes=0-1,4-5', null],
  ['bytes=0-', { from: 0, to: 9 }],
  [' bytes=2-4 ', { from: 2, to: 4 }],
  ['bytes=8-99', { from: 8, to: 9 }],
  ['bytes=-3', { from: 7, to: 9 }],
  ['bytes=-99', { from: 0, to: 9 }],
  ['bytes=-0', 'bad'],
  ['bytes=10-', 'bad'],
  ['bytes=5-4', null],
  ['bytes=10-11', 'bad'],
])('%s of ten bytes', (header, span) => {
  expect(readRange(header, 10)).toEqual(span);
});

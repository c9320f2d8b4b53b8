import { expect, test } from 'vitest';
import { isDay } from './day.ts';

test.each([
  ['2025-03-31', true],
  ['2024-02-29', true],
  ['1970-01-01', true],
  ['2025-02-29', false],
  ['2025-02-30', false],
  ['2025-13-01', false],
  ['2025-3-1', false],
  ['2025-03', false],
  ['2025-03-31T00:00:00Z', false],
  ['25-03-31', false],
  ['', false],
  ['soon', false],
])('%s is a day: %s', (text, is) => {
  expect(isDay(text)).toBe(is);
});

import { expect, test } from 'vitest';
import { stepMark } from './moments.ts';

const marks = [10, 20, 30].map((from) => ({
  from,
  to: from,
  label: '',
  side: 'unknown' as const,
  speaker: -1,
}));

test('steps to the neighbouring mark and stays at the ends', () => {
  expect(stepMark(marks, 0, 1)?.from).toBe(10);
  expect(stepMark(marks, 10, 1)?.from).toBe(20);
  expect(stepMark(marks, 30, 1)).toBeNull();
  expect(stepMark(marks, 20.5, -1)?.from).toBe(10);
  expect(stepMark(marks, 25, -1)?.from).toBe(20);
  expect(stepMark(marks, 5, -1)).toBeNull();
});

import { describe, expect, it } from 'vitest';
import { assertUnderstood, marked, misunderstood } from './understood.ts';

describe('a query that is not understood', () => {
  it.each([
    ['date:2025-02-30', 5, 15],
    ['battery after:soon', 14, 18],
    ['dur:abc', 4, 7],
    ['-has:x', 5, 6],
    ['(weekday:someday OR is:starred)', 9, 16],
    ['new:2026-13-25T13:04Z', 4, 21],
    // Unfinished where it ends.
    ['battery tracker:', 8, 16],
    ['rep: ann', 0, 4],
    // Of nothing that is there is anything left.
    ['***', 0, 3],
    ['-', 0, 1],
    ['()', 0, 2],
  ])('%s: the place of what is left out', (q, from, to) => {
    expect(misunderstood(q)).toMatchObject({ from, to });
    expect(() => assertUnderstood(q)).toThrow(`not understood at character ${from + 1}: `);
  });

  it.each([
    '',
    ' ',
    'battery',
    'date:2025-02-28',
    'dur:>30m has:transcript',
    // Looked for as words; put right.
    'reps:ann',
    'foo:bar',
    '"open phrase',
    '(a OR b',
    'https://example.com 10:30',
  ])('is none of: %s', (q) => {
    expect(misunderstood(q)).toBeNull();
    expect(() => assertUnderstood(q)).not.toThrow();
  });

  it('is shown with its part marked, cut to what is around it', () => {
    expect(marked('date:2025-02-30 battery', { from: 5, to: 15 })).toBe('date:»2025-02-30« battery');
    expect(marked(`${'word '.repeat(40)}dur:abc`, { from: 204, to: 207 })).toMatch(/^….{60}»abc«$/);
  });
});

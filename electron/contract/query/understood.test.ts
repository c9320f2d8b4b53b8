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
    ['date:2026-02..2025-01', 5, 21],
    ['a date:2025,2026-02-02..2026-02-01', 12, 34],
    ['before:this-month..last-month', 7, 29],
    ['date:today..2020-01', 5, 19],
    ['new:2026..2025', 4, 14],
    ['after:0050q1', 6, 12],
    ['dur:5..1', 4, 8],
    ['dur:20-10m', 4, 10],
    ['dur:5-5', 4, 7],
    ['score:70-40', 6, 11],
    ['score:40-40', 6, 11],
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
    'date:2025-02..2025-02',
    'date:2025-02-28..2025',
    'date:9999-12-31',
    // Whether these hold a day is known once today is.
    'date:last-month..last-year',
    'date:2030..today',
    'dur:>30m has:transcript',
    'dur:1m-61s',
    'score:100-100',
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

  it.each([
    ['date:2026-02..2025-01', '“2026-02..2025-01” ends before it begins. Write 2025-01..2026-02.'],
    ['dur:5..1', '“5..1” ends before it begins. Write 1m-5m.'],
    ['dur:1h-90s', '“1h-90s” ends before it begins. Write 90s-60m.'],
    ['dur:5-5', '“5-5” holds nothing: a range is without its end. Write 5m-6m.'],
    ['score:4/5-40', '“4/5-40” ends before it begins. Write 40%-80%.'],
  ])('%s: what to write instead, which is understood', (q, message) => {
    expect(misunderstood(q)).toMatchObject({ message, severity: 'error' });
    const instead = /Write (.+)\.$/.exec(message)?.[1];
    expect(misunderstood(`${q.split(':')[0]}:${instead}`)).toBeNull();
  });

  it('is shown with its part marked, cut to what is around it', () => {
    expect(marked('date:2025-02-30 battery', { from: 5, to: 15 })).toBe('date:»2025-02-30« battery');
    expect(marked(`${'word '.repeat(40)}dur:abc`, { from: 204, to: 207 })).toMatch(/^….{60}»abc«$/);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../../../electron/contract/chart.ts';
import { toCsv } from './figures.ts';
import { rollingMean, spread, timeTicks } from './ticks.ts';

/** First days of `n` buckets from a day on. */
function buckets(unit: 'week' | 'month' | 'quarter', from: string, n: number): string[] {
  const [year, month, day] = from.split('-').map(Number) as [number, number, number];
  return Array.from({ length: n }, (_, at) =>
    new Date(
      unit === 'week'
        ? Date.UTC(year, month - 1, day + 7 * at)
        : Date.UTC(year, month - 1 + at * (unit === 'month' ? 1 : 3), day),
    )
      .toISOString()
      .slice(0, 10),
  );
}

describe('labels of a time axis', () => {
  test('never more than there is room for, ascending, the year said where it changes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('week' as const, 'month' as const, 'quarter' as const),
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 2, max: 20 }),
        fc.integer({ min: 2015, max: 2026 }),
        fc.integer({ min: 0, max: 3 }),
        (unit, n, room, year, quarter) => {
          const from =
            unit === 'week' ? `${year}-01-05` : `${year}-${String(quarter * 3 + 1).padStart(2, '0')}-01`;
          const ticks = timeTicks(buckets(unit, from, n), unit, room);
          expect(ticks.length).toBeLessThanOrEqual(room + 1);
          for (const [at, tick] of ticks.entries()) {
            expect(tick.at).toBeLessThan(n);
            if (at > 0) expect(tick.at).toBeGreaterThan(ticks[at - 1]?.at ?? -1);
          }
          const years = ticks.flatMap((tick) => tick.year ?? []);
          expect(new Set(years).size).toBe(years.length);
        },
      ),
    );
  });
  test('weeks are labelled where their month begins', () => {
    // The week of Monday 29 September 2025 lies mostly in October.
    expect(timeTicks(buckets('week', '2025-09-01', 9), 'week', 10).map((tick) => tick.at)).toEqual([0, 4]);
  });
  test('years when there is no room for months', () => {
    expect(timeTicks(buckets('month', '2020-01-01', 72), 'month', 6).map((tick) => tick.label)).toEqual([
      '2020',
      '2021',
      '2022',
      '2023',
      '2024',
      '2025',
    ]);
  });
});

test('labels at line ends are moved apart, stay in order and inside', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 8 }), (wanted) => {
      const placed = spread(wanted, 15, 0, 200);
      const sorted = [...placed].sort((a, b) => a - b);
      expect(sorted.every((y, at) => at === 0 || y - (sorted[at - 1] as number) >= 15 - 1e-9)).toBe(true);
      expect(sorted[0]).toBeGreaterThanOrEqual(-1e-9);
      expect(sorted.at(-1)).toBeLessThanOrEqual(200);
      for (let a = 0; a < wanted.length; a++)
        for (let b = 0; b < wanted.length; b++)
          if ((wanted[a] as number) < (wanted[b] as number))
            expect(placed[a] as number).toBeLessThan(placed[b] as number);
    }),
  );
});

test('a rolling mean leaves out what is not known and says nothing before it can', () => {
  expect(rollingMean([1, 2, 3, null, 5], 3)).toEqual([null, null, 2, 2.5, 4]);
  expect(rollingMean([1, null, null, 4], 3)).toEqual([null, null, null, null]);
});

test('stretches of neighbours', () => {
  expect(runs(6, (at) => at !== 2 && at !== 3)).toEqual([
    [0, 1],
    [4, 5],
  ]);
});

test('CSV: unknown is empty and not zero, formulas stay text', () => {
  const text = toCsv(
    {
      columns: [{ label: 'from' }, { label: 'a, b', num: true }],
      rows: [
        ['=1+1', null],
        ['"x"', 0],
        [' ＝1', -0.5],
      ],
    },
    'How it was counted',
  );
  expect(text).toBe(
    '\ufeff"from","a, b"\r\n"\'=1+1",\r\n"""x""",0\r\n"\' ＝1",-0.5\r\n\r\n"How it was counted"\r\n',
  );
});

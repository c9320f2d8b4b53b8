import { describe, expect, it } from 'vitest';
import type { Bucket } from '../../electron/contract/trends.ts';
import { bucketStart, dayNumber, dayText, nextBucket } from '../index/columns/local-days.ts';
import type { Axis } from './axis.ts';
import { periodBefore } from './compare.ts';
import { monthsBack, overlay, type Shift, shiftBetween } from './overlay.ts';

const n = dayNumber;

function axis(unit: Bucket, from: string, to: string): Axis {
  const starts: number[] = [];
  for (let at = bucketStart(n(from), unit, 1); at < n(to); at = nextBucket(at, unit)) starts.push(at);
  return {
    unit,
    starts,
    end: nextBucket(starts.at(-1) as number, unit),
    from: n(from),
    to: n(to),
    groups: { size: starts.length, offsets: null, values: new Int32Array() },
    shift: 0,
  };
}

/** 'bucket < first … last' of each stretch: what lies under which bucket of the report. */
function laid(of: Axis, period: { from: number; to: number }, shift: Shift): string[] {
  return overlay(of, period, shift, 1).map(
    ({ from, to, under }) =>
      `${under === null ? '-' : dayText(of.starts[under] as number)} < ${dayText(from)} … ${dayText(to - 1)}`,
  );
}
const previous = (unit: Bucket, from: string, to: string) => {
  const { shift, ...period } = periodBefore(n(from), n(to));
  return laid(axis(unit, from, to), period, shift);
};
const yearBefore = (unit: Bucket, from: string, to: string) =>
  laid(axis(unit, from, to), { from: monthsBack(n(from), 12), to: monthsBack(n(to), 12) }, { months: 12 });

describe('the period before', () => {
  it.each([
    // July and August against May and June, not against 62 days.
    ['2025-07-01', '2025-09-01', '2025-05-01', '2025-07-01'],
    ['2025-07-01', '2025-08-01', '2025-06-01', '2025-07-01'],
    ['2025-03-01', '2025-04-01', '2025-02-01', '2025-03-01'],
    ['2025-04-01', '2025-07-01', '2025-01-01', '2025-04-01'],
    ['2025-01-01', '2025-07-01', '2024-07-01', '2025-01-01'],
    ['2024-01-01', '2025-01-01', '2023-01-01', '2024-01-01'],
    ['2023-01-01', '2025-01-01', '2021-01-01', '2023-01-01'],
    // Days otherwise.
    ['2025-07-10', '2025-07-20', '2025-06-30', '2025-07-10'],
    ['2025-07-01', '2025-07-31', '2025-06-01', '2025-07-01'],
    ['2025-07-02', '2025-08-02', '2025-06-01', '2025-07-02'],
  ])('of %s … %s is %s … %s', (from, to, wantFrom, wantTo) => {
    const period = periodBefore(n(from), n(to));
    expect([dayText(period.from), dayText(period.to)]).toEqual([wantFrom, wantTo]);
  });
});

describe('a compared period lies by the calendar', () => {
  it('months under months, whatever their length', () => {
    expect(previous('month', '2025-07-01', '2025-09-01')).toEqual([
      '2025-07-01 < 2025-05-01 … 2025-05-31',
      '2025-08-01 < 2025-06-01 … 2025-06-30',
    ]);
    expect(previous('month', '2025-03-01', '2025-04-01')).toEqual(['2025-03-01 < 2025-02-01 … 2025-02-28']);
  });

  it('two months that lie in one quarter, and the two before in two', () => {
    expect(previous('quarter', '2025-08-01', '2025-10-01')).toEqual(['2025-07-01 < 2025-06-01 … 2025-07-31']);
    expect(previous('quarter', '2025-01-01', '2026-01-01')).toEqual([
      '2025-01-01 < 2024-01-01 … 2024-03-31',
      '2025-04-01 < 2024-04-01 … 2024-06-30',
      '2025-07-01 < 2024-07-01 … 2024-09-30',
      '2025-10-01 < 2024-10-01 … 2024-12-31',
    ]);
  });

  it('weeks under weeks', () => {
    const weeks = previous('week', '2025-07-01', '2025-09-01');
    expect(weeks.slice(0, 2)).toEqual([
      '2025-06-30 < 2025-05-01 … 2025-05-04',
      '2025-07-07 < 2025-05-05 … 2025-05-11',
    ]);
    expect(weeks.slice(-2)).toEqual(['2025-08-25 < 2025-06-23 … 2025-06-29', '- < 2025-06-30 … 2025-06-30']);
    expect(previous('week', '2025-06-02', '2025-06-30')[0]).toBe('2025-06-02 < 2025-05-05 … 2025-05-11');
    expect(yearBefore('week', '2025-01-06', '2025-02-03')[2]).toBe('2025-01-13 < 2024-01-15 … 2024-01-21');
  });

  it('days under the same days, none under a day that the month before lacks', () => {
    const march = previous('day', '2025-03-01', '2025-04-01');
    expect(march).toHaveLength(28);
    expect(march.at(-1)).toBe('2025-03-28 < 2025-02-28 … 2025-02-28');
    const february = previous('day', '2025-02-01', '2025-03-01');
    expect(february[27]).toBe('2025-02-28 < 2025-01-28 … 2025-01-28');
    // They are told, but lie under nothing.
    expect(february.slice(28)).toEqual([29, 30, 31].map((day) => `- < 2025-01-${day} … 2025-01-${day}`));
  });

  it('as many days where the period is no whole months', () => {
    expect(previous('day', '2025-03-10', '2025-03-12')).toEqual([
      '2025-03-10 < 2025-03-08 … 2025-03-08',
      '2025-03-11 < 2025-03-09 … 2025-03-09',
    ]);
    expect(previous('month', '2025-07-01', '2025-08-16')).toEqual([
      '2025-07-01 < 2025-05-16 … 2025-06-15',
      '2025-08-01 < 2025-06-16 … 2025-06-30',
    ]);
  });

  it('years with and without a 29 February', () => {
    expect(yearBefore('month', '2024-02-01', '2024-04-01')).toEqual([
      '2024-02-01 < 2023-02-01 … 2023-02-28',
      '2024-03-01 < 2023-03-01 … 2023-03-31',
    ]);
    const days = yearBefore('day', '2024-02-27', '2024-03-03');
    expect(days).toEqual(
      ['27', '28']
        .map((day) => `2024-02-${day} < 2023-02-${day} … 2023-02-${day}`)
        .concat(['01', '02'].map((day) => `2024-03-${day} < 2023-03-${day} … 2023-03-${day}`)),
    );
    expect(yearBefore('day', '2025-02-28', '2025-03-02')).toEqual([
      '2025-02-28 < 2024-02-28 … 2024-02-28',
      '- < 2024-02-29 … 2024-02-29',
      '2025-03-01 < 2024-03-01 … 2024-03-01',
    ]);
    // Up to and including 28 February of a leap year.
    expect(yearBefore('month', '2024-02-01', '2024-02-29')).toEqual(['2024-02-01 < 2023-02-01 … 2023-02-28']);
  });

  it('every day in one stretch, in order, whatever is compared with whatever', () => {
    let seed = 7;
    const below = (limit: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed % limit;
    };
    for (let round = 0; round < 2000; round++) {
      const from = n('2022-01-01') + below(1000);
      const to = from + 1 + below(500);
      const begin = n('2022-01-01') + below(1000);
      const end = begin + 1 + below(500);
      const whole = below(2) === 0;
      const day = (at: number) => (whole ? bucketStart(at, 'month', 1) : at);
      if (day(from) >= day(to) || day(begin) >= day(end)) continue;
      const period = { from: day(begin), to: day(end) };
      const unit = (['day', 'week', 'month', 'quarter'] as const)[below(4)] as Bucket;
      const of = axis(unit, dayText(day(from)), dayText(day(to)));
      const stretches = overlay(of, period, shiftBetween(day(from), day(begin)), 1);
      expect(stretches[0]?.from).toBe(period.from);
      expect(stretches.at(-1)?.to).toBe(period.to);
      stretches.forEach((stretch, at) => {
        expect(stretch.to).toBeGreaterThan(stretch.from);
        if (at > 0) expect(stretch.from).toBe(stretches[at - 1]?.to);
      });
      const under = stretches.flatMap((stretch) => stretch.under ?? []);
      expect(new Set(under).size).toBe(under.length);
    }
  });
});

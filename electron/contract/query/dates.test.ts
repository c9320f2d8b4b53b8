import { describe, expect, it, test } from 'vitest';
import { parseDateText, resolveDate } from './dates.ts';

const days = (text: string, today: string, weekStart: 0 | 1 | 6 = 1) => {
  const spec = parseDateText(text);
  if (!spec) return null;
  const { from, to } = resolveDate(spec, today, weekStart);
  // The last day itself reads more easily than the one after it.
  const last = new Date(Date.parse(`${to}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
  return `${from} … ${last}`;
};

describe('the last so many days, weeks, months, quarters and years', () => {
  it.each([
    ['last-1-day', '2026-07-15', '2026-07-15 … 2026-07-15'],
    ['last-30-days', '2026-07-15', '2026-06-16 … 2026-07-15'],
    ['last-2-weeks', '2026-07-15', '2026-07-02 … 2026-07-15'],
    ['last-1-month', '2026-07-15', '2026-06-16 … 2026-07-15'],
    ['last-12-months', '2026-07-15', '2025-07-16 … 2026-07-15'],
    ['last-1-quarter', '2026-07-15', '2026-04-16 … 2026-07-15'],
    ['last-4-quarters', '2026-07-15', '2025-07-16 … 2026-07-15'],
    ['last-1-year', '2026-07-15', '2025-07-16 … 2026-07-15'],
    ['last-2-years', '2026-07-15', '2024-07-16 … 2026-07-15'],
    // On the last day of a month: whole months.
    ['last-1-month', '2026-03-31', '2026-03-01 … 2026-03-31'],
    ['last-1-month', '2026-04-30', '2026-04-01 … 2026-04-30'],
    ['last-2-months', '2026-03-31', '2026-02-01 … 2026-03-31'],
    ['last-3-months', '2026-12-31', '2026-10-01 … 2026-12-31'],
    ['last-1-month', '2026-02-28', '2026-02-01 … 2026-02-28'],
    // A month ago there is no such day.
    ['last-1-month', '2026-03-30', '2026-03-01 … 2026-03-30'],
    ['last-1-month', '2026-03-28', '2026-03-01 … 2026-03-28'],
    ['last-1-month', '2026-03-27', '2026-02-28 … 2026-03-27'],
    // Leap years.
    ['last-1-month', '2028-03-28', '2028-02-29 … 2028-03-28'],
    ['last-12-months', '2028-02-29', '2027-03-01 … 2028-02-29'],
    ['last-12-months', '2028-02-28', '2027-03-01 … 2028-02-28'],
    ['last-1-year', '2029-02-28', '2028-03-01 … 2029-02-28'],
    // No day before 1970 is written in a query.
    ['last-9999-quarters', '2026-07-15', '1970-01-01 … 2026-07-15'],
  ])('%s on %s', (text, today, want) => {
    expect(days(text, today)).toBe(want);
  });

  it('are no date without a number, or with none', () => {
    for (const text of ['last-0-days', 'last-00-months', 'last-12', 'last-1-decade', 'last-x-months'])
      expect(parseDateText(text)).toBeNull();
  });
});

test('no day has a year of five digits, and none lies before 1970', () => {
  const day = parseDateText('2020..9999-12-31');
  expect(day && resolveDate(day, '2026-03-31', 1)).toEqual({ from: '2020-01-01', to: '9999-12-31' });
  for (const text of ['0050q1', '1969-q4', '1969', '1969-12', '1969-12-31', '0050'])
    expect(parseDateText(text)).toBeNull();
});

describe('this, last and previous', () => {
  it.each([
    ['today', '2026-03-31', '2026-03-31 … 2026-03-31'],
    ['yesterday', '2026-03-01', '2026-02-28 … 2026-02-28'],
    ['this-week', '2026-03-01', '2026-02-23 … 2026-03-01'],
    ['last-week', '2026-03-01', '2026-02-16 … 2026-02-22'],
    ['this-month', '2026-03-31', '2026-03-01 … 2026-03-31'],
    ['last-month', '2026-03-31', '2026-02-01 … 2026-02-28'],
    ['previous-month', '2028-03-31', '2028-02-01 … 2028-02-29'],
    ['last-month', '2026-01-01', '2025-12-01 … 2025-12-31'],
    ['this-quarter', '2026-03-31', '2026-01-01 … 2026-03-31'],
    ['last-quarter', '2026-01-31', '2025-10-01 … 2025-12-31'],
    ['this-year', '2026-03-31', '2026-01-01 … 2026-12-31'],
    ['last-year', '2026-03-31', '2025-01-01 … 2025-12-31'],
  ])('%s on %s', (text, today, want) => {
    expect(days(text, today)).toBe(want);
  });

  it('weeks begin when the user’s do', () => {
    expect(days('this-week', '2026-03-04', 0)).toBe('2026-03-01 … 2026-03-07');
    expect(days('last-week', '2026-03-04', 6)).toBe('2026-02-21 … 2026-02-27');
  });
});

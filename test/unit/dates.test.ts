import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { parseDateText, resolveDate } from '../../electron/contract/query/dates.ts';

/** First and last day of a date. */
const days = (text: string, today: string): [string, string] => {
  const spec = parseDateText(text);
  if (!spec) throw new Error(text);
  const { from, to } = resolveDate(spec, today, 1);
  return [from, new Date(Date.parse(`${to}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10)];
};

describe('the last so many months', () => {
  it('end today, whatever today is, and a year of them is twelve months is four quarters; SQLite counts so too', () => {
    const db = new DatabaseSync(':memory:');
    // SQLite's own arithmetic of months: what a month lacks runs over into the next one, by as many days.
    const begin = db.prepare("SELECT date(?, '+1 day', ? || ' months') AS day");
    for (let ms = Date.UTC(2023, 11, 1); ms < Date.UTC(2029, 1, 1); ms += 86_400_000) {
      const today = new Date(ms).toISOString().slice(0, 10);
      expect(days('last-12-months', today)).toEqual(days('last-1-year', today));
      expect(days('last-12-months', today)).toEqual(days('last-4-quarters', today));
      for (const months of [1, 2, 3, 6, 12, 13]) {
        const [from, last] = days(`last-${months}-months`, today);
        expect(last).toBe(today);
        const { day } = begin.get(today, String(-months)) as { day: string };
        // Both begin in the same month; SQLite runs over where the day does not exist.
        const over = Number(day.slice(8)) < 4 && Number(from.slice(8)) === 1;
        expect(over ? from.slice(0, 7) : from).toBe(over ? day.slice(0, 7) : day);
      }
    }
  });
});

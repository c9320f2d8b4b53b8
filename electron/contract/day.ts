import * as v from 'valibot';

/** Whether a text is a day of the calendar, 'YYYY-MM-DD'. */
export function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === text;
}

/** A day of the calendar, 'YYYY-MM-DD', as input. */
export const day = v.pipe(v.string(), v.check(isDay, 'a date such as 2025-03-31 is needed'));

import { describe, expect, it } from 'vitest';
import { bucketName } from '../features/trends/figure-text.ts';
import { day, dayOf, moment } from './format.ts';
import { learnZone, localDay, localText } from './local-time.ts';

const at = (text: string) => Date.parse(text);

describe('local time', () => {
  // Vancouver as one engine knew it in 2026 and another did not: whoever has this rule or that, the core's word counts.
  const rules = (november: number) => ({
    name: 'America/Vancouver',
    rules: null,
    note: null,
    offsets: [
      [at('2026-01-01Z'), -480],
      [at('2026-03-08T10:00Z'), -420],
      [at('2026-11-01T09:00Z'), november],
    ] as const,
  });

  it.each([
    [-420, '2026-11-15', /Nov 15, 2026.*12:30/],
    [-480, '2026-11-14', /Nov 14, 2026.*11:30/],
  ])('is the core’s, whatever this engine knows: %s minutes', (offset, date, text) => {
    learnZone(rules(offset));
    const ms = at('2026-11-15T07:30Z');
    expect(localDay(ms, 'America/Vancouver')).toBe(date);
    expect(moment(ms, 'America/Vancouver')).toMatch(text);
    expect(day(ms, 'America/Vancouver')).toMatch(date.endsWith('15') ? /15/ : /14/);
  });

  it('changes at the moment that it is told, and holds before the first and after the last one', () => {
    learnZone(rules(-420));
    const hour = (text: string) =>
      localText(at(text), 'America/Vancouver', { hour: '2-digit', hourCycle: 'h23' });
    expect(hour('2026-03-08T09:59:59.999Z')).toBe('01');
    expect(hour('2026-03-08T10:00Z')).toBe('03');
    expect(hour('1999-07-01T12:00Z')).toBe('04');
    expect(hour('2050-07-01T12:00Z')).toBe('05');
  });

  it('of a zone that was not told is UTC, and says so', () => {
    expect(
      localText(at('2026-07-01T12:34Z'), 'Mars/Olympus', { hour: '2-digit', minute: '2-digit' }),
    ).toMatch(/12:34.*UTC$/);
  });

  it('has days of their own, which are the same everywhere', () => {
    expect(dayOf('2026-03-29')).toMatch(/29/);
    expect(bucketName('2026-03-01', 'month')).toBe('March 2026');
  });
});

import { describe, expect, it } from 'vitest';
import { localDayRange, localDays } from './local-days.ts';

const at = (text: string) => Date.parse(text);
const hour = 3_600_000;
const range = (day: string, zone: string) => {
  const { fromMs, toMs } = localDayRange(day, day, zone);
  return [new Date(fromMs ?? 0).toISOString(), new Date(toMs ?? 0).toISOString()];
};

describe('the moments of a local day', () => {
  it('are those of its zone', () => {
    expect(range('2026-06-01', 'Asia/Tokyo')).toEqual([
      '2026-05-31T15:00:00.000Z',
      '2026-06-01T15:00:00.000Z',
    ]);
    expect(range('2026-06-01', 'America/Los_Angeles')).toEqual([
      '2026-06-01T07:00:00.000Z',
      '2026-06-02T07:00:00.000Z',
    ]);
    expect(range('2026-06-01', 'UTC')).toEqual(['2026-06-01T00:00:00.000Z', '2026-06-02T00:00:00.000Z']);
  });

  it('stay open where no day is given', () => {
    expect(localDayRange(null, null, 'Asia/Tokyo')).toEqual({ fromMs: null, toMs: null });
    expect(localDayRange('2026-06-01', null, 'Asia/Tokyo')).toEqual({
      fromMs: at('2026-05-31T15:00Z'),
      toMs: null,
    });
  });

  it.each([
    ['2026-03-29', 'Europe/Berlin', 23],
    ['2026-10-25', 'Europe/Berlin', 25],
    ['2026-03-08', 'America/New_York', 23],
    ['2026-11-01', 'America/New_York', 25],
    // Half an hour.
    ['2026-04-05', 'Australia/Lord_Howe', 24.5],
    // Midnight is skipped: the day begins at one.
    ['2023-10-01', 'America/Asuncion', 23],
    ['2026-03-29', 'Asia/Beirut', 23],
    // Clocks go back from midnight to eleven: the last hour of the day comes twice.
    ['2024-03-23', 'America/Asuncion', 25],
    // The day that Samoa left out.
    ['2011-12-30', 'Pacific/Apia', 0],
  ])('are %s in %s: %s hours', (day, zone, hours) => {
    const { fromMs, toMs } = localDayRange(day, day, zone);
    expect(((toMs ?? 0) - (fromMs ?? 0)) / hour).toBe(hours);
  });

  it('hold exactly what is of that day, whatever the zone: every quarter of an hour around each change of clocks', () => {
    const zones = [
      'America/Asuncion',
      'Asia/Beirut',
      'America/Havana',
      'America/Santiago',
      'Africa/Cairo',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'Pacific/Apia',
      'Africa/Casablanca',
      'America/Vancouver',
    ];
    for (const zone of zones) {
      const dayOf = new Intl.DateTimeFormat('sv', { timeZone: zone });
      for (const [since] of localDays(zone).offsets(at('2010-01-01Z'), at('2028-01-01Z'))) {
        for (const day of [-1, 0, 1].map((shift) => dayOf.format(since + shift * 24 * hour))) {
          const { fromMs, toMs } = localDayRange(day, day, zone);
          for (let ms = since - 60 * hour; ms < since + 60 * hour; ms += hour / 4)
            if (dayOf.format(ms) === day && (ms < (fromMs ?? 0) || ms >= (toMs ?? 0)))
              expect.fail(`${new Date(ms).toISOString()} is of ${day} in ${zone}`);
          if (dayOf.format(fromMs ?? 0) === day) expect(dayOf.format((fromMs ?? 0) - 1) < day).toBe(true);
          expect(dayOf.format(toMs ?? 0) > day).toBe(true);
        }
      }
    }
  });
});

describe('offsets of a zone', () => {
  it('are told where they change, to the second', () => {
    expect(localDays('Europe/London').offsets(at('2026-01-01Z'), at('2027-01-01Z'))).toEqual([
      [at('2026-01-01Z'), 0],
      [at('2026-03-29T01:00Z'), 60],
      [at('2026-10-25T01:00Z'), 0],
    ]);
    expect(localDays('Asia/Kolkata').offsets(at('2026-01-01Z'), at('2027-01-01Z'))).toEqual([
      [at('2026-01-01Z'), 330],
    ]);
  });

  it('do not miss a week of summer time (Recife, 2000)', () => {
    expect(localDays('America/Recife').offsets(at('2000-10-01Z'), at('2000-11-01Z'))).toHaveLength(3);
  });

  it('of a zone nobody knows are those of UTC', () => {
    expect(localDays('Mars/Olympus').offsets(0, 1)).toEqual([[0, 0]]);
  });
});

import { afterEach, describe, expect, it, vi } from 'vitest';
import { newestZoneRules, oldRulesNote } from '../../../db/doctor/zone-rules.ts';
import { findZone, zoneInfo, zoneName } from './zone.ts';

const now = Date.parse('2026-11-15T07:30Z');

describe('the zone that the view is told', () => {
  it('has the offsets of the core’s own rules, from 1970 on', () => {
    const { name, offsets, rules } = zoneInfo('America/Vancouver', now);
    expect([name, rules]).toEqual(['America/Vancouver', process.versions['tz'] ?? null]);
    expect(offsets[0]?.[0]).toBe(0);
    const told = (ms: number) => offsets.findLast(([since]) => since <= ms)?.[1];
    const engine = new Intl.DateTimeFormat('en', {
      timeZone: 'America/Vancouver',
      timeZoneName: 'longOffset',
    });
    for (let ms = 0; ms < Date.parse('2045-01-01Z'); ms += 13.7 * 86_400_000) {
      const text = engine.formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value ?? '';
      const [, sign, hours, minutes] = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(text) ?? [];
      expect(told(ms)).toBe((sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0)));
    }
    expect(JSON.stringify(offsets).length).toBeLessThan(6000);
  });

  it('is the system’s where the setting says so or names none', () => {
    expect(zoneName('system')).toBe(new Intl.DateTimeFormat().resolvedOptions().timeZone);
    expect(zoneName('Mars/Olympus')).toBe(zoneName('system'));
    expect(zoneName('Asia/Tokyo')).toBe('Asia/Tokyo');
  });
});

describe('the TZ variable', () => {
  afterEach(() => vi.unstubAllEnvs());

  it.each([
    ['Pacific/Apia', 'Pacific/Apia'],
    [':Asia/Tokyo', 'Asia/Tokyo'],
    ['asia/tokyo', 'Asia/Tokyo'],
    ['posix/Asia/Tokyo', 'Asia/Tokyo'],
    ['/usr/share/zoneinfo/Asia/Tokyo', 'Asia/Tokyo'],
    [':/usr/share/zoneinfo/right/Asia/Tokyo', 'Asia/Tokyo'],
    ['Etc/GMT+12', 'Etc/GMT+12'],
    ['', 'UTC'],
  ])('%j is %s', (tz, name) => {
    vi.stubEnv('TZ', tz);
    expect(findZone('system')).toEqual({ name, trouble: null });
  });

  // GMT-5 is five hours east of Greenwich, and some engines' name for it is -05:00, five hours west.
  it.each(['Foo/Bar', 'UTC+5', 'GMT-5', '<+03>-3', 'CET-1CEST', '+05:00', '/nonexistent/localtime', ' '])(
    '%j is no zone: UTC, which is said with what to do',
    (tz) => {
      vi.stubEnv('TZ', tz);
      const { name, trouble } = findZone('system');
      expect(name).toBe('UTC');
      expect(trouble?.message).toContain(`“${tz}”`);
      expect(zoneInfo('system', now).note).toContain('Europe/London');
      // A zone that was chosen needs no TZ.
      expect(findZone('Asia/Tokyo')).toEqual({ name: 'Asia/Tokyo', trouble: null });
    },
  );

  it('a zone of the settings that is unknown is said too', () => {
    vi.stubEnv('TZ', 'Pacific/Apia');
    expect(findZone('Mars/Olympus')).toMatchObject({
      name: 'Pacific/Apia',
      trouble: { message: expect.stringContaining('Mars/Olympus') },
    });
  });
});

describe('the rules', () => {
  it('are told when they are older than the newest known ones', () => {
    expect(oldRulesNote(newestZoneRules)).toBeNull();
    expect(oldRulesNote('2031a')).toBeNull();
    expect(oldRulesNote('2025b')).toContain(`2025b; ${newestZoneRules} is out`);
    expect(oldRulesNote(null)).toContain('of an unknown release');
  });
});

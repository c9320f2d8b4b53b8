import { describe, expect, it } from 'vitest';
import { newestZoneRules, oldRulesNote } from '../../../db/zone-rules.ts';
import { zoneInfo, zoneName } from './zone.ts';

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

describe('the rules', () => {
  it('are told when they are older than the newest known ones', () => {
    expect(oldRulesNote(newestZoneRules)).toBeNull();
    expect(oldRulesNote('2031a')).toBeNull();
    expect(oldRulesNote('2025b')).toContain(`2025b; ${newestZoneRules} is out`);
    expect(oldRulesNote(null)).toContain('of an unknown release');
  });
});

import { localDays } from '../../../db/search/local-days.ts';
import { oldRulesNote, zoneRules } from '../../../db/zone-rules.ts';
import type { TimeZoneInfo } from '../../contract/zone.ts';

const firstYear = 1970;
/** So many years from now on are told too; what lies beyond has the offset of their end. */
const yearsAhead = 20;

/** The zone that a setting means: 'system', and a name that this engine does not know, is the machine's. */
export function zoneName(setting: string): string {
  if (setting !== 'system' && isZone(setting)) return setting;
  // A process asks the system once; taking away a variable that is not there makes it ask again, for whoever travels.
  if (process.env['TZ'] === undefined) delete process.env['TZ'];
  return new Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}

/** Whether this engine knows a zone of that name. */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

let made: { readonly key: string; readonly info: TimeZoneInfo } | null = null;

/** The zone of a setting with its offsets: all that the view knows of local time. */
export function zoneInfo(setting: string, nowMs: number): TimeZoneInfo {
  const name = zoneName(setting);
  const until = new Date(nowMs).getUTCFullYear() + yearsAhead;
  const key = `${name}|${until}`;
  if (made?.key !== key) {
    const rules = zoneRules();
    const offsets = localDays(name).offsets(Date.UTC(firstYear, 0, 1), Date.UTC(until, 0, 1));
    made = { key, info: { name, rules, note: oldRulesNote(rules), offsets } };
  }
  return made.info;
}

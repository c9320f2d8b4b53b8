import { realpathSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { oldRulesNote, zoneRules } from '../../../db/doctor/zone-rules.ts';
import { localDays } from '../../../db/index/columns/local-days.ts';
import type { TimeZoneInfo } from '../../contract/zone.ts';

const firstYear = 1970;
/** So many years from now on are told too; what lies beyond has the offset of their end. */
const yearsAhead = 20;

/** A zone, and what the user must be told where it is not the one that was asked for. */
interface FoundZone {
  readonly name: string;
  readonly trouble: { readonly message: string; readonly nextStep: string } | null;
}

/** The zone that a setting means: 'system', and a name that this engine does not know, is the machine's. */
export function findZone(setting: string): FoundZone {
  const system = systemZone();
  if (setting === 'system') return system;
  if (isZone(setting)) return { name: setting, trouble: null };
  return {
    name: system.name,
    trouble: {
      message: `The time zone “${setting}” of the settings is not known here: times are in ${system.name}.`,
      nextStep: 'Choose another in Sync & settings.',
    },
  };
}

/** The name of the zone that a setting means, as `findZone` has it. */
export const zoneName = (setting: string): string => findZone(setting).name;

function systemZone(): FoundZone {
  const tz = process.env['TZ'];
  if (tz === undefined) {
    // A process asks the system once; taking away a variable that is not there makes it ask again, for whoever travels.
    delete process.env['TZ'];
    const name = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    return { name: name && name !== 'Etc/Unknown' ? name : 'UTC', trouble: null };
  }
  const name = zoneOf(tz);
  if (name) return { name, trouble: null };
  return {
    name: 'UTC',
    trouble: {
      message: `TZ is “${tz.slice(0, 60)}”, which is no name of a time zone: times are in UTC.`,
      nextStep: 'Set it to a name such as Europe/London, or choose a time zone in Sync & settings.',
    },
  };
}

/**
 * The zone that a TZ variable names, also by its file and in any case; null for a rule such as UTC+5, of which engines make
 * nothing, or the opposite of what the system makes of it.
 */
function zoneOf(tz: string): string | null {
  if (tz === '') return 'UTC';
  let path = tz.replace(/^:/, '');
  try {
    if (isAbsolute(path)) path = realpathSync(path);
  } catch {
    // No such file: its name may be one all the same.
  }
  const name = path.replace(/^.*\/zoneinfo[^/]*\//, '').replace(/^(posix|right)\//, '');
  // Engines take offsets (+05:00) for zones too; a TZ that is one says the opposite.
  if (!/^[a-z]/i.test(name) || !isZone(name)) return null;
  return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
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
  const { name, trouble } = findZone(setting);
  const until = new Date(nowMs).getUTCFullYear() + yearsAhead;
  const key = `${name}|${until}|${trouble?.message}`;
  if (made?.key !== key) {
    const rules = zoneRules();
    const offsets = localDays(name).offsets(Date.UTC(firstYear, 0, 1), Date.UTC(until, 0, 1));
    const note = trouble ? `${trouble.message} ${trouble.nextStep}` : oldRulesNote(rules);
    made = { key, info: { name, rules, note, offsets } };
  }
  return made.info;
}

import { offsetAt, type TimeZoneInfo } from '../../electron/contract/zone.ts';

/*
 * Local time, as the core tells it. The browser's own rules may be older or newer than the core's, which finds the calls of a
 * day: so nothing else of the view may ask it for local time (a test looks), and here it formats moments that are moved by
 * the core's offset, as UTC. Language and hour cycle stay the browser's.
 */

const known = new Map<string, TimeZoneInfo['offsets']>([['UTC', [[0, 0]]]]);

/** Takes over a zone's offsets; reports that were asked for in a former zone still show its time. */
export function learnZone(zone: TimeZoneInfo): void {
  known.set(zone.name, zone.offsets);
}

/** The moment whose time in UTC is the local time of `ms`. */
const moved = (ms: number, tz: string): number => ms + offsetAt(known.get(tz) ?? [], ms) * 60_000;

const formats = new Map<string, Intl.DateTimeFormat>();
function formatOf(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options);
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(undefined, { ...options, timeZone: 'UTC' });
    formats.set(key, made);
  }
  return made;
}

/** A moment (UTC ms) in the user's language and a zone's time. A zone that is not known is shown as UTC, and says so. */
export function localText(ms: number, tz: string, options: Intl.DateTimeFormatOptions): string {
  const text = formatOf(options).format(moved(ms, tz));
  return known.has(tz) ? text : `${text} UTC`;
}

/** The local day of a moment, 'YYYY-MM-DD'. */
export const localDay = (ms: number, tz: string): string =>
  new Date(moved(ms, tz)).toISOString().slice(0, 10);

/** A day 'YYYY-MM-DD', which is the same in every zone, in the user's language. */
export const dayText = (day: string, options: Intl.DateTimeFormatOptions): string =>
  formatOf(options).format(Date.parse(`${day}T00:00:00Z`));

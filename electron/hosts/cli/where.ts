import type { Bridge } from '../../contract/bridge.ts';
import { offsetAt, type TimeZoneInfo } from '../../contract/zone.ts';

/** The user's time zone and first day of the week, as queries need them: those of the app's settings. */
export async function whereOf(
  bridge: Bridge,
): Promise<{ readonly tz: string; readonly weekStart: 0 | 1 | 6 }> {
  const { zone, prefs } = await bridge.request('app/info', {});
  return { tz: zone.name, weekStart: prefs.weekStart };
}

/** Writes moments in the user's time zone: `2026-11-15 00:30 -07:00`. */
export async function timesOf(bridge: Bridge): Promise<(ms: number) => string> {
  const { zone } = await bridge.request('app/info', {});
  return (ms) => localTime(ms, zone);
}

/** A moment (UTC ms) in a zone, with its offset from UTC. */
export function localTime(ms: number, zone: Pick<TimeZoneInfo, 'offsets'>): string {
  const minutes = offsetAt(zone.offsets, ms);
  const text = new Date(ms + minutes * 60_000).toISOString().slice(0, 16).replace('T', ' ');
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const away = Math.abs(minutes);
  return `${text} ${minutes < 0 ? '-' : '+'}${two(away / 60)}:${two(away % 60)}`;
}

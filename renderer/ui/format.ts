import { dayText, localText } from './local-time.ts';

export { calls, clock, count, duration, percent } from '../../electron/contract/units.ts';

const dayParts = { day: 'numeric', month: 'short', year: 'numeric' } as const;
/** '20 Sep 2025'. */
export const day = (ms: number, tz: string) => localText(ms, tz, dayParts);
/** '20 Sep 2025, 20:11'. */
export const moment = (ms: number, tz: string) =>
  localText(ms, tz, { ...dayParts, hour: '2-digit', minute: '2-digit' });
/** A local date 'YYYY-MM-DD' for people. */
export const dayOf = (text: string) => dayText(text, dayParts);

export const bytes = (value: number) =>
  value < 1e6
    ? `${Math.round(value / 1e3)} kB`
    : value < 1e9
      ? `${(value / 1e6).toFixed(1)} MB`
      : `${(value / 1e9).toFixed(2)} GB`;

/** '5 minutes ago'. */
export function ago(ms: number, now: number): string {
  const seconds = Math.round((now - ms) / 1000);
  const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
  if (seconds < 60) return 'just now';
  if (seconds < 3600) return relative.format(-Math.round(seconds / 60), 'minute');
  if (seconds < 86_400) return relative.format(-Math.round(seconds / 3600), 'hour');
  return relative.format(-Math.round(seconds / 86_400), 'day');
}

/** Marked text (search hits) without its marks. */
export const plain = (text: string) => text.replace(/[\uE000\uE001]/g, '');

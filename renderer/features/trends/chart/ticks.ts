import type { Bucket } from '../../../../electron/contract/trends.ts';
import { dayText } from '../../../ui/local-time.ts';

/** One mark on a time axis: at which bucket, what is written, and whether a year begins there. */
interface TimeTick {
  readonly at: number;
  readonly label: string;
  readonly year: string | null;
}

const months = Array.from({ length: 12 }, (_, month) =>
  dayText(`2024-${String(month + 1).padStart(2, '0')}-01`, { month: 'short' }),
);

/** How many labels are skipped between two that are written, so that the rest falls on even calendar steps. */
const monthSteps = [1, 2, 3, 4, 6, 12];

/**
 * Where a time axis is labelled: at the first bucket of a month (quarter, year), as densely as `room` labels allow.
 * `froms` are the buckets' first local days, ascending.
 */
export function timeTicks(froms: readonly string[], unit: Bucket, room: number): TimeTick[] {
  if (unit === 'day' && froms.length <= 62) return dayTicks(froms, room);
  const month = (from: string) => Number(from.slice(0, 4)) * 12 + Number(from.slice(5, 7)) - 1;
  // A week belongs to the month in which most of it lies: its fourth day.
  const place = (from: string) =>
    unit === 'week'
      ? month(new Date(Date.parse(`${from}T00:00:00Z`) + 3 * 86_400_000).toISOString().slice(0, 10))
      : month(from);
  const firsts: { at: number; month: number }[] = [];
  froms.forEach((from, at) => {
    const here = place(from);
    if (firsts.at(-1)?.month !== here) firsts.push({ at, month: here });
  });
  // The first month is often cut: its label would stand on the next one's.
  const perMonth =
    firsts.length > 1 ? ((firsts.at(-1)?.at ?? 0) - (firsts[0]?.at ?? 0)) / (firsts.length - 1) : 1;
  const second = firsts[1];
  if (unit === 'week' && second && firsts.length > 2 && second.at < perMonth / 2) firsts.shift();
  const least = unit === 'quarter' ? 3 : 1;
  const span = (firsts.at(-1)?.month ?? 0) - (firsts[0]?.month ?? 0) + 1;
  const step =
    monthSteps.find((size) => size >= least && span / size <= room) ??
    12 * Math.ceil(span / 12 / Math.max(1, room));
  let year = -1;
  return firsts
    .filter((first, index) => first.month % step === 0 || (index === 0 && firsts.length < 3))
    .map((first) => {
      const here = Math.floor(first.month / 12);
      const begins = here !== year;
      year = here;
      const label =
        unit === 'quarter' && step < 12
          ? `Q${Math.floor((first.month % 12) / 3) + 1}`
          : step >= 12
            ? String(here)
            : (months[first.month % 12] as string);
      return { at: first.at, label, year: begins && step < 12 ? String(here) : null };
    });
}

/** A short stretch of days: the day of the month, with the month where it begins. */
function dayTicks(froms: readonly string[], room: number): TimeTick[] {
  const step = [1, 2, 7, 14].find((size) => froms.length / size <= room) ?? 28;
  let last = '';
  return froms.flatMap((from, at) => {
    if (at % step !== 0) return [];
    const here = from.slice(0, 7);
    const begins = here !== last;
    last = here;
    return [
      {
        at,
        label: String(Number(from.slice(8))),
        year: begins ? `${months[Number(from.slice(5, 7)) - 1]} ${from.slice(0, 4)}` : null,
      },
    ];
  });
}

/** Moves labels of lines apart: the wanted heights, at least `gap` between two, inside [top, bottom]. Same order as given. */
export function spread(wanted: readonly number[], gap: number, top: number, bottom: number): number[] {
  const order = wanted.map((y, at) => ({ y, at })).sort((a, b) => a.y - b.y || a.at - b.at);
  order.forEach((item, index) => {
    const before = order[index - 1];
    item.y = Math.max(item.y, before ? before.y + gap : top);
  });
  for (let index = order.length - 1; index >= 0; index--) {
    const item = order[index] as { y: number };
    const after = order[index + 1];
    item.y = Math.min(item.y, after ? after.y - gap : bottom);
  }
  const placed: number[] = [];
  for (const item of order) placed[item.at] = item.y;
  return placed;
}

/** The mean of the last `width` values that exist; null until there are that many buckets. */
export function rollingMean(values: readonly (number | null)[], width: number): (number | null)[] {
  return values.map((_, at) => {
    if (at < width - 1) return null;
    const seen = values.slice(at - width + 1, at + 1).filter((value): value is number => value !== null);
    return seen.length > width / 2 ? seen.reduce((sum, value) => sum + value, 0) / seen.length : null;
  });
}

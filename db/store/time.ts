/** A moment as stored: UTC milliseconds, minutes east of UTC of the original text, and that text. */
interface StoredTime {
  readonly ms: number | null;
  readonly offset: number | null;
  readonly text: string | null;
}

const iso =
  /^\s*(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?)?\s*$/i;

function offsetMinutes(zone: string | undefined): number {
  if (!zone || /z/i.test(zone)) return 0;
  const sign = zone.startsWith('-') ? -1 : 1;
  const minutes = zone.length > 3 ? Number(zone.slice(-2)) : 0;
  return sign * (Number(zone.slice(1, 3)) * 60 + minutes);
}

/** Parses Gong's date-times (any offset, any number of fraction digits). What cannot be read keeps its text only. */
export function parseTime(value: string | null | undefined): StoredTime {
  const text = value ?? null;
  const match = text === null ? null : iso.exec(text);
  if (!match) return { ms: null, offset: null, text };
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] = match;
  const offset = offsetMinutes(zone);
  const millis = Number(fraction.slice(0, 3).padEnd(3, '0'));
  const ms =
    Date.UTC(
      Number(year),
      Number(month) - 1,
      Number(day),
      Number(hour),
      Number(minute),
      Number(second),
      millis,
    ) -
    offset * 60_000;
  return Number.isSafeInteger(ms) ? { ms, offset, text } : { ms: null, offset: null, text };
}

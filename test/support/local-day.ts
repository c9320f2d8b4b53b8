const formats = new Map<string, Intl.DateTimeFormat>();
/** Local day of a moment, 'YYYY-MM-DD', by the platform's calendar. */
export function localDay(ms: number, tz: string): string {
  let format = formats.get(tz);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: tz,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    formats.set(tz, format);
  }
  return format.format(ms);
}

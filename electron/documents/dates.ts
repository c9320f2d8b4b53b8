import { EarshotError } from '../contract/errors.ts';
import type { Dates } from './bundle.ts';

/** Formats moments in an IANA time zone. Throws export/bad-time-zone. */
export function datesIn(zone: string): Dates {
  const options = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  try {
    const day = new Intl.DateTimeFormat('en-CA', { ...options, timeZone: zone });
    const time = new Intl.DateTimeFormat('en-GB', {
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZone: zone,
    });
    return {
      zone,
      day: (ms) => day.format(ms),
      minute: (ms) => `${day.format(ms)} ${time.format(ms)}`,
    };
  } catch (error) {
    throw new EarshotError({
      code: 'export/bad-time-zone',
      message: `“${zone.slice(0, 60)}” is not a time zone this system knows.`,
      nextStep: 'Use a name such as Europe/Berlin or UTC.',
      cause: error,
    });
  }
}

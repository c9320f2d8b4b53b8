/**
 * Reads `Retry-After`: seconds (also fractional), or an HTTP date. Milliseconds to wait from `nowMs`; null when the header
 * is absent or makes no sense (then the caller backs off by itself). Zero, negative and past dates mean "at once".
 */
export function parseRetryAfter(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  const text = header.trim();
  if (/^[+-]?\d+(\.\d+)?$/.test(text)) {
    const seconds = Number(text);
    return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds * 1000)) : null;
  }
  if (!/[a-z]/i.test(text) || !/\d/.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}

/** Waiting time before try `attempt` (1, 2, …): exponential from half a second to a minute, with full jitter upwards. */
export function backoffMs(attempt: number, random: () => number): number {
  const base = Math.min(60_000, 500 * 2 ** (attempt - 1));
  return Math.round(base * (0.75 + random() * 0.5));
}

/** A wait longer than this is the daily quota, not a burst: shown to the user instead of held silently. */
export const longWaitMs = 5 * 60_000;

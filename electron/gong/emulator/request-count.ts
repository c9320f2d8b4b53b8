const fresh = () => ({
  total: 0,
  byEndpoint: {} as Record<string, number>,
  /** Requests that started as the fourth or later within one second. */
  rateViolations: 0,
  refused: 0,
  /** Answers with data that were sent to their end. */
  served: 0,
  /** Answers that a fault made useless, so that the request has to be repeated. */
  spoiled: 0,
  /** Of `total`, `served` and `spoiled`: requests to calls/extensive whose filter names ids. */
  byIds: 0,
  servedByIds: 0,
  spoiledByIds: 0,
  mediaRequests: 0,
});
/** What a server was asked, and what became of it. */
export type EmulatorCounters = ReturnType<typeof fresh>;

/** Counts requests, and says which start beyond the limits of a second and of a day. */
export class RequestCount {
  counters = fresh();
  readonly #perSecond: number;
  readonly #perDay: number;
  #starts: number[] = [];
  #today = 0;
  #usedToday = 0;

  constructor(limits: { readonly ratePerSecond?: number; readonly dailyLimit?: number }) {
    this.#perSecond = limits.ratePerSecond ?? 3;
    this.#perDay = limits.dailyLimit ?? 10_000;
  }

  reset(): void {
    this.counters = fresh();
  }

  /** Counts a start; beyond a limit, the seconds after which it may be tried again, else null. */
  over(nowMs: number): { readonly retryAfter: number } | null {
    const at = performance.now();
    this.#starts = this.#starts.filter((start) => start > at - 1000);
    if (this.#starts.length >= 3) this.counters.rateViolations++;
    const day = Math.floor(nowMs / 86_400_000);
    if (day !== this.#today) {
      this.#today = day;
      this.#usedToday = 0;
    }
    if (this.#perSecond > 0 && this.#starts.length >= this.#perSecond) return { retryAfter: 1 };
    if (this.#usedToday >= this.#perDay)
      return { retryAfter: Math.ceil(((day + 1) * 86_400_000 - nowMs) / 1000) };
    this.#starts.push(at);
    this.#usedToday++;
    return null;
  }
}

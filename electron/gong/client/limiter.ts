/** Time that can be injected in tests. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The real clock. Sleeping rejects with the signal's reason when aborted. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const timer = setTimeout(done, Math.min(ms, 0x7fffffff));
      function done() {
        signal?.removeEventListener('abort', stop);
        resolve();
      }
      function stop() {
        clearTimeout(timer);
        reject(signal?.reason);
      }
      signal?.addEventListener('abort', stop, { once: true });
    }),
};

/** Outcome of asking for a place: the start that was reserved, or when to ask again. */
export type Reservation =
  | { readonly startMs: number }
  | { readonly waitUntilMs: number; readonly why: 'rate' | 'budget' };

/**
 * Where request starts are remembered. `reserve` is atomic over all processes that share the store: it either records a
 * start now, or says when one would be free.
 */
export interface LimiterStore {
  reserve(nowMs: number, rules: LimiterRules): Reservation | Promise<Reservation>;
  /** Requests started on the UTC day of `nowMs`. */
  usedToday(nowMs: number): number | Promise<number>;
}

export interface LimiterRules {
  /** Starts allowed in any sliding second; Gong allows 3 per company. */
  readonly perSecond: number;
  /** Starts allowed per UTC day (when Gong's own day resets is undocumented). */
  readonly perDay: number;
}

/** Width of the sliding window: a little over a second, since requests can travel closer together than they started. */
export const slidingMs = 1020;

/** Pure rule: given former starts (ascending), may a request start at `nowMs`? */
export function decide(
  starts: readonly number[],
  usedToday: number,
  nowMs: number,
  rules: LimiterRules,
): Reservation {
  if (usedToday >= rules.perDay) return { waitUntilMs: nextUtcDay(nowMs), why: 'budget' };
  const recent = starts.filter((start) => start > nowMs - slidingMs && start <= nowMs + 60_000);
  if (recent.length < rules.perSecond) return { startMs: nowMs };
  const oldest = recent[recent.length - rules.perSecond] ?? nowMs;
  return { waitUntilMs: Math.max(nowMs + 1, oldest + slidingMs), why: 'rate' };
}

/** First millisecond of the next UTC day. */
export function nextUtcDay(nowMs: number): number {
  return (Math.floor(nowMs / 86_400_000) + 1) * 86_400_000;
}

/** A store for one process, forgotten at its end. */
export function createMemoryLimiterStore(): LimiterStore {
  let starts: number[] = [];
  const used = new Map<number, number>();
  const day = (ms: number) => Math.floor(ms / 86_400_000);
  return {
    reserve(nowMs, rules) {
      const decision = decide(starts, used.get(day(nowMs)) ?? 0, nowMs, rules);
      if ('startMs' in decision) {
        starts = [...starts.slice(-20), decision.startMs];
        used.set(day(nowMs), (used.get(day(nowMs)) ?? 0) + 1);
      }
      return decision;
    },
    usedToday: (nowMs) => used.get(day(nowMs)) ?? 0,
  };
}

/** Lets requests start, never faster than the rules allow. */
export interface Limiter {
  /** Waits for a place. Calls `onWait` with the time it goes on, if it has to wait longer than a second. */
  take(signal?: AbortSignal, onWait?: (untilMs: number, why: 'rate' | 'budget') => void): Promise<void>;
  usedToday(): Promise<number>;
}

/** A limiter over a shared store. Takers are served in the order they came. */
export function createLimiter(options: {
  store: LimiterStore;
  rules: () => LimiterRules;
  clock?: Clock;
}): Limiter {
  const clock = options.clock ?? systemClock;
  let turn: Promise<unknown> = Promise.resolve();
  async function wait(
    signal: AbortSignal | undefined,
    onWait?: (untilMs: number, why: 'rate' | 'budget') => void,
  ) {
    for (;;) {
      signal?.throwIfAborted();
      const now = clock.now();
      const reservation = await options.store.reserve(now, options.rules());
      if ('startMs' in reservation) return;
      const ms = reservation.waitUntilMs - now;
      if (ms > 1500) onWait?.(reservation.waitUntilMs, reservation.why);
      // Long waits wake every minute: the day's budget may be raised meanwhile, and laptops sleep.
      await clock.sleep(Math.max(1, Math.min(ms, 60_000)), signal);
    }
  }
  return {
    take(signal, onWait) {
      const mine = turn.then(
        () => wait(signal, onWait),
        () => wait(signal, onWait),
      );
      turn = mine.catch(() => undefined);
      return mine;
    },
    usedToday: async () => options.store.usedToday(clock.now()),
  };
}

import { GongError } from './errors.ts';

/** Time that can be injected in tests. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Milliseconds that no change of the computer's clock moves; `now` where there is none. */
  monotonic?(): number;
}

/** The real clock. Sleeping rejects with the signal's reason when aborted. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
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
 * start now (counted as if it were `leadMs` later), or says when one would be free.
 */
export interface LimiterStore {
  reserve(nowMs: number, rules: LimiterRules, leadMs?: number): Reservation | Promise<Reservation>;
  /** Requests started on the UTC day of `nowMs`. */
  usedToday(nowMs: number): number | Promise<number>;
}

/** Request starts that Gong allows a company in a second. */
export const allowedPerSecond = 3;

export interface LimiterRules {
  /** Starts allowed in any sliding second. */
  readonly perSecond: number;
  /** Starts allowed per UTC day (when Gong's own day resets is undocumented). */
  readonly perDay: number;
}

/** Width of the sliding window: a little over a second, since requests can travel closer together than they started. */
export const slidingMs = 1020;

/** A connection that was not used for so long has to be made anew, which delays its first requests. */
const idleMs = 4000;
/** What making a connection may take: until then its first requests may arrive, so they count as started only then. */
const connectMs = 250;

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
    reserve(nowMs, rules, leadMs = 0) {
      const decision = decide(starts, used.get(day(nowMs)) ?? 0, nowMs, rules);
      if ('startMs' in decision) {
        starts = [...starts.slice(-20), decision.startMs + leadMs];
        used.set(day(nowMs), (used.get(day(nowMs)) ?? 0) + 1);
      }
      return decision;
    },
    usedToday: (nowMs) => used.get(day(nowMs)) ?? 0,
  };
}

function shareUsed(retryAtMs: number): GongError {
  return new GongError({
    code: 'gong/daily-share',
    message: 'The requests a day that Earshot may use are used up.',
    nextStep: 'Earshot goes on by itself tomorrow (UTC). The share can be raised under “What is synced”.',
    retryable: true,
    retryAtMs,
  });
}

/** Lets requests start, never faster than the rules allow. */
export interface Limiter {
  /**
   * Waits for a place; calls `onWait` with the time it goes on, if that is longer than a second away. Rejects with
   * 'gong/daily-share' when the share of the day is used: whoever wants to wait that long can ask again.
   */
  take(signal?: AbortSignal, onWait?: (untilMs: number) => void): Promise<void>;
  usedToday(): Promise<number>;
}

/** A limiter over a shared store. Takers are served in the order they came. */
export function createLimiter(options: {
  store: LimiterStore;
  rules: () => LimiterRules;
  clock?: Clock;
}): Limiter {
  const clock = options.clock ?? systemClock;
  const steady = () => clock.monotonic?.() ?? clock.now();
  let turn: Promise<unknown> = Promise.resolve();
  /** Starts of this process by the steady clock: a computer whose clock is set does not forget them. */
  let starts: number[] = [];
  let coldUntil = Number.NEGATIVE_INFINITY;
  function leadMs(): number {
    const now = steady();
    if (now - (starts.at(-1) ?? Number.NEGATIVE_INFINITY) > idleMs) coldUntil = now + 1000;
    return now < coldUntil ? connectMs : 0;
  }
  async function keepPace(lead: number, signal: AbortSignal | undefined): Promise<void> {
    const { perSecond } = options.rules();
    for (;;) {
      const now = steady();
      const recent = starts.filter((start) => start > now - slidingMs);
      const oldest = recent[recent.length - perSecond];
      if (oldest === undefined) break;
      await clock.sleep(Math.max(1, Math.ceil(oldest + slidingMs - now)), signal);
    }
    starts = [...starts.slice(-20), steady() + lead];
  }
  async function wait(signal: AbortSignal | undefined, onWait?: (untilMs: number) => void) {
    for (;;) {
      signal?.throwIfAborted();
      const now = clock.now();
      const lead = leadMs();
      const reservation = await options.store.reserve(now, options.rules(), lead);
      if ('startMs' in reservation) return keepPace(lead, signal);
      const ms = reservation.waitUntilMs - now;
      if (reservation.why === 'budget') throw shareUsed(reservation.waitUntilMs);
      if (ms > 1500) onWait?.(reservation.waitUntilMs);
      await clock.sleep(Math.max(1, ms), signal);
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

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Clock,
  createLimiter,
  createMemoryLimiterStore,
  type LimiterStore,
  nextUtcDay,
  type Reservation,
} from './limiter.ts';

/** A clock that jumps to the next sleeper when everybody waits. */
function fakeClock(): Clock & { advance(ms: number): void; run(): Promise<void> } {
  let now = Date.parse('2026-03-01T10:00:00Z');
  const sleepers: { at: number; wake: () => void }[] = [];
  return {
    now: () => now,
    advance: (ms) => {
      now += ms;
    },
    sleep: (ms) => new Promise((resolve) => sleepers.push({ at: now + ms, wake: resolve })),
    async run() {
      for (let idle = 0; idle < 20; ) {
        await Promise.resolve();
        sleepers.sort((a, b) => a.at - b.at);
        const next = sleepers.shift();
        if (!next) {
          idle++;
          continue;
        }
        idle = 0;
        now = Math.max(now, next.at);
        next.wake();
        for (let turn = 0; turn < 10; turn++) await Promise.resolve();
      }
    },
  };
}

const rules = { perSecond: 3, perDay: 100_000 };

describe('the limiter', () => {
  it('never lets more than three requests start in any sliding second, over two processes on one store', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 1500 }), { minLength: 1, maxLength: 25 }),
        async (gaps) => {
          const clock = fakeClock();
          const starts: number[] = [];
          const memory = createMemoryLimiterStore();
          const store: LimiterStore = {
            ...memory,
            reserve(nowMs, now) {
              const reservation = memory.reserve(nowMs, now) as Reservation;
              if ('startMs' in reservation) starts.push(reservation.startMs);
              return reservation;
            },
          };
          const limiters = [0, 1].map(() => createLimiter({ store, rules: () => rules, clock }));
          const work: Promise<void>[] = [];
          for (const [at, gap] of gaps.entries()) {
            clock.advance(gap > 1000 ? gap : 0);
            work.push((limiters[at % 2] as (typeof limiters)[0]).take());
          }
          await clock.run();
          await Promise.all(work);
          starts.sort((a, b) => a - b);
          expect(starts).toHaveLength(gaps.length);
          for (let at = 3; at < starts.length; at++)
            expect((starts[at] as number) - (starts[at - 3] as number)).toBeGreaterThan(1000);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('keeps the pace when the clock is set back or forward by hours', async () => {
    let jump = 0;
    const clock = fakeClock();
    const starts: number[] = [];
    const limiter = createLimiter({
      store: createMemoryLimiterStore(),
      rules: () => rules,
      clock: { now: () => clock.now() + jump, sleep: clock.sleep, monotonic: clock.now },
    });
    for (const by of [0, -7_200_000, 86_400_000, -3_600_000, 0]) {
      jump = by;
      for (let at = 0; at < 4; at++) {
        const took = limiter.take().then(() => starts.push(clock.now()));
        await clock.run();
        await took;
      }
    }
    expect(starts).toHaveLength(20);
    for (let at = 3; at < starts.length; at++)
      expect((starts[at] as number) - (starts[at - 3] as number)).toBeGreaterThan(1000);
    expect((starts.at(-1) as number) - (starts[0] as number)).toBeLessThan(60_000);
  });

  it('says until when, when the share of the day is used, and lets go on the next day', async () => {
    const clock = fakeClock();
    const limiter = createLimiter({
      store: createMemoryLimiterStore(),
      rules: () => ({ perSecond: 3, perDay: 2 }),
      clock,
    });
    await limiter.take();
    await limiter.take();
    const tomorrow = nextUtcDay(clock.now());
    await expect(limiter.take()).rejects.toMatchObject({ code: 'gong/daily-share', retryAtMs: tomorrow });
    clock.advance(tomorrow - clock.now());
    await limiter.take();
  });

  it('lets go of a waiter that is cancelled, and serves the next', async () => {
    const limiter = createLimiter({
      store: createMemoryLimiterStore(),
      rules: () => ({ perSecond: 1, perDay: 2 }),
    });
    await limiter.take();
    const abort = new AbortController();
    const waiting = limiter.take(abort.signal);
    abort.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });
});

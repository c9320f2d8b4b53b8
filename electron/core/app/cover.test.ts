import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createCover, type Presence } from './cover.ts';

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

/** A system whose user went away at a moment. */
function made(by: ReturnType<Presence['by']> = 'unlock', minutes = 5) {
  let touchedMs = 0;
  let lock = () => {};
  let unlock = () => {};
  const confirm = vi.fn(async () => {});
  const onChange = vi.fn();
  const setting = { minutes };
  const cover = createCover({
    presence: {
      by: () => by,
      isIdle: (seconds) => Date.now() - touchedMs >= seconds * 1000,
      onLock: (listener) => {
        lock = listener;
      },
      onUnlock: (listener) => {
        unlock = listener;
      },
      confirm,
    },
    afterMin: () => setting.minutes,
    now: Date.now,
    onChange,
  });
  const touch = () => {
    touchedMs = Date.now();
  };
  return { cover, confirm, onChange, setting, touch, lock: () => lock(), unlock: () => unlock() };
}
const minutes = (count: number) => vi.advanceTimersByTime(count * 60_000);

test('it covers after the minutes in which nobody touched the computer, and a touch alone does not lift it', () => {
  const { cover, onChange, touch, unlock } = made();
  minutes(4);
  touch();
  minutes(4.9);
  expect(cover.info()).toEqual({ by: 'unlock', on: false });
  minutes(0.2);
  expect(cover.info().on).toBe(true);
  touch();
  minutes(1);
  expect(cover.info().on).toBe(true);
  unlock();
  expect(cover.info().on).toBe(false);
  expect(onChange).toHaveBeenCalledTimes(2);
});

test('a screen that is locked covers at once; an unlock without a touch does not cover again a moment later', () => {
  const { cover, lock, unlock } = made();
  lock();
  expect(cover.info().on).toBe(true);
  minutes(30);
  unlock();
  minutes(4.9);
  expect(cover.info().on).toBe(false);
  minutes(0.2);
  expect(cover.info().on).toBe(true);
});

test('set to never, neither time nor a lock covers', () => {
  const { cover, lock } = made('unlock', 0);
  lock();
  minutes(600);
  expect(cover.info().on).toBe(false);
});

test('Touch ID lifts it; one that does not confirm leaves it', async () => {
  const { cover, confirm, lock } = made('touchId');
  lock();
  confirm.mockRejectedValueOnce(new Error('cancelled'));
  await expect(cover.lift()).rejects.toMatchObject({ code: 'app/not-confirmed' });
  expect(cover.info().on).toBe(true);
  await cover.lift();
  expect(cover.info().on).toBe(false);
});

test('where the system is not asked, a request lifts nothing', async () => {
  const { cover, confirm, lock } = made('unlock');
  lock();
  await expect(cover.lift()).rejects.toMatchObject({ code: 'app/not-confirmed' });
  expect([cover.info().on, confirm.mock.calls.length]).toEqual([true, 0]);
});

test('where the system says nothing of the user, nothing is covered', () => {
  const cover = createCover({ presence: undefined, afterMin: () => 5, now: Date.now, onChange() {} });
  minutes(600);
  expect(cover.info()).toEqual({ by: null, on: false });
  expect(vi.getTimerCount()).toBe(0);
});

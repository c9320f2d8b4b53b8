import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { defaultSyncScope, type SyncScope, type SyncStatus } from '../../contract/sync.ts';
import { startSyncTimers } from './sync-timers.ts';

const minute = 60_000;
let clock: number;
let network: string;
let starts: number;
let state: SyncStatus['state'];

beforeEach(() => {
  vi.useFakeTimers();
  [clock, network, starts, state] = [0, 'eth0', 0, 'idle'];
});
afterEach(() => void vi.useRealTimers());

function begin(scope: Partial<SyncScope>) {
  return startSyncTimers({
    scope: () => ({ ...defaultSyncScope, syncOnStart: false, everyMinutes: 0, ...scope }),
    status: () => ({ state }) as SyncStatus,
    start: () => void starts++,
    now: () => clock,
    network: () => network,
    tickMs: 1000,
  });
}

/** Lets time pass; `asleep` stops the timers but not the clock. */
function pass(ms: number, asleep = false) {
  for (let end = clock + ms; clock < end; ) {
    clock += asleep ? ms : 1000;
    vi.advanceTimersByTime(1000);
  }
}

test('a sync starts with the app when the scope says so', () => {
  begin({ syncOnStart: true }).close();
  begin({ syncOnStart: false }).close();
  expect(starts).toBe(1);
});

test('every N minutes, counted from the last start, and never while one runs', () => {
  const timers = begin({ everyMinutes: 10 });
  pass(25 * minute);
  expect(starts).toBe(2);
  state = 'running';
  pass(30 * minute);
  expect(starts).toBe(2);
  state = 'idle';
  pass(2000);
  expect(starts).toBe(3);
  timers.close();
  pass(60 * minute);
  expect(starts).toBe(3);
});

test('after sleep and when the network returns', () => {
  const timers = begin({ everyMinutes: 600 });
  pass(90 * minute, true);
  expect(starts).toBe(1);
  pass(2 * minute);
  network = '';
  pass(2 * minute);
  expect(starts).toBe(1);
  network = 'wlan0';
  pass(2000);
  expect(starts).toBe(2);
  timers.close();
});

test('a user who wants no automatic sync gets none, except to repeat one that failed', () => {
  const timers = begin({ everyMinutes: 0 });
  pass(90 * minute, true);
  expect(starts).toBe(0);
  state = 'failed';
  network = 'wlan0';
  pass(2000);
  expect(starts).toBe(1);
  timers.close();
});

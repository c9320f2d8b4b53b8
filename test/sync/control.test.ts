import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWriter, type WriterDb } from '../../db/store/open.ts';
import { readProblems, readRuns } from '../../db/sync/sync-log.ts';
import { createLimiter, createMemoryLimiterStore, nextUtcDay } from '../../electron/gong/client/limiter.ts';
import { type Emulator, startEmulator } from '../../electron/gong/emulator/emulator.ts';
import type { SyncEngine } from '../../electron/sync/engine.ts';
import { testFolder } from '../support/folder.ts';
import { differences, engineOver, liveSynthetic, wholeScope } from './world.ts';

let emulator: Emulator;
let db: WriterDb;
let dir: string;
const open: SyncEngine[] = [];
const start = Date.parse('2026-09-10T12:00:00Z');
const clock = { now: () => start, sleep: async () => undefined };
beforeEach(async () => {
  dir = testFolder();
  db = openWriter(join(dir, 'store.db'));
  emulator = await startEmulator({ corpus: liveSynthetic(240, 3, 2, 10), ratePerSecond: 0 });
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((engine) => engine.close()));
  await emulator.stop();
  db.close();
});

function engine(options: Parameters<typeof engineOver>[3] = {}, time = clock): SyncEngine {
  const one = engineOver(db, emulator, time, options);
  open.push(one);
  return one;
}
const stored = () => db.prepare('SELECT count(*) FROM call').pluck().get() as number;

const exchanges = 30;
/** Requests of the test's own, one after the other: meanwhile a sync that were not paused would have sent some, too. */
async function exchange(): Promise<void> {
  const headers = { authorization: `Bearer ${emulator.bearer}` };
  for (let nth = 0; nth < exchanges; nth++)
    await (await fetch(`${emulator.url}/v2/workspaces`, { headers })).text();
}

/** Makes a record that cannot be read. */
const spoil = (id: string) =>
  emulator.corpus.edit(id, (call) => ({
    ...call,
    metaData: { ...call.metaData, duration: 'long' as never },
  }));

describe('what the user does while a sync runs', () => {
  it('pause holds the next request, resume goes on, and everything arrives', async () => {
    const one = engine({ committed: () => stored() >= 100 && stored() < 200 && one.pause() });
    one.start();
    await expect.poll(() => one.status().state).toBe('paused');
    await exchange();
    const before = emulator.counters().total;
    await exchange();
    expect(emulator.counters().total).toBe(before + exchanges);
    expect(one.status().state).toBe('paused');
    while (one.status().state !== 'idle') {
      one.resume();
      await Promise.race([one.settled(), new Promise((resolve) => setTimeout(resolve, 20))]);
    }
    expect(differences(db, emulator.corpus)).toEqual([]);
  });

  it('cancel keeps what is stored, and the next sync goes on from there', async () => {
    const one = engine({ committed: () => stored() >= 100 && one.cancel() });
    one.start();
    await one.settled();
    expect(one.status()).toMatchObject({ state: 'idle', error: null });
    expect(readRuns(db as never)[0]?.outcome).toBe('cancelled');
    expect(stored()).toBeGreaterThanOrEqual(100);
    const first = emulator.counters().total;
    const two = engine();
    two.start();
    await two.settled();
    expect(differences(db, emulator.corpus)).toEqual([]);
    // Settings, the probe and the pages of before are not asked for again; reviews and the library come last.
    const { byEndpoint } = emulator.counters();
    const last = ['stats/scorecards', 'library/folders', 'library/folder-content'];
    const reviews = last.reduce((sum, name) => sum + (byEndpoint[name] ?? 0), 0);
    expect(emulator.counters().total - first - reviews).toBeLessThan(10);
  });

  it('cancel ends a paused one too', async () => {
    const one = engine();
    one.start();
    one.pause();
    one.cancel();
    await one.settled();
    expect(one.status().state).toBe('idle');
  });

  it('retry asks again for what failed, and does without transcripts when their scope is missing', async () => {
    const id = emulator.corpus.heads()[5]?.id as string;
    const whole = emulator.corpus.call(id);
    spoil(id);
    const one = engine();
    one.start();
    await one.settled();
    expect(one.status().problemCount).toBe(1);
    emulator.corpus.edit(id, () => whole as never);
    emulator.setScopes(['api:calls:read:extensive']);
    one.retryProblems();
    await one.settled();
    expect(one.status()).toMatchObject({ state: 'idle', problemCount: 0 });
    expect(one.status().limitations).toHaveLength(1);
    expect(readProblems(db as never).filter((problem) => problem.resolvedMs === null)).toEqual([]);
    expect(stored()).toBe(240);
  });
});

describe('the share of the day', () => {
  it('shows as waiting until the next day, and goes on as soon as it is raised', async () => {
    let perDay = 5;
    let raise: () => void = () => undefined;
    const raised = new Promise<void>((resolve) => {
      raise = resolve;
    });
    const time = { now: () => start, sleep: () => raised };
    const limiter = createLimiter({
      store: createMemoryLimiterStore(),
      rules: () => ({ perSecond: 1000, perDay }),
      clock: time,
    });
    const states: string[] = [];
    const one = engine({ limiter, onStatus: ({ state }) => states.push(state) }, time as never);
    one.start();
    await expect.poll(() => one.status().state).toBe('waiting');
    expect(one.status().resumeAtMs).toBe(nextUtcDay(start));
    await expect.poll(() => emulator.counters().total).toBe(5);
    perDay = 1000;
    raise();
    await one.settled();
    expect(one.status()).toMatchObject({ state: 'idle', error: null, resumeAtMs: null });
    expect(differences(db, emulator.corpus)).toEqual([]);
    // Requests that never started are not counted.
    expect(readRuns(db as never)[0]?.requests).toBe(emulator.counters().total);
  });

  it('lets a waiting sync be paused and cancelled', async () => {
    const time = {
      now: () => start,
      sleep: (_: number, signal?: AbortSignal) =>
        new Promise<void>((_resolve, reject) =>
          signal?.addEventListener('abort', () => reject(signal.reason), { once: true }),
        ),
    };
    const limiter = createLimiter({
      store: createMemoryLimiterStore(),
      rules: () => ({ perSecond: 1000, perDay: 1 }),
    });
    const one = engine({ limiter }, time as never);
    one.start();
    await expect.poll(() => one.status().state).toBe('waiting');
    expect(one.pause().state).toBe('paused');
    one.cancel();
    await one.settled();
    expect(one.status().state).toBe('idle');
    expect(readRuns(db as never)[0]?.outcome).toBe('cancelled');
  });
});

describe('what a sync would do', () => {
  it('is told from one cheap request, and is what the sync then does', async () => {
    const one = engine();
    const plan = await one.plan();
    expect(emulator.counters()).toMatchObject({ total: 1, byEndpoint: { 'calls/extensive': 1 } });
    expect(plan.calls).toBe(240);
    expect(plan.windows.length).toBeGreaterThan(1);
    // Newest first, without gap or overlap.
    plan.windows.slice(1).forEach((window, at) => {
      expect(window.to).toBe(plan.windows[at]?.from);
    });
    const planned = plan.requests.calls + plan.requests.transcripts + plan.requests.settings;
    expect(plan.seconds).toBe(Math.ceil(planned / 3));
    emulator.resetCounters();
    one.start();
    await one.settled();
    // How many folders the library has is not known before: the plan counts one request and says so.
    const { total, byEndpoint } = emulator.counters();
    const library = (byEndpoint['library/folders'] ?? 0) + (byEndpoint['library/folder-content'] ?? 0);
    expect(Math.abs(total - library + 1 - planned)).toBeLessThanOrEqual(2);
    expect(plan.notes.join(' ')).toContain('library');
    const again = await one.plan();
    expect(again.notes.join(' ')).toContain('look-back');
    expect(again.requests.transcripts).toBe(0);
    expect(again.notes.join(' ')).not.toContain('library');
  });

  it('can be asked of a scope that is only being thought about', async () => {
    const one = engine();
    const head = emulator.corpus.heads()[100] as { startedMs: number };
    const toDate = new Date(head.startedMs).toISOString().slice(0, 10);
    const plan = await one.plan({ ...wholeScope, toDate, transcripts: false });
    expect(plan.calls).toBeLessThan(150);
    expect(plan.requests.transcripts).toBe(0);
    expect((plan.windows[0]?.to ?? '').slice(0, 10) > toDate).toBe(true);
  });
});

it('after a start the last sync and open problems are known', async () => {
  spoil(emulator.corpus.heads()[0]?.id as string);
  const one = engine();
  one.start();
  await one.settled();
  const two = engine();
  expect(two.status().lastFinishedMs).toBeNull();
  await two.restore();
  expect(two.status()).toMatchObject({
    state: 'idle',
    lastFinishedMs: start,
    lastSummary: expect.stringMatching(/^239 new, \d+ transcripts$/),
    problemCount: 1,
    requestBudget: wholeScope.dailyRequests,
  });
});

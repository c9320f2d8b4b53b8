import { spawn } from 'node:child_process';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../electron/gong/emulator/emulator.ts';
import { testFolder } from '../support/folder.ts';
import { liveSynthetic } from './world.ts';

const asker = fileURLToPath(new URL('./asker.ts', import.meta.url));
let dir: string;
let emulator: Emulator;
/** When requests came, epoch ms. */
const arrivals: number[] = [];
beforeAll(async () => {
  emulator = await startEmulator({
    corpus: liveSynthetic(1, 1),
    onRequest: () => arrivals.push(Date.now()),
  });
});
afterAll(() => emulator.stop());
beforeEach(() => {
  dir = testFolder();
  emulator.resetCounters();
  arrivals.length = 0;
});

function ask(times: number, perDay = 100_000, killAfterMs?: number): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      [asker, join(dir, 'requests.db'), emulator.url, emulator.bearer, String(times), String(perDay)],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk;
    });
    if (killAfterMs) setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    child.once('close', () => resolve(out));
  });
}

/** What making a connection may take: a request that needs a new one counts as started so much later than it did. */
const connectMs = 250;

/**
 * What must hold however busy the machine is. No four places of the shared log lie within a second. Every request that came had
 * one, and none came before it: the k-th to come not before the k-th place. A busy machine can only make requests late.
 */
function expectPaced(): void {
  const log = new Database(join(dir, 'requests.db'), { readonly: true });
  const starts = log.prepare('SELECT at_ms FROM request_slot ORDER BY at_ms').pluck().all() as number[];
  log.close();
  for (let at = 3; at < starts.length; at++)
    expect((starts[at] as number) - (starts[at - 3] as number)).toBeGreaterThan(1000);
  expect(arrivals.length).toBeGreaterThan(0);
  expect(arrivals.length).toBeLessThanOrEqual(starts.length);
  const came = arrivals.toSorted((a, b) => a - b);
  for (const [at, ms] of came.entries())
    expect(ms, `request ${at} before its place`).toBeGreaterThanOrEqual((starts[at] as number) - connectMs);
}

/**
 * Beyond that, the server counts what arrives within a second, and a busy machine may hold one back by more than the margin: what is wrong in the
 * limiter happens every time, what the machine does not. So one of three tries has to be without violation, unless there
 * are twice as many programs that want to run as processors: then arrivals say nothing.
 */
async function oneOfThree(work: () => Promise<void>): Promise<void> {
  const violations: number[] = [];
  for (let attempt = 0; attempt < 3 && !violations.includes(0); attempt++) {
    emulator.resetCounters();
    await work();
    expectPaced();
    violations.push(emulator.counters().rateViolations);
  }
  if ((loadavg()[0] ?? 0) < availableParallelism() * 2) expect(violations).toContain(0);
}

it('two processes together never start a fourth request within a second', () =>
  oneOfThree(async () => {
    await Promise.all([ask(10), ask(10)]);
    expect(emulator.counters().served).toBe(20);
  }));

it('a process that was killed and started again goes on at the same pace', () =>
  oneOfThree(async () => {
    await ask(50, 100_000, 1500);
    await ask(50, 100_000, 1200);
    await ask(4);
    expect(emulator.counters().served).toBeGreaterThanOrEqual(4);
  }));

it('the share of a day is one for all processes, also after a restart', async () => {
  await Promise.all([ask(5, 7), ask(5, 7)]);
  expect(emulator.counters().total).toBe(7);
  expect(await ask(1, 7)).toBe('budget\n');
  expect(emulator.counters().total).toBe(7);
});

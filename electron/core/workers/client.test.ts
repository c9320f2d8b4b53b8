import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LogFields, Logger } from '../app/log.ts';
import { startWorker, type WorkerClient } from './client.ts';

const entry = fileURLToPath(new URL('../../../test/support/echo.worker.ts', import.meta.url));
const lines: [string, LogFields][] = [];
const log: Logger = { log: (_level, event, fields = {}) => void lines.push([event, fields]), hide() {} };
const start = (file = '') => startWorker('reader', { file }, { log }, entry);

let worker: WorkerClient;
beforeEach(() => {
  lines.length = 0;
  worker = start();
});
afterEach(() => worker.close());

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'ok',
    (error) => error.code,
  );

test('answers are JSON text for calls and cloned values for tasks', async () => {
  expect(await worker.call('echo', { a: [1, null] })).toBe('{"a":[1,null]}');
  expect(await worker.task('bytes', [3])).toEqual(new Uint8Array(3));
});

test('a job that moved the store on is told once, before its answer; others are not', async () => {
  const heard: unknown[] = [];
  const writer = startWorker(
    'writer',
    { file: '' },
    { log, onChanged: (generation) => heard.push(generation) },
    entry,
  );
  const ask = async (name: string) => heard.push(`${name} ${await writer.call(name, 7)}`);
  for (const name of ['echo', 'edit', 'echo', 'edit']) await ask(name);
  expect(heard).toEqual(['echo 7', 2, 'edit 2', 'echo 7', 3, 'edit 3']);
  await writer.close();
});

test('of a burst of searches only those that are still wanted run, and every one of them does', async () => {
  const busy = worker.call('block', 30);
  const answers = [1, 2, 3, 4].map((key) => {
    const controller = new AbortController();
    const answer = worker.call('echo', key, { signal: controller.signal }).catch((error) => error.code);
    if (key % 2) controller.abort();
    return answer;
  });
  expect(await Promise.all([busy, ...answers])).toEqual(['30', 'core/cancelled', '2', 'core/cancelled', '4']);
});

test('a queued request that is aborted never runs; one before the start is refused', async () => {
  const controller = new AbortController();
  const busy = worker.call('block', 30);
  const queued = codeOf(worker.call('echo', 1, { signal: controller.signal }));
  controller.abort();
  expect(await queued).toBe('core/cancelled');
  expect(await codeOf(worker.call('echo', 1, { signal: controller.signal }))).toBe('core/cancelled');
  await busy;
  expect(await worker.call('echo', 2)).toBe('2');
});

test('what a person waits for goes before background work, in its own order', async () => {
  await worker.ready;
  const order: string[] = [];
  const note = (name: string, work: Promise<unknown>) => work.then(() => order.push(name));
  await Promise.all([
    note('started', worker.task('bytes', [1])),
    note('background 1', worker.task('bytes', [1])),
    note('background 2', worker.task('bytes', [1])),
    note('edit 1', worker.call('echo', 1, { urgent: true })),
    note('edit 2', worker.call('echo', 2, { urgent: true })),
  ]);
  expect(order).toEqual(['started', 'edit 1', 'edit 2', 'background 1', 'background 2']);
});

test('known causes come with their code; a bug says nothing of its inside but is logged', async () => {
  expect(await codeOf(worker.call('fail', 0))).toBe('store/full');
  expect(await codeOf(worker.call('nothing', 0))).toBe('core/not-available');
  await expect(worker.call('bug', 0)).rejects.toMatchObject({
    code: 'core/unexpected',
    message: expect.not.stringContaining('secret detail'),
  });
  expect(lines).toEqual([['request.failed', expect.objectContaining({ name: 'bug' })]]);
});

test('requests over 40 ms are logged by name', async () => {
  await worker.call('block', 60);
  expect(lines).toEqual([['slow', { role: 'reader', name: 'block', ms: expect.any(Number) }]]);
});

test('something that cannot be cloned fails its own request only', async () => {
  expect(await codeOf(worker.task('bytes', [() => 1]))).not.toBe('ok');
  expect(await worker.call('echo', 1)).toBe('1');
});

test('a worker that cannot open tells why, to the opener and to every request', async () => {
  const broken = start('broken');
  expect(await codeOf(broken.ready)).toBe('store/unavailable');
  expect(await codeOf(broken.call('echo', 1))).toBe('store/unavailable');
  await broken.close();
});

test('a crash rejects everything that waits, now and later', async () => {
  const crashing = start();
  await crashing.ready;
  const crash = codeOf(crashing.task('crash', []));
  const waiting = codeOf(crashing.call('block', 200));
  const queued = codeOf(crashing.call('echo', 1));
  expect(await crash).toBe('ok');
  expect(await Promise.all([waiting, queued])).toEqual(['core/worker-crashed', 'core/worker-crashed']);
  expect(await codeOf(crashing.call('echo', 1))).toBe('core/worker-crashed');
  await crashing.close();
});

test('closing lets what has started finish and rejects the rest', async () => {
  const closing = start();
  await closing.ready;
  const started = codeOf(closing.call('block', 20));
  const queued = codeOf(closing.call('echo', 1));
  await closing.close();
  expect(await Promise.all([started, queued])).toEqual(['ok', 'core/closed']);
});

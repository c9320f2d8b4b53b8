import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testFolder } from '../../../test/support/folder.ts';
import { defaultSyncScope } from '../../contract/sync.ts';
import { createEventBus } from '../app/event-bus.ts';
import { silentLog } from '../app/log.ts';
import { createProfiles } from '../app/profiles.ts';
import { createReserve } from '../app/reserve.ts';
import { createMemorySecrets } from '../app/secrets/memory.ts';
import { openSettings } from '../app/settings.ts';
import { openSession } from './session.ts';

/** Threads that were started and have not ended. */
const threads = new Set<Worker>();
const watch = (worker: Worker) => {
  threads.add(worker);
  worker.once('exit', () => threads.delete(worker));
};
beforeEach(() => void process.on('worker', watch));
afterEach(() => void process.off('worker', watch));

/** What a session is opened with; the `at`-th time anything of it is asked for, that fails. */
function failingAt(dir: string, at: number) {
  const settings = openSettings(dir, 0, () => {});
  const record = {
    id: 'gong-00000001',
    name: 'A',
    kind: 'gong' as const,
    baseUrl: 'https://gong.invalid',
    authKind: 'key' as const,
  };
  const profiles = createProfiles({
    dataDir: dir,
    settings,
    secrets: createMemorySecrets(),
    hide() {},
    onLocated() {},
  });
  profiles.put({ ...record, scope: defaultSyncScope });
  const deps: Parameters<typeof openSession>[0] = {
    profile: { ...record, me: null, scopeChosen: true, secret: 'session' },
    profiles,
    bus: createEventBus(() => {}),
    log: silentLog,
    now: Date.now,
    zone: () => 'UTC',
    notice() {},
    requests: null,
    makeClient: () => Promise.reject(new Error('no client')),
    fetch: () => Promise.reject(new Error('no network')),
    refusal: null,
    reserve: createReserve(dir),
    autoSync: true,
  };
  let asked = 0;
  let failed = false;
  const watched = new Proxy(deps, {
    get(target, name) {
      if (++asked === at) {
        failed = true;
        throw new Error(`no ${String(name)}`);
      }
      return target[name as keyof typeof target];
    },
  });
  return { watched, failed: () => failed };
}

test('whatever fails while a store is opened, no thread of it is left', async () => {
  const dir = testFolder();
  let failures = 0;
  for (let at = 1; ; at++) {
    const { watched, failed } = failingAt(dir, at);
    const session = await openSession(watched).catch((error) => {
      expect(error.message).toMatch(/^no /);
      return null;
    });
    await session?.close();
    expect([...threads].length, `after failure ${at}`).toBe(0);
    if (!failed()) break;
    failures++;
  }
  // Before, between and after the threads.
  expect(failures).toBeGreaterThan(8);
});

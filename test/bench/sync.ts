import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { SyncStatus } from '../../electron/contract/sync.ts';
import { createMemorySecrets } from '../../electron/core/app/secrets/memory.ts';
import { createCore } from '../../electron/core/create-core.ts';

// A whole first sync, as the product does it, against the emulator in a process of its own and at Gong's real pace.
// Prints requests, seconds, the least that three request starts a second allow, and the ratio of the two.
const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    verbose: { type: 'boolean', default: false },
  },
});
const perSecond = 3;

interface Ready {
  readonly url: string;
  readonly accessKey: string;
  readonly secret: string;
}

const emulator = spawn(
  process.execPath,
  [
    fileURLToPath(new URL('../../electron/hosts/cli/main.ts', import.meta.url)),
    'emulator',
    '--corpus',
    'synthetic',
    '--calls',
    values.calls,
    '--seed',
    values.seed,
  ],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
const ready = await new Promise<Ready>((resolve, reject) => {
  createInterface({ input: emulator.stdout }).once('line', (line) => resolve(JSON.parse(line) as Ready));
  emulator.once('exit', () => reject(new Error('the emulator did not start')));
});
const dataDir = mkdtempSync(join(tmpdir(), 'earshot-bench-'));
const core = await createCore({
  dataDir,
  shell: 'browser',
  autoSync: false,
  secrets: createMemorySecrets(),
  account: { baseUrl: ready.url, auth: { kind: 'key', accessKey: ready.accessKey, secret: ready.secret } },
});
try {
  const scope = await core.request('sync/scope', {});
  await core.request('sync/setScope', { ...scope, privateCalls: true, dailyRequests: 1_000_000 });
  await core.request('sync/chooseCalls', { calls: 'everybody' });
  const from = performance.now();
  const ended = new Promise<SyncStatus>((resolve) =>
    core.on('sync/status', (status) => {
      if (values.verbose)
        console.error(
          `${((performance.now() - from) / 1000).toFixed(1)} s ${status.phase} ${status.done}/${status.total}`,
        );
      if (status.state === 'idle' || status.state === 'failed') resolve(status);
    }),
  );
  await core.request('sync/start', {});
  const status = await ended;
  const seconds = (performance.now() - from) / 1000;
  const [run] = await core.request('sync/runs', {});
  const { total } = await core.request('library/search', { q: '', limit: 0, facets: false });
  const requests = run?.requests ?? 0;
  const least = Math.floor((requests - 1) / perSecond);
  console.log(
    JSON.stringify({
      bench: 'sync',
      calls: Number(values.calls),
      stored: total,
      state: status.state,
      requests,
      seconds: Number(seconds.toFixed(1)),
      apiBoundSeconds: least,
      ratio: Number((seconds / least).toFixed(3)),
    }),
  );
} finally {
  await core.close();
  emulator.kill('SIGTERM');
  rmSync(dataDir, { recursive: true, force: true });
}

/*
 * Harmless attacks on a running Earshot: hostile requests to the browser shell, tries of other sites in a real browser, and hostile text
 * through every export and page. Prints what was tried and what got through: nothing may. `npm run -s attack`; no part of CI.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from '@playwright/test';
import { createMemorySecrets } from '../../electron/core/app/secrets/memory.ts';
import { createCore } from '../../electron/core/create-core.ts';
import type { Core } from '../../electron/core/rpc/core.ts';
import { LiveCorpus } from '../../electron/gong/emulator/corpus.ts';
import { startEmulator } from '../../electron/gong/emulator/emulator.ts';
import { startShellServer } from '../../electron/hosts/browser/server.ts';
import { attackExports } from './exports.ts';
import { hostileCalls } from './hostile.ts';
import { attackPages } from './pages.ts';
import { attackRequests } from './requests.ts';
import { attackCrossSite } from './sites.ts';
import type { Outcome } from './through.ts';

const dir = mkdtempSync(join(tmpdir(), 'earshot-attack-'));
const view = join(import.meta.dirname, '../../out/renderer');

/** A core on an account of hostile calls, synced. `asked` counts every procedure that got as far as the core. */
async function startHostileCore(): Promise<{ core: Core; asked(): number; end(): Promise<void> }> {
  const calls = hostileCalls();
  const corpus = new LiveCorpus({
    calls: calls.map(({ call }) => call),
    transcript: (id) => calls.find(({ call }) => call.metaData.id === id)?.transcript ?? null,
    users: [],
  });
  const emulator = await startEmulator({ corpus, ratePerSecond: 0 });
  const core = await createCore({
    dataDir: join(dir, 'data'),
    shell: 'browser',
    secrets: createMemorySecrets(),
    account: {
      baseUrl: emulator.url,
      auth: { kind: 'key', accessKey: emulator.accessKey, secret: emulator.secret },
    },
  });
  const total = async () =>
    (await core.request('library/search', { q: '', limit: 0, facets: false })).corpusTotal;
  while ((await total()) < calls.length || (await core.request('sync/status', {})).state !== 'idle')
    await new Promise((resolve) => setTimeout(resolve, 100));
  await core.indexed();
  let asked = 0;
  const counted: Core = {
    ...core,
    requestJson(...args) {
      asked++;
      return core.requestJson(...args);
    },
  };
  return {
    core: counted,
    asked: () => asked,
    async end() {
      await core.close();
      await emulator.stop();
    },
  };
}

const print = (name: string, { tried, through }: Outcome) => {
  console.log(`${name}: ${tried} tried, ${through.length} through`);
  for (const one of through.slice(0, 20)) console.log(`  ${one}`);
};

let browser: Browser | null = null;
try {
  const { core, asked, end } = await startHostileCore();
  const server = await startShellServer({ core, port: 0, rendererDir: view });
  browser = await chromium.launch({
    executablePath: process.env['EARSHOT_CHROMIUM'] ?? '/usr/bin/chromium',
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  // As a user: in a browser that is signed in, and visits other sites as well.
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(server.url());
  await page.locator('main').waitFor();
  const key = await page.evaluate(() => sessionStorage.getItem('earshot-key') ?? '');
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');

  const requests = await attackRequests({ port: server.port, cookie, key, asked });
  print('hostile requests', requests);
  const sites = await attackCrossSite({ context, port: server.port, asked });
  print('tries of other sites', sites);
  const pages = await attackPages({ page, origin: `http://127.0.0.1:${server.port}` });
  print('pages of hostile text', pages);
  const exports = await attackExports({ core, browser });
  print('exports of hostile text', exports);

  await browser.close();
  browser = null;
  await server.close();
  await end();
  const counts = Object.entries({ requests, sites, pages, exports }).map(
    ([name, outcome]) => [name, { tried: outcome.tried, through: outcome.through.length }] as const,
  );
  const through = counts.reduce((sum, [, count]) => sum + count.through, 0);
  console.log(JSON.stringify({ attack: Object.fromEntries(counts), through }));
  process.exitCode = through === 0 ? 0 : 1;
} finally {
  await browser?.close();
  rmSync(dir, { recursive: true, force: true });
}

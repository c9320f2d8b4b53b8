import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import type { AppInfo } from '../../electron/contract/app.ts';
import type { Bridge } from '../../electron/contract/bridge.ts';
import { createHttpBridge } from '../../electron/contract/transport/http.ts';
import { createPortBridge } from '../../electron/contract/transport/port.ts';
import { createMemorySecrets } from '../../electron/core/app/secrets/memory.ts';
import { createCore } from '../../electron/core/create-core.ts';
import { createInProcessBridge } from '../../electron/core/rpc/in-process.ts';
import { serveWire } from '../../electron/core/rpc/wire-server.ts';
import { startShellServer } from '../../electron/hosts/browser/server.ts';
import { createFakeBridge } from '../support/fake-bridge.ts';
import { wireOf } from '../support/wire.ts';

/** A bridge under test, with the way to end everything behind it. */
export interface Opened {
  readonly bridge: Bridge;
  end(): Promise<void>;
}

async function startCore() {
  const dir = mkdtempSync(join(tmpdir(), 'earshot-contract-'));
  const core = await createCore({
    dataDir: dir,
    shell: 'browser',
    secrets: createMemorySecrets(),
    autoSync: false,
  });
  return {
    core,
    async end() {
      await core.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function inProcess(): Promise<Opened> {
  const { core, end } = await startCore();
  return { bridge: createInProcessBridge(core), end };
}

async function http(): Promise<Opened> {
  const { core, end } = await startCore();
  const server = await startShellServer({ core, port: 0, rendererDir: 'out/renderer' });
  const origin = `http://127.0.0.1:${server.port}`;
  const entry = await fetch(server.url());
  const cookie = (entry.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const key = /earshot-key" content="([^"]+)/.exec(await entry.text())?.[1] ?? null;
  const bridge = createHttpBridge({
    baseUrl: origin,
    key: Promise.resolve(key),
    // What a browser adds by itself.
    fetch: (url, init) => fetch(url, { ...init, headers: { ...(init?.headers as object), cookie, origin } }),
  });
  return {
    bridge,
    async end() {
      await server.close();
      await end();
    },
  };
}

async function messagePort(): Promise<Opened> {
  const { core, end } = await startCore();
  const { port1, port2 } = new MessageChannel();
  const stop = serveWire(core, wireOf(port1));
  return {
    bridge: createPortBridge(wireOf(port2)),
    async end() {
      stop();
      port1.close();
      port2.close();
      await end();
    },
  };
}

async function fake(): Promise<Opened> {
  let prefs: AppInfo['prefs'] = { theme: 'system', timeZone: 'system', weekStart: 1, coverAfterMin: 0 };
  const info = (): AppInfo => ({
    version: '0.1.0',
    shell: 'browser',
    os: 'linux',
    state: { status: 'noProfile' },
    profiles: [],
    activeProfileId: null,
    prefs,
    proxy: { mode: 'system', address: '', bypass: '', user: '' },
    zone: { name: 'UTC', rules: null, note: null, offsets: [[0, 0]] },
    notices: [],
    cover: { on: false, by: null },
    sampleOnline: false,
  });
  const none = () => {
    throw Object.assign(new Error('No Gong account is connected yet.'), {
      code: 'app/no-profile',
      nextStep: 'Connect Gong, or explore the sample workspace.',
      retryable: false,
    });
  };
  const bridge = createFakeBridge({
    'app/info': info,
    'app/setPrefs': (change) => {
      prefs = { ...prefs, ...change };
      queueMicrotask(() => bridge.emit('app/info', info()));
      return info();
    },
    'connection/test': ({ baseUrl }) => ({
      ok: false,
      error: { code: 'gong/bad-url', message: baseUrl, nextStep: 'x', retryable: false },
      checks: [],
    }),
    'library/search': none,
    'sync/runs': none,
    'history/clear': none,
  });
  return { bridge, end: async () => {} };
}

/** The transports that the one suite runs against. */
export const transports: Readonly<Record<string, () => Promise<Opened>>> = {
  fake,
  'in-process': inProcess,
  'loopback HTTP': http,
  'message-port pair (Electron IPC)': messagePort,
};

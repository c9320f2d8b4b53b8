import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { hastyClock } from '../../../../test/fixtures/clock.ts';
import {
  type NamedGong,
  startNamedGong,
  startProxy,
  type TestProxy,
} from '../../../../test/fixtures/proxied.ts';
import { testFolder } from '../../../../test/support/folder.ts';
import type { ConnectionReport, ProxySetting } from '../../../contract/app.ts';
import { createMemoryLimiterStore } from '../../../gong/client/limiter.ts';
import { createCore } from '../../create-core.ts';
import { streamTrack } from '../../media/remote.ts';
import { createConnectionTester } from '../key-check.ts';
import { createMemorySecrets } from '../secrets/memory.ts';
import { defaultProxy } from '../settings.ts';
import { createNodeNetwork, type Network } from './network.ts';

let gong: NamedGong;
let proxy: TestProxy;
let guarded: TestProxy;
const password = 'p@ss:wörd%/#';
const inAddress = `user:${encodeURIComponent(password)}`;
beforeAll(async () => {
  gong = await startNamedGong();
  proxy = await startProxy();
  guarded = await startProxy({ user: 'user', password });
});
afterAll(async () => {
  await proxy.stop();
  await guarded.stop();
  await gong.stop();
});

const open: Network[] = [];
const hidden: string[] = [];
afterEach(async () => {
  for (const network of open.splice(0)) await network.close();
  for (const one of [proxy, guarded]) {
    one.asked.length = 0;
    one.signIns.length = 0;
  }
});

function network(env: NodeJS.ProcessEnv, setting: ProxySetting = defaultProxy, secret: string | null = null) {
  const made = createNodeNetwork({
    setting: () => setting,
    password: async () => secret,
    hide: (text) => void hidden.push(text),
    env: { SSL_CERT_FILE: gong.certificate, ...env },
  });
  open.push(made);
  return made;
}

function tryOut(through: Network, baseUrl = gong.url): Promise<ConnectionReport> {
  const connect = createConnectionTester({
    clock: hastyClock(),
    starts: () => createMemoryLimiterStore(),
    network: through,
  });
  return connect(baseUrl, { kind: 'key', accessKey: gong.emulator.accessKey, secret: gong.emulator.secret });
}

const where = () => new URL(gong.url).host;

test('requests go through the proxy of the environment, and the test of a connection says so', async () => {
  const report = await tryOut(network({ HTTPS_PROXY: `http://${proxy.host}` }));
  expect(report).toMatchObject({
    ok: true,
    route: `Through the proxy ${proxy.host} (from HTTPS_PROXY).`,
  });
  expect(new Set(proxy.asked)).toEqual(new Set([where()]));
});

test.each([
  ['NO_PROXY', { NO_PROXY: 'gong.test' }, 'Directly, without a proxy (NO_PROXY excepts this host).'],
  ['no_proxy with a wildcard', { no_proxy: '*' }, 'Directly, without a proxy (no_proxy excepts this host).'],
])('%s is obeyed', async (_name, env, text) => {
  const report = await tryOut(network({ HTTPS_PROXY: `http://${proxy.host}`, ...env }));
  expect(report).toMatchObject({ ok: true, route: text });
  expect(proxy.asked).toEqual([]);
});

test('the emulator on this computer is reached directly, whatever is set', async () => {
  const byHand = { mode: 'address', address: 'http://127.0.0.1:9', bypass: '', user: '' } as const;
  for (const through of [
    network({ ALL_PROXY: 'http://127.0.0.1:9', HTTP_PROXY: 'x:1' }),
    network({}, byHand),
  ])
    expect(await tryOut(through, gong.emulator.url)).toMatchObject({
      ok: true,
      route: 'Directly, without a proxy (it is this computer).',
    });
});

test('credentials in the address are decoded, sent to the proxy only, and hidden from the log', async () => {
  const report = await tryOut(network({ HTTPS_PROXY: `http://${inAddress}@${guarded.host}` }));
  expect(report).toMatchObject({ ok: true, route: `Through the proxy ${guarded.host} (from HTTPS_PROXY).` });
  expect(hidden).toContain(password);
  expect(JSON.stringify(report)).not.toContain('ss:w');
});

test('credentials of the setting are used', async () => {
  const setting = { mode: 'address', address: `http://${guarded.host}`, bypass: '', user: 'user' } as const;
  expect(await tryOut(network({}, setting, password))).toMatchObject({ ok: true });
  expect(await tryOut(network({}, setting, 'other'))).toMatchObject({ ok: false });
});

test.each([
  ['no credentials', '', 'asks for a user name and password'],
  ['wrong ones', 'user:wrong-secret@', 'refused the user name and password'],
])('a proxy that wants to be signed in at, with %s', async (_name, before, message) => {
  const report = await tryOut(network({ HTTPS_PROXY: `http://${before}${guarded.host}` }));
  expect(report).toMatchObject({
    ok: false,
    error: {
      code: 'gong/proxy-auth',
      message: `The proxy ${guarded.host} ${message}.`,
      nextStep: expect.stringContaining('Network'),
      retryable: false,
    },
  });
  // Not tried again with what was refused: that locks accounts.
  expect(guarded.asked).toHaveLength(1);
  expect(JSON.stringify(report)).not.toContain('wrong-secret');
});

test('a proxy that only knows Negotiate is told apart', async () => {
  proxy.server.authenticate = 'negotiate';
  const report = await tryOut(network({ HTTPS_PROXY: `http://${proxy.host}` }));
  delete proxy.server.authenticate;
  expect(report).toMatchObject({
    error: { code: 'gong/proxy-auth', message: expect.stringContaining('(Negotiate)') },
  });
});

test.each([
  [
    'a port nobody listens on',
    'http://127.0.0.1:9',
    'The proxy 127.0.0.1:9 could not be reached (ECONNREFUSED).',
  ],
  ['a name nobody knows', 'http://no-such-proxy.invalid:1', 'The proxy no-such-proxy.invalid:1 could not'],
])('a proxy at %s is blamed, not the base URL', async (_name, address, message) => {
  expect(await tryOut(network({ HTTPS_PROXY: address }))).toMatchObject({
    ok: false,
    error: {
      code: 'gong/proxy-unreachable',
      message: expect.stringContaining(message),
      nextStep: expect.stringContaining('HTTPS_PROXY'),
    },
  });
});

test.each([
  [403, 'gong/proxy-refused', 'does not let you connect to gong.test', false],
  [502, 'gong/proxy-refused', 'could not connect to gong.test', true],
  // What Tinyproxy answers to a wrong password.
  [401, 'gong/proxy-auth', 'asks for a user name', false],
])('a proxy that answers %i to CONNECT: %s', async (status, code, message, retryable) => {
  const server = createServer().on('connect', (_request, socket) => {
    socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const report = await tryOut(network({ HTTPS_PROXY: host }));
  server.close();
  expect(report.error).toMatchObject({
    code,
    message: expect.stringContaining(`The proxy ${host} ${message}`),
    nextStep: expect.not.stringContaining('by itself'),
    retryable,
  });
});

test('a recording whose host the proxy refuses says so, not that the address had expired', async () => {
  proxy.server.authenticate = () => false;
  const addresses = {
    audio: 'https://media.test/a?X-Amz-Signature=s',
    video: null,
    fetchedMs: 0,
    unsafe: false,
  };
  const renew = vi.fn(async () => addresses);
  const book = { get: async () => addresses, renew, prefetch: async () => {}, age: () => 0 };
  const through = network({ HTTPS_PROXY: proxy.host });
  const playing = streamTrack(
    { addresses: book, fetch: through.fetch },
    '1',
    'audio',
    undefined,
    new AbortController().signal,
  );
  await expect(playing).rejects.toMatchObject({ code: 'gong/proxy-auth' });
  delete proxy.server.authenticate;
  expect(renew).not.toHaveBeenCalled();
});

test('an address in the environment that is none is named without being repeated', async () => {
  const report = await tryOut(network({ HTTPS_PROXY: 'http://u:se#cret@proxy:1' }));
  expect(report).toMatchObject({
    error: { code: 'gong/proxy-address', message: 'The address of a proxy in HTTPS_PROXY cannot be read.' },
  });
  expect(JSON.stringify(report)).not.toContain('cret');
});

test('a core syncs and plays through the proxy of its setting; its password goes into no file and to no view', async () => {
  const dir = testFolder();
  const { emulator } = gong;
  const core = await createCore({
    dataDir: dir,
    shell: 'browser',
    autoSync: false,
    secrets: createMemorySecrets(),
    network: (deps) => createNodeNetwork({ ...deps, env: { SSL_CERT_FILE: gong.certificate } }),
  });
  try {
    const refused = core.request('app/setProxy', { mode: 'address', address: 'http://u:p#x@h:1' });
    await expect(refused).rejects.toMatchObject({ code: 'settings/proxy' });
    const lonely = core.request('app/setProxy', { mode: 'address', address: guarded.host, user: 'user' });
    await expect(lonely).rejects.toMatchObject({
      code: 'settings/proxy',
      message: expect.stringContaining('password'),
    });
    const info = await core.request('app/setProxy', {
      mode: 'address',
      address: `http://${inAddress}@${guarded.host}`,
    });
    const kept = { mode: 'address', address: `http://${guarded.host}`, bypass: '', user: 'user' };
    expect(info.proxy).toEqual(kept);
    // Changed without its password being entered again.
    await core.request('app/setProxy', { ...kept, mode: 'address', bypass: 'intranet.test' });
    const auth = { kind: 'key', accessKey: emulator.accessKey, secret: emulator.secret } as const;
    await core.request('connection/save', { name: 'Gong', baseUrl: gong.url, auth });
    await core.request('sync/setScope', {
      ...(await core.request('sync/scope', {})),
      media: true,
      privateCalls: true,
    });
    await core.request('sync/chooseCalls', { calls: 'everybody' });
    await core.request('sync/start', {});
    await expect.poll(async () => (await core.request('sync/status', {})).state).toBe('idle');
    const { total } = await core.request('library/search', { q: '', limit: 1 });
    expect(total).toBeGreaterThan(100);
    const body = (
      await core.media.open('5907196348553269032', 'audio', 'bytes=0-99', new AbortController().signal)
    ).body;
    let bytes = 0;
    for await (const chunk of body ?? []) bytes += chunk.length;
    expect(bytes).toBe(100);
    expect(new Set(guarded.asked)).toEqual(new Set([where()]));
    const written = readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
    expect(written.length).toBeGreaterThan(3);
    for (const secret of [
      password,
      encodeURIComponent(password),
      Buffer.from(`user:${password}`).toString('base64'),
    ])
      expect(written.some((bytes) => bytes.includes(secret))).toBe(false);
    // Back to none: the password is forgotten.
    await core.request('app/setProxy', { mode: 'none' });
    await expect(core.request('app/setProxy', { ...kept, mode: 'address' })).rejects.toMatchObject({
      code: 'settings/proxy',
    });
  } finally {
    await core.close();
  }
});

test.each([
  ['NODE_EXTRA_CA_CERTS', 0, /Through the proxy/],
  ['SSL_CERT_FILE', 0, /Through the proxy/],
  ['NONE', 4, /gong\/tls/],
])('the command line trusts a certificate in %s: exit code %i', async (variable, code, text) => {
  const dir = testFolder();
  const { emulator } = gong;
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, '../../../hosts/cli/main.ts'), 'accounts', 'test', '--data', dir],
    {
      env: {
        PATH: process.env['PATH'],
        HTTPS_PROXY: `http://${inAddress}@${guarded.host}`,
        EARSHOT_GONG_URL: gong.url,
        EARSHOT_ACCESS_KEY: emulator.accessKey,
        EARSHOT_ACCESS_KEY_SECRET: emulator.secret,
        [variable]: gong.certificate,
      },
    },
  );
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said += chunk;
    });
  const ended = await new Promise((resolve) => child.once('close', resolve));
  expect(said).toMatch(text);
  expect(said).not.toContain(encodeURIComponent(password));
  expect(ended).toBe(code);
});

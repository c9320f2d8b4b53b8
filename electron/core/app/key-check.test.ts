import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hastyClock } from '../../../test/fixtures/clock.ts';
import { createMemoryLimiterStore } from '../../gong/client/limiter.ts';
import { type Emulator, startEmulator } from '../../gong/emulator/emulator.ts';
import { loadSampleCorpus } from '../../gong/emulator/sample-corpus.ts';
import { createConnectionTester } from './key-check.ts';
import { createNodeNetwork } from './network/network.ts';
import { defaultProxy } from './settings.ts';

let emulator: Emulator;
const connect = createConnectionTester({
  clock: hastyClock(),
  starts: () => createMemoryLimiterStore(),
  network: createNodeNetwork({
    setting: () => defaultProxy,
    password: async () => null,
    hide: () => {},
    env: {},
  }),
});
beforeAll(async () => {
  emulator = await startEmulator({ corpus: loadSampleCorpus(), ratePerSecond: 0 });
});
afterAll(() => emulator.stop());

const key = () => ({ kind: 'key', accessKey: emulator.accessKey, secret: emulator.secret }) as const;
const allScopes = [
  'api:calls:read:extensive',
  'api:calls:read:basic',
  'api:calls:read:transcript',
  'api:calls:read:media-url',
  'api:users:read',
  'api:workspaces:read',
  'api:settings:trackers:read',
  'api:settings:scorecards:read',
  'api:stats:scorecards',
  'api:library:read',
];

test('a good key passes every check, also with blanks around what was pasted', async () => {
  const report = await connect(` ${emulator.url} `, {
    kind: 'key',
    accessKey: `${emulator.accessKey} `,
    secret: `${emulator.secret}\n`,
  });
  expect(report.checks.map((check) => [check.scope, check.status])).toEqual(allScopes.map((s) => [s, 'ok']));
  expect(report.ok).toBe(true);
});

test.each(['\u200b', '\ufeff', '\u00a0', '\u00ad', '\n', '\u2028', '\u202d', '\u{e0020}'])(
  'a key and a token with %j within pass, and are what is sent',
  async (sign) => {
    const middle = (text: string) => `${sign}${text.slice(0, 3)}${sign}${text.slice(3)}${sign}`;
    const { accessKey, secret } = key();
    const pasted = { kind: 'key', accessKey: middle(accessKey), secret: `“${middle(secret)}”` } as const;
    expect(await connect(middle(emulator.url), pasted)).toMatchObject({ ok: true });
    expect(await connect(emulator.url, { kind: 'bearer', token: middle(emulator.bearer) })).toMatchObject({
      ok: true,
    });
  },
);

test('a token with a sign that no header can carry is no fault of the network', async () => {
  const report = await connect(emulator.url, { kind: 'bearer', token: 'tokeñ' });
  expect(report.error).toMatchObject({
    code: 'secrets/odd-sign',
    message: expect.stringContaining('U+00F1'),
  });
});

test('a bearer token works as well', async () => {
  expect(await connect(emulator.url, { kind: 'bearer', token: emulator.bearer })).toMatchObject({ ok: true });
});

test('without the scope for calls nothing can be synced, and the report says whom to ask', async () => {
  emulator.setScopes(allScopes.slice(1));
  const report = await connect(emulator.url, key());
  expect(report.checks[0]).toMatchObject({
    status: 'missing',
    message: expect.stringContaining('extensive'),
  });
  expect(report).toMatchObject({
    ok: false,
    error: { code: 'gong/missing-scope', nextStep: expect.stringContaining('admin') },
  });
});

test('without the other scopes the report says for each what will be missing', async () => {
  emulator.setScopes(allScopes.slice(0, 1));
  const report = await connect(emulator.url, key());
  emulator.setScopes(allScopes);
  expect(report.ok).toBe(true);
  for (const check of report.checks.slice(1)) {
    expect(check).toMatchObject({
      status: 'missing',
      message: expect.stringContaining(check.scope as string),
    });
    expect(check.requestId).toBeTruthy();
  }
});

test('a key that may see no calls is not said to be able to sync, and one after a quiet week is', async () => {
  emulator.setFaults([{ action: { kind: 'lostView' } }]);
  const empty = await connect(emulator.url, key());
  expect(empty).toMatchObject({ ok: true });
  expect(empty.checks[0]).toMatchObject({
    status: 'empty',
    message: expect.stringContaining('no calls'),
  });
  expect(JSON.stringify(empty)).not.toContain('can be synced');
  emulator.setFaults([{ endpoint: 'calls/extensive', nth: 1, action: { kind: 'lostView' } }]);
  expect((await connect(emulator.url, key())).checks[0]).toMatchObject({ status: 'ok' });
  emulator.setFaults([]);
});

test('a part that is denied with 403 is named like one whose scope is missing', async () => {
  const action = { kind: 'status' as const, status: 403, errors: ['Access denied'] };
  emulator.setFaults([
    { endpoint: 'users', action },
    { endpoint: 'workspaces', action },
  ]);
  const report = await connect(emulator.url, key());
  emulator.setFaults([]);
  expect(report.ok).toBe(true);
  const denied = report.checks.filter((check) => check.status === 'missing').map((check) => check.id);
  expect(denied).toEqual(['users', 'workspaces']);
});

test('a wrong secret is told apart, suggests the host, and the rest is not tried', async () => {
  const report = await connect(emulator.url, { ...key(), secret: 'wrong-secret' });
  expect(report).toMatchObject({
    ok: false,
    error: { code: 'gong/unauthorized', nextStep: expect.stringContaining('base URL') },
  });
  expect(report.checks.slice(1).every((check) => check.status === 'skipped')).toBe(true);
});

test.each([
  ['not a url', 'gong/bad-url'],
  ['http://gong.example', 'gong/insecure-url'],
  ['https://user:word@gong.example', 'gong/bad-url'],
  ['https://no-such-host.invalid', 'gong/network'],
  ['http://127.0.0.1:1', 'gong/network'],
])('%s is refused as %s with a next step', async (baseUrl, code) => {
  const report = await connect(baseUrl, key());
  expect(report).toMatchObject({ ok: false, error: { code, nextStep: expect.stringMatching(/\w/) } });
  expect(report).not.toMatchObject({ error: { nextStep: expect.stringContaining('by itself') } });
});

test('an address that is no Gong says so', async () => {
  emulator.setFaults([{ endpoint: 'calls/extensive', action: { kind: 'html' } }]);
  const report = await connect(emulator.url, key());
  emulator.setFaults([]);
  expect(report).toMatchObject({ ok: false, error: { code: 'gong/not-json' } });
});

test('a server that does not speak TLS is named as such', async () => {
  const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(
    0,
    '127.0.0.1',
  );
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  const report = await connect(`https://127.0.0.1:${port}`, key());
  server.close();
  expect(report).toMatchObject({ ok: false, error: { code: 'gong/tls' } });
});

test('an empty secret is asked for before anything is sent', async () => {
  const before = emulator.counters().total;
  expect(await connect(emulator.url, { ...key(), secret: ' ' })).toMatchObject({
    ok: false,
    error: { code: 'secrets/missing' },
  });
  expect(await connect(emulator.url, null)).toMatchObject({ ok: false, error: { code: 'secrets/missing' } });
  expect(emulator.counters().total).toBe(before);
});

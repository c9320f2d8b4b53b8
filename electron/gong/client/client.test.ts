import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { selfSigned } from '../../../test/fixtures/certificate.ts';
import { type Emulator, startEmulator } from '../emulator/emulator.ts';
import type { FaultAction } from '../emulator/faults.ts';
import { loadSampleCorpus } from '../emulator/sample-corpus.ts';
import { parseCallData } from '../schema/call.ts';
import { createGongClient } from './client.ts';
import { GongError } from './errors.ts';
import { parseRetryAfter } from './retry.ts';
import type { ClientEvent, GongAuth } from './send.ts';

const canary = 'CANARY-7f3a9-secret';
let emulator: Emulator;
let slept: number[];
let events: ClientEvent[];
/** Whether the server hangs on purpose; else a busy machine would count as one that does. */
let hasty: boolean;
const start = Date.parse('2026-03-01T10:00:00Z');

beforeEach(async () => {
  emulator = await startEmulator({ corpus: loadSampleCorpus(), ratePerSecond: 0, secret: canary });
  slept = [];
  events = [];
  hasty = false;
});
afterEach(() => emulator.stop());

function client(auth?: GongAuth, baseUrl = emulator.url) {
  return createGongClient({
    baseUrl,
    auth: auth ?? { kind: 'key', accessKey: emulator.accessKey, secret: canary },
    limiter: { take: async () => undefined, usedToday: async () => 0 },
    clock: { now: () => start, sleep: async (ms) => void slept.push(ms) },
    random: () => 0.5,
    timeouts: hasty ? { firstByteMs: 700, idleMs: 300 } : { firstByteMs: 30_000, idleMs: 30_000 },
    attempts: 3,
    onEvent: (event) => events.push(event),
  });
}
const ask = (auth?: GongAuth) => client(auth).callsExtensive({ filter: {} });
const once = (action: FaultAction) => emulator.setFaults([{ nth: 1, action }]);
const failure = async (auth?: GongAuth): Promise<GongError> => {
  try {
    await ask(auth);
  } catch (error) {
    if (error instanceof GongError) return error;
    throw error;
  }
  throw new Error('it should have failed');
};

describe('what is transient is tried again', () => {
  const transient: FaultAction[] = [
    { kind: 'status', status: 500 },
    { kind: 'status', status: 502 },
    { kind: 'status', status: 503 },
    { kind: 'status', status: 504 },
    { kind: 'reset' },
    { kind: 'truncate' },
    { kind: 'html' },
    { kind: 'html', status: 503 },
    { kind: 'hang' },
    { kind: 'slow', chunkBytes: 1000, delayMs: 400 },
  ];
  for (const action of transient) {
    it(JSON.stringify(action), async () => {
      once(action);
      hasty = action.kind === 'hang' || action.kind === 'slow';
      const page = await ask();
      expect(page.items).toHaveLength(100);
      expect(slept).toHaveLength(1);
      expect(slept[0]).toBeGreaterThan(0);
    });
  }

  it('obeys Retry-After to the second in every form', async () => {
    const table: [string | undefined, number][] = [
      ['7', 7000],
      ['0', 500],
      ['-3', 500],
      ['garbage', 500],
      [undefined, 500],
      [new Date(start + 90_000).toUTCString(), 90_000],
    ];
    for (const [retryAfter, expected] of table) {
      slept = [];
      once({ kind: 'status', status: 429, ...(retryAfter === undefined ? {} : { retryAfter }) });
      await ask();
      expect(slept, String(retryAfter)).toEqual([expected]);
    }
    once({ kind: 'status', status: 429, retryAfter: '20000' });
    expect(await failure()).toMatchObject({ code: 'gong/daily-limit', retryAtMs: start + 20_000_000 });
  });

  it('reads odd Retry-After values', () => {
    expect(parseRetryAfter('1.5', 0)).toBe(1500);
    expect(parseRetryAfter('Thu, 01 Jan 1970 00:00:10 GMT', 0)).toBe(10_000);
    expect(parseRetryAfter('Thu, 01 Jan 1970 00:00:10 GMT', 60_000)).toBe(0);
    expect(parseRetryAfter('soon', 0)).toBeNull();
    expect(parseRetryAfter('', 0)).toBeNull();
  });
});

describe('what is final is said exactly', () => {
  it('tells a bad key from a missing scope', async () => {
    expect(await failure({ kind: 'key', accessKey: 'x', secret: 'y' })).toMatchObject({
      code: 'gong/unauthorized',
      retryable: false,
    });
    emulator.setScopes(['api:users:read']);
    expect(await failure()).toMatchObject({ code: 'gong/missing-scope', scope: 'api:calls:read:extensive' });
    emulator.setScopes(['api:calls:read:extensive']);
    await expect(
      client().callsExtensive({ filter: {}, contentSelector: { exposedFields: { media: true } } }),
    ).rejects.toMatchObject({ scope: 'api:calls:read:media-url' });
  });

  it('accepts a bearer token', async () => {
    expect((await ask({ kind: 'bearer', token: emulator.bearer })).items).toHaveLength(100);
  });

  it('takes only Gong’s own words for an empty list', async () => {
    const page = await client().callsExtensive({ filter: { fromDateTime: '2031-01-01T00:00:00Z' } });
    expect(page.items).toEqual([]);
    once({ kind: 'status', status: 404, errors: ['no such page'] });
    expect(await failure()).toMatchObject({ code: 'gong/not-found' });
  });

  it('refuses what is no answer of Gong’s', async () => {
    once({ kind: 'deep', depth: 5000 });
    expect(await failure()).toMatchObject({ code: 'gong/too-deep' });
    once({ kind: 'huge', bytes: 200 * 1024 * 1024 });
    expect(await failure()).toMatchObject({ code: 'gong/too-large' });
    once({ kind: 'contentType', type: 'text/plain' });
    expect((await ask()).items).toHaveLength(100);
    expect(() => client(undefined, 'http://gong.example.com')).toThrowError(
      expect.objectContaining({ code: 'gong/insecure-url' }),
    );
    expect(() => client(undefined, 'gong')).toThrowError(expect.objectContaining({ code: 'gong/bad-url' }));
  });

  it('names a refused cursor, an unreachable host and an unknown name', async () => {
    await expect(client().callsExtensive({ filter: {}, cursor: 'a.b.c' })).rejects.toMatchObject({
      code: 'gong/cursor-refused',
    });
    const { url } = emulator;
    await emulator.stop();
    await expect(client(undefined, url).callsExtensive({ filter: {} })).rejects.toMatchObject({
      code: 'gong/network',
      retryable: true,
    });
    emulator = await startEmulator({ corpus: loadSampleCorpus(), secret: canary });
  });
});

it('never sends credentials after a redirect', async () => {
  const seen: (string | undefined)[] = [];
  const elsewhere = createServer((request, response) => {
    seen.push(request.headers.authorization);
    response.end('{}');
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  once({
    kind: 'redirect',
    location: `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/v2/calls/extensive`,
  });
  expect(await failure()).toMatchObject({ code: 'gong/redirect' });
  expect(seen).toEqual([]);
  elsewhere.close();
});

it('sends nothing to a server whose certificate nobody vouches for, or that speaks no TLS', async () => {
  const seen: string[] = [];
  const secure = await startEmulator({
    corpus: loadSampleCorpus(),
    secret: canary,
    tls: selfSigned('us-1.api.gong.io'),
    onRequest: ({ url }) => seen.push(url),
  });
  const asked = client(undefined, secure.url).callsExtensive({ filter: {} });
  await expect(asked).rejects.toMatchObject({ code: 'gong/tls', retryable: false });
  expect(seen).toEqual([]);
  await secure.stop();
  const plain = emulator.url.replace('http:', 'https:');
  await expect(client(undefined, plain).callsExtensive({ filter: {} })).rejects.toMatchObject({
    code: 'gong/tls',
  });
  expect(slept).toEqual([]);
});

it('keeps ids exact when they come as numbers, and records whole when fields are new', async () => {
  const ids = (await ask()).items.map((item) => item.ok && item.value.metaData.id);
  once({ kind: 'numericIds' });
  expect((await ask()).items.map((item) => item.ok && item.value.metaData.id)).toEqual(ids);
  once({ kind: 'unknownFields' });
  const [first] = (await ask()).items;
  expect(first?.ok && first.value).toHaveProperty('addedByGong.since', '2027');
});

it('has no secret in any error or event', async () => {
  for (const action of [
    { kind: 'status', status: 401, errors: ['no'] },
    { kind: 'status', status: 400, errors: ['bad'] },
    { kind: 'deep', depth: 1500 },
  ] as FaultAction[]) {
    once(action);
    const error = await failure();
    const all = JSON.stringify([
      error,
      { ...error },
      error.message,
      error.stack,
      String(error.cause),
      events,
    ]);
    expect(all).not.toContain(canary);
    expect(all).not.toContain(Buffer.from(`${emulator.accessKey}:${canary}`).toString('base64'));
  }
});

it('reads every sample record, and names why it cannot read another', () => {
  const corpus = loadSampleCorpus();
  for (const head of corpus.heads()) expect(parseCallData(corpus.call(head.id)).ok).toBe(true);
  expect(parseCallData({ metaData: { id: '1', started: 'yesterday' } })).toMatchObject({
    ok: false,
    id: '1',
    reason: expect.stringContaining('metaData.started'),
  });
  expect(
    parseCallData({ metaData: { id: '1', started: '2025-01-01T00:00:00Z' }, parties: 'none' }),
  ).toMatchObject({ ok: false, reason: expect.stringContaining('parties') });
  expect(
    parseCallData({
      metaData: { id: 12, started: '2023-10-17T21:21:31.816562+02:00' },
      content: null,
      parties: null,
    }).ok,
  ).toBe(true);
});

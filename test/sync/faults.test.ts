import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWriter, type WriterDb } from '../../db/store/open.ts';
import { readProblems } from '../../db/sync/sync-log.ts';
import { type Emulator, startEmulator } from '../../electron/gong/emulator/emulator.ts';
import { type FaultAction, faultKinds } from '../../electron/gong/emulator/faults.ts';
import type { CallData } from '../../electron/gong/schema/call.ts';
import { selfSigned } from '../fixtures/certificate.ts';
import { testFolder } from '../support/folder.ts';
import { differences, engineOver, liveSynthetic } from './world.ts';

// The checklist of faults, each against a whole sync of three pages: whatever happens, the store ends equal to the source.

let emulator: Emulator;
let db: WriterDb;
let dir: string;
let slept: number;
/** Whether the server hangs on purpose; else a busy machine would count as one that does. */
let hasty: boolean;
const start = Date.parse('2026-09-10T12:00:00Z');
beforeEach(async () => {
  dir = testFolder();
  db = openWriter(join(dir, 'store.db'));
  emulator = await startEmulator({
    corpus: liveSynthetic(210, 8, 1, 10),
    ratePerSecond: 0,
    dailyLimit: 1e9,
    seed: 4,
  });
  slept = 0;
  hasty = false;
});
afterEach(async () => {
  await emulator.stop();
  db.close();
});

const clock = {
  now: () => start + slept,
  async sleep(ms: number) {
    slept += ms;
  },
};

/** One sync; resolves with how it ended. */
async function sync(server: { url: string; bearer: string } = emulator): Promise<string> {
  const engine = engineOver(db, server, clock, hasty ? { timeouts: { firstByteMs: 700, idleMs: 400 } } : {});
  engine.start();
  await engine.settled();
  const { state, error } = engine.status();
  await engine.close();
  return error?.code ?? state;
}

/** Faults that change what a record says: right again when it is next read, which transcripts of old calls are not. */
const misquotes = ['nulls', 'dates', 'enums', 'text'];

/** Hits the first, a middle and the last pages of calls, and transcripts. */
const strike = (action: FaultAction) =>
  emulator.setFaults([
    { endpoint: 'calls/extensive', nth: [1, 3, 5], action },
    ...(misquotes.includes(action.kind) ? [] : [{ endpoint: 'calls/transcript', nth: 2, action }]),
    { endpoint: 'users', nth: 1, action },
  ]);

const daysAhead = 'Wed, 16 Sep 2026 12:00:00 GMT';
const passed: readonly (readonly [string, FaultAction])[] = [
  ['429 with Retry-After in seconds', { kind: 'status', status: 429, retryAfter: '3' }],
  ['429 with Retry-After hours ahead: waits as long', { kind: 'status', status: 429, retryAfter: '30000' }],
  ['429 with Retry-After zero', { kind: 'status', status: 429, retryAfter: '0' }],
  ['429 with Retry-After negative', { kind: 'status', status: 429, retryAfter: '-5' }],
  ['429 with Retry-After as an HTTP date', { kind: 'status', status: 429, retryAfter: daysAhead }],
  ['429 with Retry-After as garbage', { kind: 'status', status: 429, retryAfter: 'soon' }],
  ['429 without Retry-After', { kind: 'status', status: 429 }],
  ['500', { kind: 'status', status: 500 }],
  ['502', { kind: 'status', status: 502 }],
  ['503', { kind: 'status', status: 503 }],
  ['504', { kind: 'status', status: 504 }],
  ['501', { kind: 'status', status: 501 }],
  ['522, of a network in front', { kind: 'status', status: 522 }],
  ['425', { kind: 'status', status: 425 }],
  ['503 with Retry-After', { kind: 'status', status: 503, retryAfter: '90' }],
  ['503 with Retry-After hours ahead: waits as long', { kind: 'status', status: 503, retryAfter: '30000' }],
  ['200 without a body', { kind: 'emptyBody', status: 200 }],
  ['204', { kind: 'emptyBody', status: 204 }],
  ['another server’s JSON', { kind: 'body', body: { status: 'ok' } }],
  ['errors with 200', { kind: 'body', body: { errors: ['Something went wrong'] } }],
  ['a list that is null', { kind: 'nullList' }],
  ['a list that is empty although there are calls', { kind: 'emptyList' }],
  ['the words for an empty list although there are calls', { kind: 'lostView' }],
  ['a cursor that was handed out before', { kind: 'repeatCursor' }],
  ['a connection closed without an answer', { kind: 'drop' }],
  ['a connection reset before the body', { kind: 'reset', afterBytes: 0 }],
  ['a connection reset within the body', { kind: 'reset' }],
  ['truncated JSON', { kind: 'truncate' }],
  ['a body of one byte', { kind: 'truncate', keep: 1 }],
  ['another content type', { kind: 'contentType', type: 'text/plain' }],
  ['an HTML page with 200', { kind: 'html' }],
  ['an HTML page with 502', { kind: 'html', status: 502 }],
  ['gzip', { kind: 'gzip' }],
  ['a slow body', { kind: 'slow', chunkBytes: 300_000, delayMs: 5 }],
  ['a body that stops within', { kind: 'slow', chunkBytes: 2000, delayMs: 60_000 }],
  ['a late answer', { kind: 'delay', ms: 50 }],
  ['a hung socket', { kind: 'hang' }],
  ['a media host without Range', { kind: 'noRange' }],
  ['an expired cursor', { kind: 'cursorExpired' }],
  ['a foreign cursor', { kind: 'cursorForeign' }],
  ['a server clock that jumps two hours: every cursor expires', { kind: 'clock', ms: 7_200_000 }],
  ['a server clock that jumps back a day', { kind: 'clock', ms: -86_400_000 }],
  ['a repeated page', { kind: 'repeatPage' }],
  ['a page that begins too early', { kind: 'shiftPage', by: 40 }],
  ['calls twice in a page', { kind: 'duplicate', count: 30 }],
  ['totalRecords that grows', { kind: 'total', add: 17 }],
  ['totalRecords that shrinks', { kind: 'total', add: -150 }],
  ['ids as numbers', { kind: 'numericIds' }],
  ['unknown fields', { kind: 'unknownFields' }],
  ['nulls everywhere', { kind: 'nulls' }],
  ['dates in every offset and precision', { kind: 'dates' }],
  ['unknown enum values', { kind: 'enums' }],
  ['NUL, lone surrogates and marks in texts', { kind: 'text' }],
];

const stopped: readonly (readonly [string, FaultAction, string])[] = [
  ['a redirect to elsewhere', { kind: 'redirect', location: 'http://127.0.0.1:9/' }, 'gong/redirect'],
  ['a body of 200 MB', { kind: 'huge', bytes: 200 * 1024 * 1024 }, 'gong/too-large'],
  ['JSON nested 5,000 deep', { kind: 'deep', depth: 5000 }, 'gong/too-deep'],
  ['a refused key', { kind: 'status', status: 401, errors: ['no'] }, 'gong/unauthorized'],
  ['an untrusted address', { kind: 'status', status: 403, errors: ['no'] }, 'gong/forbidden'],
  ['a refused request', { kind: 'status', status: 400, errors: ['no'] }, 'gong/bad-request'],
];

describe('a sync gets through', () => {
  it.each(passed)('%s', async (_, action) => {
    strike(action);
    hasty = action.kind === 'hang' || action.kind === 'slow';
    expect(await sync()).toBe('idle');
    // What a page got wrong is right after the next look at it; transcripts that were not there are looked at hours later.
    emulator.setFaults([]);
    if (['lostView', 'emptyList'].includes(action.kind)) slept += 7 * 3_600_000;
    expect(await sync()).toBe('idle');
    expect(differences(db, emulator.corpus)).toEqual([]);
    expect(readProblems(db as never).filter((problem) => problem.resolvedMs === null)).toEqual([]);
    expect(db.prepare('SELECT count(*), count(DISTINCT gong_id) FROM call').raw().get()).toEqual([210, 210]);
  });
});

describe('a sync stops with its cause, and goes on once that is gone', () => {
  it.each(stopped)('%s', async (_, action, code) => {
    strike(action);
    expect(await sync()).toBe(code);
    emulator.setFaults([]);
    expect(await sync()).toBe('idle');
    expect(differences(db, emulator.corpus)).toEqual([]);
  });

  it('TLS that nobody vouches for', async () => {
    const secure = await startEmulator({
      corpus: emulator.corpus,
      bearer: emulator.bearer,
      tls: selfSigned('us-1.api.gong.io'),
    });
    expect(await sync(secure)).toBe('gong/tls');
    expect(secure.counters().total).toBe(0);
    await secure.stop();
  });

  it('a base URL without https', async () => {
    expect(await sync({ url: 'http://us-1.api.gong.io', bearer: 'x' })).toBe('gong/insecure-url');
  });

  it('nobody at the address', async () => {
    const { url, bearer, corpus } = emulator;
    await emulator.stop();
    expect(await sync({ url, bearer })).toBe('gong/network');
    emulator = await startEmulator({ corpus, bearer, ratePerSecond: 0 });
    expect(await sync()).toBe('idle');
    expect(differences(db, corpus)).toEqual([]);
  });
});

it('every fault that the emulator knows is on the list', () => {
  const listed = new Set([...passed, ...stopped].map(([, action]) => action.kind));
  expect(faultKinds.filter((kind) => !listed.has(kind))).toEqual([]);
});

it('records as strange as they come are stored as they are', async () => {
  const heads = emulator.corpus.heads();
  const changes: ((call: CallData) => object)[] = [
    ({ metaData }) => ({ metaData: { ...metaData, title: 'x'.repeat(1_000_000) } }),
    ({ metaData }) => ({ metaData: { ...metaData, title: 'A\u0000B \ud800 \udc00 \u202e' } }),
    ({ metaData }) => ({
      metaData: { ...metaData, direction: 'SIDEWAYS', media: 'Hologram', language: 'tlh' },
    }),
    ({ metaData }) => ({ metaData: { id: metaData.id, started: metaData.started, title: null } }),
    ({ metaData }) => ({
      metaData,
      context: null,
      parties: null,
      content: null,
      interaction: null,
      collaboration: null,
    }),
    ({ metaData }) => ({
      metaData: { ...metaData, started: metaData.started?.replace(/Z$/, '.123456789+00:00') },
    }),
    (call) => ({
      ...call,
      newBlock: { since: 2027 },
      metaData: { ...call.metaData, newField: [null, { a: 1 }] },
    }),
  ];
  for (const [at, change] of changes.entries())
    emulator.corpus.edit(heads[at * 3]?.id as string, (call) => change(call) as CallData);
  expect(await sync()).toBe('idle');
  expect(readProblems(db as never)).toEqual([]);
  expect(differences(db, emulator.corpus)).toEqual([]);
});

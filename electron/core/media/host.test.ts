import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type MediaBench, mediaBench, opened } from '../../../test/support/media-service.ts';
import { type Emulator, startEmulator } from '../../gong/emulator/emulator.ts';
import type { FaultAction } from '../../gong/emulator/faults.ts';
import { createSampleMedia } from '../../gong/emulator/media/sample-media.ts';
import { loadSampleCorpus } from '../../gong/emulator/sample-corpus.ts';
import { mediaTasks } from '../workers/tasks/media.ts';
import { typeOfHead } from './head.ts';
import { fileName, loadName } from './local.ts';
import { followRedirects } from './redirects.ts';
import type { MediaService } from './service.ts';

const webm = '1289968119210253771';
const wav = '2363974057376326059';
const corpus = loadSampleCorpus();
const source = createSampleMedia(corpus);
/** Stands for the content at the media host, to be changed by a test. */
let changed = 0;
const whole = (id: string) => {
  const track = source.audio(id);
  if (!track) throw new Error(`no audio of ${id}`);
  const bytes = Buffer.from(track.read(0, track.size - 1));
  if (changed > 0) bytes.fill(changed, 100);
  return bytes;
};
const seen: { method: string; url: string; authorization: string | undefined }[] = [];

let emulator: Emulator;
let bench: MediaBench;
let media: MediaService;
beforeAll(async () => {
  emulator = await startEmulator({
    corpus,
    media: {
      ...source,
      audio(id) {
        const track = source.audio(id);
        if (!track || changed === 0) return track;
        return {
          size: track.size,
          read: (from, to) => new Uint8Array(to - from + 1).map((_, at) => (from + at < 100 ? 0 : changed)),
        };
      },
    },
    ratePerSecond: 0,
    onRequest: ({ method, url, headers }) =>
      void seen.push({ method, url, authorization: headers.authorization }),
  });
});
afterAll(() => emulator.stop());
beforeEach(() => {
  changed = 0;
  seen.length = 0;
  emulator.setFaults([]);
  emulator.setOffsetMs(0);
  emulator.resetCounters();
  bench = mediaBench(emulator);
  media = bench.start();
});
afterEach(() => {
  for (const { method, url, authorization } of seen.filter(({ url }) => url.startsWith('/media/')))
    expect([method, authorization, url.includes('X-Amz-Signature')]).toEqual(['GET', undefined, true]);
});

const fault = (action: FaultAction, when: object = {}) =>
  emulator.setFaults([{ endpoint: 'media', ...when, action }]);
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'ok',
    (error) => error.code as string,
  );
const folder = () => (existsSync(join(bench.dir, 'media')) ? readdirSync(join(bench.dir, 'media')) : []);
const keptFile = (id: string) => join(bench.dir, 'media', fileName(id, 'audio'));
async function keep(id: string) {
  await media.keep([id]);
  await media.idle();
  return (await media.offline()).items[0];
}

test.each([
  [webm, 'audio/webm'],
  [wav, 'audio/wav'],
])(
  'what the host calls octet-stream is served by its first bytes, streamed and kept: %s',
  async (id, type) => {
    expect((await opened(media, id, 'bytes=0-99')).headers['content-type']).toBe(type);
    await keep(id);
    expect((await opened(media, id, 'bytes=5-99')).headers['content-type']).toBe(type);
  },
);

test.each<[string, Uint8Array | string, 'audio' | 'video', string | null]>([
  ['ID3', 'ID3\x04\0\0\0\0\0\0', 'audio', 'audio/mpeg'],
  ['a frame of MPEG 1 layer 3', '\xff\xfb\x90\x64', 'audio', 'audio/mpeg'],
  ['a frame of ADTS', '\xff\xf1\x50\x80', 'audio', 'audio/aac'],
  ['MP4', '\0\0\0\x20ftypisom', 'video', 'video/mp4'],
  ['M4A', '\0\0\0\x20ftypM4A ', 'audio', 'audio/mp4'],
  ['Ogg', 'OggS\0\x02', 'audio', 'audio/ogg'],
  ['FLAC', 'fLaC\0\0', 'audio', 'audio/flac'],
  ['a page', '<!doctype html>', 'audio', null],
  ['nothing', '', 'audio', null],
])('the type by the first bytes: %s', (_, head, kind, type) => {
  expect(typeOfHead(Buffer.from(head as string, 'latin1'), kind)).toBe(type);
});

test('a recording that changed between two parts of a stream is not put together from both', async () => {
  fault({ kind: 'reset', afterBytes: 200_000 }, { nth: 1 });
  const reply = await media.open(wav, 'audio', 'bytes=0-', new AbortController().signal);
  const read = (async () => {
    for await (const _ of reply.body ?? []) changed = 7;
  })();
  expect(await codeOf(read)).toBe('media/broken');
});

describe('a resumed download', () => {
  beforeEach(async () => {
    // What came of it lies there, and its row is to try again.
    mediaTasks.queueKept(bench.db, [wav], 'audio', 1);
  });
  const resume = async (validator: string | null, part: Buffer) => {
    mediaTasks.saveKept(bench.db, wav, 'audio', { state: 'queued', validator, bytes: part.length });
    writeFileSync(`${keptFile(wav)}.part`, part);
    seen.length = 0;
    await keep(wav);
    expect(readFileSync(keptFile(wav)).equals(whole(wav))).toBe(true);
    return bench.asked.map(({ init }) => new Headers(init.headers));
  };
  const etag = async () => {
    await media.idle();
    await opened(media, wav, 'bytes=0-0');
    const url = bench.asked.at(-1)?.url as string;
    return (await fetch(url, { headers: { range: 'bytes=0-0' } })).headers.get('etag') as string;
  };

  test('goes on with If-Range where the content is the same', async () => {
    const tag = await etag();
    await media.drop([wav]);
    mediaTasks.queueKept(bench.db, [wav], 'audio', 1);
    bench.asked.length = 0;
    const [first] = await resume(tag, whole(wav).subarray(0, 5000));
    expect([first?.get('range'), first?.get('if-range')]).toEqual(['bytes=5000-', tag]);
    expect(bench.asked).toHaveLength(1);
  });
  test('starts again where it is another one, is as long as the whole (416), or is not known', async () => {
    const tag = await etag();
    for (const [validator, part] of [
      ['"0123"', Buffer.alloc(5000)],
      [tag, Buffer.alloc(whole(wav).length)],
      [null, Buffer.alloc(5000)],
    ] as const) {
      await media.drop([wav]);
      mediaTasks.queueKept(bench.db, [wav], 'audio', 1);
      await resume(validator, part);
    }
  });
});

describe('a host without Range', () => {
  test('has the recording loaded first, and then any range of it is served', async () => {
    fault({ kind: 'noRange' });
    const all = whole(wav);
    const first = await opened(media, wav, 'bytes=0-');
    expect([first.status, first.headers['content-range']]).toEqual([
      206,
      `bytes 0-${all.length - 1}/${all.length}`,
    ]);
    expect(first.bytes.equals(all)).toBe(true);
    const requests = emulator.counters().mediaRequests;
    const seek = await opened(media, wav, 'bytes=1000000-1000999');
    expect(seek.bytes.equals(all.subarray(1_000_000, 1_001_000))).toBe(true);
    expect(seek.headers['content-type']).toBe('audio/wav');
    expect((await opened(media, wav, `bytes=${all.length}-`)).status).toBe(416);
    expect(emulator.counters().mediaRequests).toBe(requests);
    expect((await media.state(wav)).message).toMatch(/cannot jump/);
    expect(folder()).toEqual([loadName(wav, 'audio')]);
    expect((await media.offline()).usedBytes).toBe(all.length);
    await media.close();
    expect(folder()).toEqual([]);
  });

  test.each([true, false])(
    'a body that breaks off is read again up to where it was (length told: %s)',
    async (length) => {
      emulator.setFaults([
        { endpoint: 'media', nth: [1, 2], action: { kind: 'noRange', length, afterBytes: 300_000 } },
        { endpoint: 'media', action: { kind: 'noRange', length } },
      ]);
      expect((await opened(media, wav, 'bytes=0-')).bytes.equals(whole(wav))).toBe(true);
    },
  );

  test('and without a length: the length is known by its end', async () => {
    fault({ kind: 'noRange', length: false });
    const all = whole(webm);
    const reply = await opened(media, webm, 'bytes=1000-1999');
    expect(reply.headers['content-range']).toBe(`bytes 1000-1999/${all.length}`);
    expect(reply.bytes.equals(all.subarray(1000, 2000))).toBe(true);
  });

  test('without room in the budget plays from the start only, and says so when asked for more', async () => {
    await media.setBudget(1000);
    fault({ kind: 'noRange' });
    const reply = await opened(media, wav, 'bytes=0-');
    expect(reply.status).toBe(200);
    expect(reply.bytes.equals(whole(wav))).toBe(true);
    expect(await codeOf(opened(media, wav, 'bytes=1000-'))).toBe('media/budget');
    expect(folder()).toEqual([]);
  });

  test('what a killed run left is deleted at the next start', async () => {
    await media.close();
    fault({ kind: 'noRange' });
    await keep(webm);
    const stranger = join(bench.dir, 'media', 'notes.txt');
    writeFileSync(stranger, 'not ours');
    writeFileSync(join(bench.dir, 'media', loadName(wav, 'audio')), 'x');
    await bench.start().idle();
    expect(folder()).toContain('notes.txt');
    expect(folder()).not.toContain(loadName(wav, 'audio'));
  });
});

test.each<[string, FaultAction, boolean]>([
  ['without Range', { kind: 'noRange' }, true],
  ['without Range and length', { kind: 'noRange', length: false }, false],
])(
  'a download from a host %s is whole; whether its length was verified is told',
  async (_, action, verified) => {
    fault(action);
    const item = await keep(wav);
    expect(readFileSync(keptFile(wav)).equals(whole(wav))).toBe(true);
    expect(item).toMatchObject({
      state: 'done',
      bytes: whole(wav).length,
      totalBytes: verified ? whole(wav).length : null,
    });
  },
);

test('a download without a length that breaks off is not taken for whole', async () => {
  fault({ kind: 'noRange', length: false, afterBytes: 300_000 });
  expect(await keep(wav)).toMatchObject({ state: 'failed', error: expect.stringContaining('broke off') });
  expect(existsSync(keptFile(wav))).toBe(false);
});

test('a download without a length stops at the budget', async () => {
  await media.setBudget(2_000_000);
  fault({ kind: 'noRange', length: false });
  expect(whole(wav).length).toBeGreaterThan(2_000_000);
  expect(await keep(wav)).toMatchObject({ state: 'failed', error: expect.stringContaining('budget') });
});

describe('redirects', () => {
  async function elsewhere(answer: RequestListener): Promise<string> {
    const server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    return `http://localhost:${(server.address() as AddressInfo).port}`;
  }

  test('are followed three times, with the same range, logged by host, on this machine for the emulator only', async () => {
    fault({ kind: 'redirect', location: `${emulator.url}{path}` }, { times: 3 });
    expect((await opened(media, wav, 'bytes=5-9')).bytes.equals(whole(wav).subarray(5, 10))).toBe(true);
    expect(bench.log).toEqual(Array(3).fill(`media.redirect {"host":"127.0.0.1:${emulator.port}"}`));
    const other = await elsewhere((request, response) => {
      expect(request.headers.authorization).toBeUndefined();
      response.writeHead(307, { location: `${emulator.url}${request.url}` }).end();
    });
    fault({ kind: 'redirect', location: `${other}{path}` }, { times: 1 });
    expect((await opened(media, wav, 'bytes=5-9')).bytes.equals(whole(wav).subarray(5, 10))).toBe(true);
    expect(bench.log.join()).not.toContain('Signature');
  });

  test.each([
    ['a fourth time', '{path}'],
    ['to a host without https', 'http://media.test{path}'],
    ['to another protocol', 'file:///etc/passwd'],
    ['with a password', 'https://user:password@media.test/'],
    ['nowhere', ''],
    ['to what is no address', 'http://['],
  ])('are refused %s', async (_, location) => {
    fault({ kind: 'redirect', location });
    expect(await codeOf(opened(media, wav))).toBe('media/redirect');
    expect(bench.asked.every(({ url }) => url.startsWith(emulator.url))).toBe(true);
    expect(await keep(wav)).toMatchObject({ state: 'failed' });
  });

  test.each([
    ['https://other.test/x', true],
    ['http://other.test/x', false],
    ['http://127.0.0.1:1/x', false],
    ['http://localhost/x', false],
    ['/same', true],
  ])('from https to %s', async (location, followed) => {
    const asked: string[] = [];
    const follow = followRedirects(
      async (url) => {
        asked.push(url);
        return asked.length === 1
          ? new Response(null, { status: 302, headers: { location } })
          : new Response('here');
      },
      { log() {} },
    );
    expect(await codeOf(follow('https://media.test/a', {}))).toBe(followed ? 'ok' : 'media/redirect');
    expect(asked).toHaveLength(followed ? 2 : 1);
  });
});

describe('a kept file that somebody', () => {
  const damages = {
    cut: () => truncateSync(keptFile(webm), 1000),
    deleted: () => rmSync(keptFile(webm)),
  };
  test.each(Object.keys(damages) as (keyof typeof damages)[])(
    '%s: is said, offered again, and kept anew at once',
    async (how) => {
      await keep(webm);
      damages[how]();
      const state = await media.state(webm);
      expect(state).toMatchObject({ state: 'streamable', offlineBytes: 0 });
      expect(state.message).toMatch(/was kept on this laptop/);
      const { items, usedBytes } = await media.offline();
      expect(items).toMatchObject([
        { callId: webm, state: 'failed', error: expect.stringMatching(/was kept/) },
      ]);
      expect(folder()).toEqual([]);
      expect(usedBytes).toBe(0);
      expect((await media.state(webm)).message).toMatch(/was kept on this laptop/);
      expect(await keep(webm)).toMatchObject({ state: 'done', error: null });
      expect((await media.state(webm)).state).toBe('offline');
    },
  );
});

test('recordings that no row knows are deleted at the start, others’ files are not; the budget counts all', async () => {
  await keep(webm);
  await media.close();
  const at = (name: string) => join(bench.dir, 'media', name);
  const orphan = fileName('forgotten', 'audio');
  const strangers = ['readme.txt', `${orphan}.bak`, 'ab.audio', `x${orphan}`];
  for (const name of [orphan, `${orphan}.part`, ...strangers]) writeFileSync(at(name), Buffer.alloc(1000));
  media = bench.start();
  await media.idle();
  expect(folder().sort()).toEqual([fileName(webm, 'audio'), ...strangers].sort());
  const size = statSync(keptFile(webm)).size;
  expect((await media.offline()).usedBytes).toBe(size + 1000 * strangers.length);
  await media.setBudget(size + 1000 * strangers.length - 1);
  expect((await media.offline()).items).toEqual([]);
});

test('an address that runs out while it is played is renewed once, also of a host without Range', async () => {
  await opened(media, wav, 'bytes=0-9');
  emulator.setOffsetMs(9 * 3_600_000);
  fault({ kind: 'noRange' });
  expect((await opened(media, wav, 'bytes=10-19')).bytes.equals(whole(wav).subarray(10, 20))).toBe(true);
  expect(emulator.counters().byEndpoint['calls/extensive']).toBe(2);
});

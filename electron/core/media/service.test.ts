import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openWriter, type WriterDb } from '../../../db/store/open.ts';
import { testFolder } from '../../../test/support/folder.ts';
import { mediaDeps } from '../../../test/support/media-service.ts';
import { defaultSyncScope, type SyncScope } from '../../contract/sync.ts';
import { type Emulator, startEmulator } from '../../gong/emulator/emulator.ts';
import { createSampleMedia } from '../../gong/emulator/media/sample-media.ts';
import { loadSampleCorpus } from '../../gong/emulator/sample-corpus.ts';
import { mediaTasks } from '../workers/tasks/media.ts';
import { fileName } from './local.ts';
import type { MediaDeps } from './media.ts';
import { createMedia } from './service.ts';

const speech = '1289968119210253771';
const tone = '2363974057376326059';
const clock = '5907196348553269032';
const corpus = loadSampleCorpus();
const source = createSampleMedia(corpus);

let dir: string;
let db: WriterDb;
let emulator: Emulator;
let nowMs: number;
let log: string[];
let scope: SyncScope;
/** Calls on which somebody was erased. */
const erased = new Set<string>();
const services: { close(): Promise<void> }[] = [];

beforeEach(async () => {
  dir = testFolder();
  db = openWriter(join(dir, 'store.db'));
  emulator = await startEmulator({ corpus, media: source, ratePerSecond: 0 });
  nowMs = 1_800_000_000_000;
  log = [];
  scope = defaultSyncScope;
  erased.clear();
});
afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.close()));
  await emulator.stop();
  db.close();
});

function service() {
  const real = mediaDeps(dir, db, emulator);
  const deps: MediaDeps = {
    ...real,
    storedMedia: async (callId) => ({ ...(await real.storedMedia(callId)), erased: erased.has(callId) }),
    scope: () => scope,
    now: () => nowMs,
    log: {
      hide() {},
      log: (_, event, fields) => log.push(`${event} ${JSON.stringify(fields, errorText)}`),
    },
  };
  const media = createMedia({ ...deps, retryMs: 1 });
  services.push(media);
  return media;
}
const errorText = (_: string, value: unknown) => (value instanceof Error ? String(value.stack) : value);

const whole = (id: string, kind: 'audio' | 'video' = 'audio') => {
  const track = source[kind](id);
  if (!track) throw new Error(`no ${kind} of ${id}`);
  return Buffer.from(track.read(0, track.size - 1));
};
async function bytes(media: ReturnType<typeof service>, id: string, range?: string) {
  const reply = await media.open(id, 'audio', range, new AbortController().signal);
  return { ...reply, bytes: reply.body ? await buffer(reply.body) : null };
}
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'ok',
    (error) => error.code as string,
  );

test('streams the range asked for, without showing the view where it comes from', async () => {
  const media = service();
  expect(await media.state(tone)).toMatchObject({ state: 'streamable', audioUrl: `/media/${tone}/audio` });
  const reply = await bytes(media, tone, 'bytes=1000-200999');
  expect(reply.status).toBe(206);
  expect(reply.headers['content-range']).toBe(`bytes 1000-200999/${whole(tone).length}`);
  expect(reply.bytes?.equals(whole(tone).subarray(1000, 201_000))).toBe(true);
  expect(JSON.stringify([reply.headers, await media.state(tone), log])).not.toMatch(/127\.0\.0\.1|Signature/);
});

test('an address is asked for once and renewed before it is eight hours old', async () => {
  const media = service();
  const asked = () => emulator.counters().byEndpoint['calls/extensive'];
  await bytes(media, tone, 'bytes=0-9');
  await bytes(media, tone, 'bytes=10-19');
  await media.state(tone);
  expect(asked()).toBe(1);
  nowMs += 7.9 * 3_600_000;
  await bytes(media, tone, 'bytes=0-9');
  expect(asked()).toBe(2);
});

test('an address that expired while playing is renewed once, and the same bytes go on', async () => {
  const media = service();
  await bytes(media, tone, 'bytes=0-99');
  emulator.setOffsetMs(9 * 3_600_000);
  const reply = await bytes(media, tone, 'bytes=100-999');
  expect(reply.bytes?.equals(whole(tone).subarray(100, 1000))).toBe(true);
  expect(emulator.counters().byEndpoint['calls/extensive']).toBe(2);
});

test('a second refusal is an error, not a loop', async () => {
  const media = service();
  emulator.setFaults([{ endpoint: 'media', action: { kind: 'status', status: 403 } }]);
  expect(await codeOf(bytes(media, tone, 'bytes=0-99'))).toBe('media/refused');
  expect(emulator.counters().mediaRequests).toBe(2);
  expect(emulator.counters().byEndpoint['calls/extensive']).toBe(2);
});

test('a body that breaks off goes on from the same byte', async () => {
  const media = service();
  emulator.setFaults([{ endpoint: 'media', nth: 1, action: { kind: 'reset', afterBytes: 300_000 } }]);
  const reply = await bytes(media, tone, 'bytes=0-');
  expect(reply.bytes?.equals(whole(tone))).toBe(true);
});

test('says honestly why a call cannot be played', async () => {
  const media = service();
  emulator.setScopes(['api:calls:read:extensive']);
  expect((await media.state(tone)).state).toBe('scopeMissing');
  emulator.setScopes(['api:calls:read:extensive', 'api:calls:read:media-url']);
  expect((await media.state('404')).state).toBe('gone');
  scope = { ...scope, media: false };
  expect((await media.state(tone)).state).toBe('off');
  expect(await codeOf(bytes(media, tone))).toBe('media/off');
  scope = defaultSyncScope;
  await emulator.stop();
  const lost = await media.state(tone);
  expect(lost.state).toBe('unreachable');
  expect(lost.message).not.toBe('');
});

test('once somebody on a call was erased nothing of it plays: kept, loaded or streamed', async () => {
  const media = service();
  await media.keep([speech]);
  await media.idle();
  emulator.setFaults([{ endpoint: 'media', action: { kind: 'noRange' } }]);
  await bytes(media, clock, 'bytes=0-99');
  expect((await media.state(clock)).message).toMatch(/^Loaded/);
  for (const id of [speech, tone, clock]) {
    erased.add(id);
    expect(await media.state(id)).toMatchObject({ state: 'none', audioUrl: null, videoUrl: null });
    expect(await codeOf(bytes(media, id, 'bytes=0-99'))).toBe('media/erased');
    expect(await codeOf(media.describe(id, 'audio'))).toBe('media/erased');
    expect(await codeOf(media.load(id, 'audio'))).toBe('media/erased');
  }
  await media.keep([tone]);
  await media.idle();
  expect((await media.offline()).items.find(({ callId }) => callId === tone)).toMatchObject({
    state: 'failed',
    error: expect.stringContaining('was erased'),
  });
});

test('a kept call plays, in ranges, with the server stopped', async () => {
  const media = service();
  await media.keep([speech, clock]);
  await media.idle();
  expect((await media.offline()).items.map((item) => item.state)).toEqual(['done', 'done']);
  await emulator.stop();
  const again = service();
  expect(await again.state(clock)).toMatchObject({
    state: 'offline',
    audioUrl: `/media/${clock}/audio`,
    videoUrl: `/media/${clock}/video`,
    offlineBytes: whole(clock).length + whole(clock, 'video').length,
  });
  const reply = await bytes(again, speech, 'bytes=5000-5999');
  expect(reply.status).toBe(206);
  expect(reply.bytes?.equals(whole(speech).subarray(5000, 6000))).toBe(true);
  expect((await bytes(again, speech, 'bytes=99999999-')).status).toBe(416);
});

test('a broken download goes on where it stopped, and is whole in the end', async () => {
  const media = service();
  emulator.setFaults([{ endpoint: 'media', nth: 1, action: { kind: 'reset', afterBytes: 300_000 } }]);
  await media.keep([tone]);
  await media.idle();
  const file = join(dir, 'media', fileName(tone, 'audio'));
  expect(readFileSync(file).equals(whole(tone))).toBe(true);
  expect((await media.offline()).items[0]).toMatchObject({ state: 'done', bytes: whole(tone).length });
});

test('a part of other content is thrown away, not continued', async () => {
  const media = service();
  emulator.setFaults([{ endpoint: 'media', action: { kind: 'status', status: 404 } }]);
  await media.keep([tone]);
  await media.idle();
  expect((await media.offline()).items[0]).toMatchObject({ state: 'failed' });
  writeFileSync(join(dir, 'media', `${fileName(tone, 'audio')}.part`), 'something else entirely');
  emulator.setFaults([]);
  await media.keep([tone]);
  await media.idle();
  expect(readFileSync(join(dir, 'media', fileName(tone, 'audio'))).equals(whole(tone))).toBe(true);
});

test('a kept file that was cut behind our back counts as not kept', async () => {
  const media = service();
  await media.keep([speech]);
  await media.idle();
  truncateSync(join(dir, 'media', fileName(speech, 'audio')), 1000);
  expect((await media.state(speech)).state).toBe('streamable');
  await media.keep([speech]);
  await media.idle();
  expect((await media.state(speech)).state).toBe('offline');
  rmSync(join(dir, 'media', fileName(speech, 'audio')));
  const next = service();
  await next.idle();
  expect((await next.offline()).items).toMatchObject([
    { state: 'failed', bytes: 0, error: expect.stringContaining('its file is gone') },
  ]);
});

test('playing writes nothing', async () => {
  const media = service();
  await media.keep([speech, tone]);
  await media.idle();
  truncateSync(join(dir, 'media', fileName(tone, 'audio')), 1000);
  const written = () => db.prepare('SELECT total_changes()').pluck().get();
  const before = written();
  expect((await bytes(media, speech, 'bytes=0-9')).status).toBe(206);
  expect((await media.state(tone)).state).toBe('streamable');
  expect(written()).toBe(before);
});

test('the budget evicts what was played longest ago, and never what was asked for together', async () => {
  const media = service();
  const size = whole(speech).length;
  await media.setBudget(size + whole('6196615381432050121').length + 1000);
  await media.keep([speech]);
  await media.idle();
  nowMs += 1000;
  await media.keep(['6196615381432050121', '3028586868772267367']);
  await media.idle();
  const { items, usedBytes, budgetBytes } = await media.offline();
  expect(items.map((item) => [item.callId, item.state])).toEqual([
    ['3028586868772267367', 'done'],
    ['6196615381432050121', 'failed'],
  ]);
  expect(usedBytes).toBeLessThanOrEqual(budgetBytes);
  expect(items[1]?.error).toMatch(/budget/);
});

test('dropping deletes the files; ids cannot name a path', async () => {
  const media = service();
  await media.keep([speech, '../../escape', 'a/b\\c\u0000']);
  await media.idle();
  expect(readdirSync(join(dir, 'media'))).toEqual([fileName(speech, 'audio')]);
  await media.drop([speech]);
  expect(readdirSync(join(dir, 'media'))).toEqual([]);
  expect(statSync(dir).isDirectory()).toBe(true);
});

test('what was queued when the app ended is fetched at the next start', async () => {
  mediaTasks.queueKept(db, [speech], 'audio', nowMs);
  const media = service();
  await media.idle();
  expect((await media.offline()).items[0]).toMatchObject({ callId: speech, state: 'done' });
});

test('peaks lie beside their recording: counted in the budget, void for other bytes, deleted with it', async () => {
  const media = service();
  const peaks = { channels: 1, levels: Buffer.from([0, 128, 255]).toString('base64') };
  await media.keep([tone, speech]);
  await media.idle();
  const before = (await media.offline()).usedBytes;
  const found = await media.withoutPeaks(tone);
  if (!found) throw new Error('nothing to look through');
  expect(found).toEqual({
    callId: tone,
    kind: 'audio',
    bytes: whole(tone).length,
    path: `/media/${tone}/audio`,
  });
  expect(await media.peaks(tone)).toBeNull();

  expect(await media.savePeaks({ ...found, bytes: found.bytes - 1 }, peaks)).toBe(false);
  expect(await media.savePeaks(found, peaks)).toBe(true);
  expect(await media.peaks(tone)).toEqual(peaks);
  const file = join(dir, 'media', `${fileName(tone, 'audio')}.peaks`);
  expect((await media.offline()).usedBytes).toBe(before + statSync(file).size);
  expect(await media.withoutPeaks(tone)).toMatchObject({ callId: speech });

  // Peaks of a recording that was fetched anew since, of another length.
  const old = readFileSync(file);
  old.writeBigUInt64LE(1n, 8);
  writeFileSync(file, old);
  expect(await media.peaks(tone)).toBeNull();
  expect(await media.withoutPeaks(tone)).toMatchObject({ callId: tone });

  await media.drop([tone]);
  expect(readdirSync(join(dir, 'media'))).toEqual([fileName(speech, 'audio')]);
  expect(await media.savePeaks(found, peaks)).toBe(false);
});

test('a recording that cannot be decoded is looked through once', async () => {
  const media = service();
  await media.keep([tone]);
  await media.idle();
  const found = await media.withoutPeaks(null);
  if (!found) throw new Error('nothing to look through');
  await media.savePeaks(found, null);
  expect(await media.peaks(tone)).toBeNull();
  expect(await media.withoutPeaks(null)).toBeNull();
  expect(await service().withoutPeaks(null)).toBeNull();
});

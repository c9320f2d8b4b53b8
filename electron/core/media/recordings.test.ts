import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ALL_FORMATS, BufferSource, EncodedPacketSink, Input } from 'mediabunny';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openWriter, type WriterDb } from '../../../db/store/open.ts';
import { testFolder } from '../../../test/support/folder.ts';
import { mediaDeps } from '../../../test/support/media-service.ts';
import { encodeMp3 } from '../../../test/support/mp3.ts';
import type { RecordingLoading } from '../../contract/call.ts';
import { peaksPerSecond, readWaveform, stepsOf } from '../../contract/levels.ts';
import { type Emulator, startEmulator } from '../../gong/emulator/emulator.ts';
import { loadSampleCorpus } from '../../gong/emulator/sample-corpus.ts';
import { fileName } from './local.ts';
import { createMedia } from './service.ts';

const call = '1289968119210253771';
const corpus = loadSampleCorpus();
const never = new AbortController().signal;

let variable: Uint8Array;
let constant: Uint8Array;
beforeAll(async () => {
  [variable, constant] = await Promise.all([
    encodeMp3({ seconds: 40, sampleRate: 22050 }),
    encodeMp3({ seconds: 40, sampleRate: 22050, kbps: 32 }),
  ]);
});

/** What the media host has. */
let bytes: Uint8Array;
let dir: string;
let db: WriterDb;
let emulator: Emulator;
let loading: RecordingLoading[];
const services: { close(): Promise<void> }[] = [];

beforeEach(async () => {
  dir = testFolder();
  db = openWriter(join(dir, 'store.db'));
  loading = [];
  bytes = variable;
  const track = {
    mime: 'binary/octet-stream',
    get size() {
      return bytes.length;
    },
    read: (start: number, end: number) => bytes.subarray(start, end + 1),
  };
  emulator = await startEmulator({
    corpus,
    media: { audio: () => track, video: () => null },
    ratePerSecond: 0,
  });
});
afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.close()));
  await emulator.stop();
  db.close();
});

function service(fetchMedia: typeof fetch = fetch) {
  const media = createMedia({
    fetch: fetchMedia,
    ...mediaDeps(dir, db, emulator),
    now: () => 1_800_000_000_000,
    onLoading: (progress) => loading.push(progress),
    retryMs: 1,
  });
  services.push(media);
  return media;
}
type Media = ReturnType<typeof service>;

/** What a path of the view answers. */
async function get(media: Media, url: string, range?: string) {
  const [path = '', query = ''] = url.split('?');
  expect(path).toBe(`/media/${call}/audio`);
  const reply = await media.open(call, 'audio', range, never, query);
  return { ...reply, bytes: reply.body ? await buffer(reply.body) : Buffer.alloc(0) };
}
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'ok',
    (error) => error.code as string,
  );
async function secondsOfPackets(file: Uint8Array) {
  const input = new Input({ formats: ALL_FORMATS, source: new BufferSource(file) });
  const track = await input.getPrimaryAudioTrack();
  if (!track) throw new Error('no track');
  const packets: Buffer[] = [];
  for await (const packet of new EncodedPacketSink(track).packets()) packets.push(Buffer.from(packet.data));
  return { mime: await input.getMimeType(), packets, seconds: await track.computeDuration() };
}
async function keep(media: Media) {
  await media.keep([call]);
  await media.idle();
  const { audioUrl } = await media.state(call);
  return audioUrl ?? '';
}
const indexFile = () => join(dir, 'media', `${fileName(call, 'audio')}.frames`);

test('a kept MP3 of variable bit rate is served as an MP4 of the same frames, in any range', async () => {
  const media = service();
  const url = await keep(media);
  expect(url).toMatch(/\?mp4=/);
  expect(await media.describe(call, 'audio')).toMatchObject({
    format: 'MP3, variable bit rate',
    playable: true,
    seeking: 'exact',
  });
  await emulator.stop();
  const whole = await get(media, url);
  expect(whole.headers).toMatchObject({
    'content-type': 'audio/mp4',
    'content-length': `${whole.bytes.length}`,
  });
  expect(whole.bytes.subarray(-variable.length).equals(variable)).toBe(true);
  const seen = await secondsOfPackets(whole.bytes);
  const before = await secondsOfPackets(variable);
  expect(seen.mime).toMatch(/audio\/mp4/);
  expect(seen.packets).toEqual(before.packets);
  expect(seen.seconds).toBeCloseTo(40, 0);
  const head = whole.bytes.length - variable.length;
  for (const [from, to] of [
    [0, 9],
    [head - 5, head + 5],
    [head + 1000, head + 2999],
    [whole.bytes.length - 4, whole.bytes.length - 1],
  ] as const) {
    const part = await get(media, url, `bytes=${from}-${to}`);
    expect([part.status, part.headers['content-range']]).toEqual([
      206,
      `bytes ${from}-${to}/${whole.bytes.length}`,
    ]);
    expect(part.bytes.equals(whole.bytes.subarray(from, to + 1))).toBe(true);
  }
  expect((await get(media, url, 'bytes=99999999-')).status).toBe(416);
});

test('the index lies beside the file, small, is made again when damaged, and goes with the file', async () => {
  const url = await keep(service());
  expect(statSync(indexFile()).size).toBeLessThan(variable.length * 0.03);
  const written = readFileSync(indexFile());
  const served = (await get(service(), url)).bytes;
  writeFileSync(indexFile(), written.subarray(0, 40));
  expect((await get(service(), url)).bytes.equals(served)).toBe(true);
  const flipped = Buffer.from(written);
  flipped[flipped.length >> 1] = (flipped[flipped.length >> 1] ?? 0) ^ 1;
  writeFileSync(indexFile(), flipped);
  expect((await get(service(), url)).bytes.equals(served)).toBe(true);
  expect(readFileSync(indexFile()).equals(written)).toBe(true);
  await service().drop([call]);
  expect(readdirSync(join(dir, 'media'))).toEqual([]);
});

test('the index is there when the download is done: nobody who plays waits for it', async () => {
  const media = service();
  await media.keep([call]);
  await media.idle();
  expect(statSync(indexFile()).size).toBeGreaterThan(0);
});

test('an MP3 of one bit rate is served as it is', async () => {
  bytes = constant;
  const media = service();
  expect(await media.describe(call, 'audio')).toMatchObject({ seeking: 'exact', format: 'MP3, 32 kbit/s' });
  expect(await keep(media)).toBe(`/media/${call}/audio`);
  expect((await get(media, `/media/${call}/audio`)).bytes.equals(Buffer.from(constant))).toBe(true);
});

test('quiet at the start does not pass for one bit rate', async () => {
  const quiet = constant.subarray(0, constant.length);
  // More of the same than the head shows, then other rates.
  bytes = Buffer.concat([quiet, quiet, quiet, variable, variable]);
  expect(await service().describe(call, 'audio')).toMatchObject({ seeking: 'approximate' });
});

test('a streamed MP3 is only approximate until it was loaded, and then exact without being kept', async () => {
  const media = service();
  const plain = (await media.state(call)).audioUrl ?? '';
  expect(plain).toBe(`/media/${call}/audio`);
  expect(await media.describe(call, 'audio')).toMatchObject({ seeking: 'approximate', durationSec: null });
  const state = await media.load(call, 'audio');
  expect(state).toMatchObject({ state: 'streamable', offlineBytes: 0 });
  expect(state.audioUrl).toMatch(/\?mp4=/);
  expect(loading.at(-1)).toEqual({
    callId: call,
    kind: 'audio',
    bytes: variable.length,
    totalBytes: variable.length,
  });
  const facts = await media.describe(call, 'audio');
  expect(facts).toMatchObject({ seeking: 'exact' });
  expect(facts.durationSec).toBeCloseTo(40, 0);
  const whole = await get(media, state.audioUrl ?? '');
  expect((await secondsOfPackets(whole.bytes)).packets).toEqual((await secondsOfPackets(variable)).packets);
  const part = await get(media, state.audioUrl ?? '', 'bytes=50000-50999');
  expect(part.bytes.equals(whole.bytes.subarray(50_000, 51_000))).toBe(true);
  // A player that already has the old path goes on with the bytes as they are.
  expect(
    (await get(media, plain, 'bytes=100-199')).bytes.equals(Buffer.from(variable.subarray(100, 200))),
  ).toBe(true);
});

test.each([true, false])(
  'of a host without Range it is told and loaded from what comes once (length told: %s)',
  async (length) => {
    emulator.setFaults([{ endpoint: 'media', action: { kind: 'noRange', length } }]);
    const media = service();
    expect(await media.describe(call, 'audio')).toMatchObject({
      format: 'MP3, variable bit rate',
      seeking: 'approximate',
    });
    const asked = emulator.counters().mediaRequests;
    const { audioUrl } = await media.load(call, 'audio');
    expect(audioUrl).toMatch(/\?mp4=/);
    const part = await get(media, audioUrl ?? '', 'bytes=50000-50999');
    expect([part.status, part.bytes.length]).toEqual([206, 1000]);
    expect(emulator.counters().mediaRequests).toBe(asked);
  },
);

test('of a host without Range, and without room to load it, it is told and read through as it comes', async () => {
  emulator.setFaults([{ endpoint: 'media', action: { kind: 'noRange' } }]);
  const media = service();
  await media.setBudget(1000);
  expect(await media.describe(call, 'audio')).toMatchObject({ seeking: 'approximate' });
  // The player has had the beginning of it.
  const stop = new AbortController();
  const { body } = await media.open(call, 'audio', 'bytes=0-', stop.signal);
  for await (const _ of body ?? []) break;
  expect((await media.load(call, 'audio')).audioUrl).toMatch(/\?mp4=/);
  expect((await media.describe(call, 'audio')).durationSec).toBeCloseTo(40, 0);
});

test('what is played from the start to the end need not be loaded', async () => {
  const media = service();
  await media.describe(call, 'audio');
  const plain = `/media/${call}/audio`;
  await get(media, plain, 'bytes=0-29999');
  await get(media, plain, 'bytes=60000-');
  expect((await media.state(call)).audioUrl).toBe(plain);
  await get(media, plain, 'bytes=20000-');
  expect(loading.length).toBe(1);
  expect((await media.state(call)).audioUrl).toMatch(/\?mp4=/);
});

test('loading ends when nobody wants it, and goes on from there', async () => {
  const media = service();
  await media.describe(call, 'audio');
  await get(media, `/media/${call}/audio`, 'bytes=0-49999');
  const stop = new AbortController();
  stop.abort();
  expect(await codeOf(media.load(call, 'audio', stop.signal))).not.toBe('ok');
  expect((await media.state(call)).audioUrl).toBe(`/media/${call}/audio`);
  const asked = emulator.counters().mediaRequests;
  expect((await media.load(call, 'audio')).audioUrl).toMatch(/\?mp4=/);
  expect(emulator.counters().mediaRequests).toBe(asked + 1);
});

test('other bytes at the host are not played by an old index', async () => {
  const media = service();
  const { audioUrl } = await media.load(call, 'audio');
  bytes = Buffer.concat([variable.subarray(0, 60_000), variable]);
  expect(await codeOf(get(media, audioUrl ?? '', 'bytes=50000-50999'))).toBe('media/changed');
  expect((await media.renew(call)).audioUrl).toBe(`/media/${call}/audio`);
  expect(await media.describe(call, 'audio')).toMatchObject({ seeking: 'approximate' });
});

test('of a host without ETags other bytes of the same length are known by their date', async () => {
  let date = 'Mon, 01 Jan 2024 00:00:00 GMT';
  const media = service(async (url, init) => {
    const { status, headers, body } = await fetch(url, init);
    const seen = new Headers(headers);
    seen.delete('etag');
    seen.set('last-modified', date);
    return new Response(body, { status, headers: seen });
  });
  const { audioUrl } = await media.load(call, 'audio');
  expect((await get(media, audioUrl ?? '', 'bytes=50000-50999')).bytes).toHaveLength(1000);
  date = 'Tue, 02 Jan 2024 00:00:00 GMT';
  expect(await codeOf(get(media, audioUrl ?? '', 'bytes=50000-50999'))).toBe('media/changed');
});

test('the bytes as they came can be saved, under a name that says what they are', async () => {
  const media = service();
  const url = await keep(media);
  const saved = await get(media, `${url.split('?')[0]}?original`);
  expect(saved.bytes.equals(Buffer.from(variable))).toBe(true);
  expect(saved.headers['content-disposition']).toMatch(/^attachment; .*filename\*=UTF-8''.+\.mp3$/);
  await media.drop([call]);
  const streamed = await get(media, `/media/${call}/audio?original`);
  expect(streamed.bytes.equals(Buffer.from(variable))).toBe(true);
  expect(streamed.headers['content-disposition']).toMatch(/\.mp3"/);
});

test('a picture of 2 MB, junk, a wrong count and a second file: what is there is served', async () => {
  const picture = Buffer.alloc(2_000_000, 0xff);
  const tag = Buffer.from([
    0x49,
    0x44,
    0x33,
    3,
    0,
    0,
    ...[21, 14, 7, 0].map((by) => (picture.length >> by) & 127),
  ]);
  bytes = Buffer.concat([
    tag,
    picture,
    Buffer.from('not a frame at all'),
    variable,
    tag,
    picture,
    constant,
    variable.subarray(0, 500),
  ]);
  const media = service();
  expect(await media.describe(call, 'audio')).toMatchObject({
    format: 'MP3, variable bit rate',
    seeking: 'approximate',
  });
  const url = await keep(media);
  const seen = await secondsOfPackets((await get(media, url)).bytes);
  const { packets: first } = await secondsOfPackets(variable);
  const { packets: second } = await secondsOfPackets(constant);
  expect(seen.packets.slice(0, first.length + second.length)).toEqual([...first, ...second]);
});

test('files glued together are told from a few places, or from what was played; what is known needs no loading', async () => {
  const other = await encodeMp3({ seconds: 10, sampleRate: 44100, channels: 2, kbps: 32 });
  bytes = Buffer.concat([constant, other, other]);
  expect(await service().describe(call, 'audio')).toMatchObject({ seeking: 'firstPart' });
  // Too little of the other one to be met there.
  bytes = Buffer.concat([variable, variable, other.subarray(0, 4000), variable]);
  const media = service();
  expect(await media.describe(call, 'audio')).toMatchObject({ seeking: 'approximate' });
  await get(media, `/media/${call}/audio`, `bytes=0-${bytes.length - 2}`);
  expect(await media.describe(call, 'audio')).toMatchObject({ seeking: 'firstPart' });
  await get(media, `/media/${call}/audio`, `bytes=${bytes.length - 10}-`);
  expect(await media.describe(call, 'audio')).toMatchObject({ seeking: 'exact' });
  expect((await media.state(call)).parts).toHaveLength(3);
});

test('files of other sampling rates glued together: each part has a path of its own, on one time scale', async () => {
  const other = await encodeMp3({ seconds: 10, sampleRate: 44100, channels: 2, kbps: 64 });
  bytes = Buffer.concat([constant, other, constant]);
  const media = service();
  for (const state of [await media.load(call, 'audio'), (await keep(media), await media.state(call))]) {
    const { parts = [] } = state;
    expect(parts.map(({ startSec }) => Math.round(startSec))).toEqual([0, 40, 50]);
    const lengths = [40, 50, 90];
    for (const [nth, { url }] of parts.entries()) {
      const file = (await get(media, url)).bytes;
      const { packets, seconds } = await secondsOfPackets(file);
      expect(seconds).toBeCloseTo(lengths[nth] ?? 0, 0);
      const own = (await secondsOfPackets(nth === 1 ? other : constant)).packets;
      expect(packets.slice(nth === 0 ? 0 : 1)).toEqual(own);
      const piece = await get(media, url, `bytes=${file.length - 500}-`);
      expect(piece.bytes.equals(file.subarray(-500))).toBe(true);
    }
    expect(await codeOf(get(media, `${state.audioUrl}&part=3`))).toBe('media/changed');
  }
  expect((await media.describe(call, 'audio')).durationSec).toBeCloseTo(90, 0);
});

test('the waveform of glued files is one picture on the time line of the whole, made without the view', async () => {
  const other = await encodeMp3({ seconds: 10, sampleRate: 44100, channels: 2, kbps: 64 });
  const waveform = async (file: Uint8Array) => {
    bytes = file;
    const media = service();
    await keep(media);
    const next = await media.withoutPeaks(call);
    expect(await media.makePeaks({ ...next, bytes: 1 } as never)).toBe(false);
    expect(await media.makePeaks(next as never)).toBe(true);
    expect(await media.withoutPeaks(call)).toBeNull();
    const peaks = await media.peaks(call);
    await media.drop([call]);
    return readWaveform(peaks as never).channels[0] as Uint8Array;
  };
  const whole = await waveform(Buffer.concat([constant, other, constant]));
  const [first, second] = [await waveform(constant), await waveform(other)];
  expect(whole.length / peaksPerSecond).toBeCloseTo(90.1, 0);
  const apart = (part: Uint8Array, alone: Uint8Array) =>
    Math.max(...alone.slice(4, -4).map((level, at) => Math.abs(level - (part[at + 4] ?? 0))));
  expect(apart(whole, first)).toBeLessThan(stepsOf(3));
  expect(apart(whole.slice(first.length), second)).toBeLessThan(stepsOf(6));
});

test('an MP3 below 32 kbit/s is served with its index: without it Chromium is silent after each seek', async () => {
  bytes = await encodeMp3({ seconds: 20, sampleRate: 8000, kbps: 16 });
  expect(await keep(service())).toMatch(/\?mp4=/);
});

test.each([
  [16000, true],
  [44100, false],
] as const)(
  'at %i Hz a constant bit rate whose header names a delay is served with its index: %s',
  async (sampleRate, indexed) => {
    const sound = Buffer.from(await encodeMp3({ seconds: 3, sampleRate, kbps: 32 }));
    // As LAME writes it: a silent frame with its delay of 576 samples and its padding.
    const header = Buffer.alloc(sampleRate === 16000 ? 144 : 104);
    sound.copy(header, 0, 0, 4);
    header[2] = (header[2] ?? 0) & ~2;
    const tag = sampleRate === 16000 ? 13 : 21;
    header.write('Info', tag);
    header.write('LAME3.100', tag + 8);
    header.writeUIntBE((576 << 12) | 1000, tag + 29, 3);
    bytes = Buffer.concat([header, sound]);
    const url = await keep(service());
    expect(url.includes('?mp4=')).toBe(indexed);
  },
);

test('what no browser plays is named', async () => {
  const wav = Buffer.alloc(2000);
  wav.write('RIFF');
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(20, 16);
  wav.writeUInt16LE(0x31, 20);
  bytes = wav;
  const media = service();
  const facts = await media.describe(call, 'audio');
  expect(facts).toMatchObject({ format: 'WAV, GSM 6.10', playable: false });
  expect(facts.message).toMatch(/GSM 6\.10.*Gong.*save/);
  // It is served nevertheless: whoever saves it has it.
  expect((await get(media, `/media/${call}/audio`)).bytes.length).toBe(2000);
});

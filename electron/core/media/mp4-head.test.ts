import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { testFolder } from '../../../test/support/folder.ts';
import { encodeMp3 } from '../../../test/support/mp3.ts';
import { createFrameFinder, secondsOf } from './frames.ts';
import { makeMp4Head } from './mp4-head.ts';

const run = async (program: string, ...args: string[]) =>
  (await promisify(execFile)(program, args, { encoding: 'buffer', maxBuffer: 2 ** 28 })).stdout;
/** ffmpeg is a parser that is not ours; where it is not installed these tests have nothing to ask. */
const installed = await run('ffmpeg', '-version').then(
  () => true,
  () => false,
);

function virtual(bytes: Uint8Array): Buffer {
  const finder = createFrameFinder(bytes.length);
  finder.push(bytes);
  const head = makeMp4Head(finder.end(), bytes.length);
  if (!head) throw new Error('no frames');
  return Buffer.concat([head, bytes]);
}

/** Sizes of packets, as ffprobe sees them. */
async function sizesOf(file: string): Promise<number[]> {
  const text = await run(
    'ffprobe',
    '-v',
    'error',
    '-show_packets',
    '-show_entries',
    'packet=size',
    '-of',
    'json',
    file,
  );
  return (JSON.parse(String(text)) as { packets: { size: string }[] }).packets.map(({ size }) =>
    Number(size),
  );
}
const samplesOf = async (file: string) => {
  const bytes = await run('ffmpeg', '-v', 'error', '-i', file, '-f', 's16le', '-');
  return new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1);
};
async function secondsByFfprobe(file: string): Promise<number> {
  return Number(
    await run('ffprobe', '-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', file),
  );
}

const sources = {
  'LAME, variable, no header': () => encodeMp3({ seconds: 4 }),
  'LAME, constant, stereo': () => encodeMp3({ seconds: 4, kbps: 64, channels: 2 }),
  'LAME, 8 kHz': () => encodeMp3({ seconds: 4, sampleRate: 8000 }),
  'libmp3lame, variable, Xing': () => byFfmpeg('-c:a', 'libmp3lame', '-q:a', '4', '-f', 'mp3'),
  'libmp3lame, 16 kHz, Info': () =>
    byFfmpeg('-ar', '16000', '-c:a', 'libmp3lame', '-b:a', '32k', '-f', 'mp3'),
  'layer II': () => byFfmpeg('-c:a', 'mp2', '-f', 'mp2'),
  'AAC without container': () => byFfmpeg('-c:a', 'aac', '-f', 'adts'),
  'AAC, 16 kHz': () => byFfmpeg('-ar', '16000', '-c:a', 'aac', '-f', 'adts'),
} as const;

const byFfmpeg = (...args: string[]) =>
  run('ffmpeg', '-v', 'error', '-f', 'lavfi', '-i', 'aevalsrc=0.4*sin(600*t*(1+floor(t))):d=4', ...args, '-');

test.skipIf(!installed).each(Object.entries(sources))(
  'ffmpeg sees the same packets and hears the same sound: %s',
  async (_, make) => {
    const dir = testFolder();
    const bytes = await make();
    const [plain, indexed] = [join(dir, 'a.bin'), join(dir, 'b.mp4')];
    writeFileSync(plain, bytes);
    writeFileSync(indexed, virtual(bytes));
    const adts = bytes[0] === 0xff && ((bytes[1] as number) & 0xf6) === 0xf0 ? 7 : 0;
    expect(await sizesOf(indexed)).toEqual((await sizesOf(plain)).map((size) => size - adts));
    const [before, after] = await Promise.all([samplesOf(plain), samplesOf(indexed)]);
    expect(after.length).toBe(before.length);
    // Layer II has decoders of its own outside MP4, which round another way.
    expect(
      before.reduce((most, value, at) => Math.max(most, Math.abs(value - (after[at] ?? 0))), 0),
    ).toBeLessThanOrEqual(2);
    expect(await secondsByFfprobe(indexed)).toBeCloseTo(
      before.length / (await rateOf(plain)) / (await channelsOf(plain)),
      1,
    );
  },
);

const streamOf = async (file: string, entry: string) =>
  Number(await run('ffprobe', '-v', 'error', '-show_entries', `stream=${entry}`, '-of', 'csv=p=0', file));
const rateOf = (file: string) => streamOf(file, 'sample_rate');
const channelsOf = (file: string) => streamOf(file, 'channels');

test('beyond 4 GB places are of 64 bits', async () => {
  const bytes = await encodeMp3({ seconds: 3 });
  const finder = createFrameFinder(bytes.length);
  finder.push(bytes);
  const index = finder.end();
  const far = { ...index, runs: index.runs.map((run) => ({ ...run, offset: run.offset + 2 ** 33 })) };
  const head = Buffer.from(makeMp4Head(far, 2 ** 33 + bytes.length) ?? []);
  const at = head.indexOf('co64');
  expect(at).toBeGreaterThan(0);
  expect(head.readBigUInt64BE(at + 12)).toBe(BigInt(head.length + 2 ** 33));
  expect(head.indexOf('stco')).toBe(-1);
  // The box of the media data says how long it is in 64 bits, too.
  expect(head.readBigUInt64BE(head.length - 8)).toBe(BigInt(2 ** 33 + bytes.length + 16));
  expect(secondsOf(far)).toBeCloseTo(3.03, 1);
});

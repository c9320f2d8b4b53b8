import fc from 'fast-check';
import { ADTS, BufferSource, EncodedPacketSink, Input, MP3 } from 'mediabunny';
import { beforeAll, expect, test } from 'vitest';
import { encodeMp3 } from '../../../test/support/mp3.ts';
import { createFrameFinder, type FrameIndex, secondsOf } from './frames.ts';

/** Frames of a clean MP3 as another parser sees them. */
async function packetsOf(bytes: Uint8Array): Promise<Uint8Array[]> {
  const input = new Input({ formats: [MP3, ADTS], source: new BufferSource(bytes) });
  const track = await input.getPrimaryAudioTrack();
  if (!track) throw new Error('no track');
  const packets: Uint8Array[] = [];
  for await (const packet of new EncodedPacketSink(track).packets()) packets.push(packet.data);
  return packets;
}

function find(bytes: Uint8Array, chunk = 2 ** 20): FrameIndex {
  const finder = createFrameFinder(bytes.length);
  for (let at = 0; at < bytes.length; at += chunk) finder.push(bytes.subarray(at, at + chunk));
  return finder.end();
}

/** Bytes of each frame an index names. */
function framesOf(bytes: Uint8Array, { runs, sizes }: FrameIndex): Buffer[] {
  let at = 0;
  return runs.flatMap((run) => {
    let place = run.offset;
    return Array.from({ length: run.frames }, () => {
      const size = sizes[at++] as number;
      place += size;
      return Buffer.from(bytes.subarray(place - size, place));
    });
  });
}

let sources: Uint8Array[][];
beforeAll(async () => {
  const made = await Promise.all([
    encodeMp3({ seconds: 3 }),
    encodeMp3({ seconds: 3, kbps: 64, channels: 2 }),
    encodeMp3({ seconds: 3, sampleRate: 22050 }),
    encodeMp3({ seconds: 3, sampleRate: 8000, kbps: 8 }),
  ]);
  sources = await Promise.all(made.map(packetsOf));
});

test('the frames of a stream of LAME are those another parser sees', async () => {
  for (const frames of sources) {
    const bytes = Buffer.concat(frames);
    const index = find(bytes);
    expect(framesOf(bytes, index)).toEqual(frames.map((frame) => Buffer.from(frame)));
    expect(index.runs.length).toBe(1);
    expect(index.strayBytes).toBe(0);
  }
  const [variable, constant, , low] = sources.map((frames) => find(Buffer.concat(frames)));
  expect([variable?.constantKbps, constant?.constantKbps, low?.constantKbps]).toEqual([null, 64, 8]);
  expect(secondsOf(variable as FrameIndex)).toBeCloseTo(3.03, 1);
});

const syncsafe = (size: number) => [21, 14, 7, 0].map((shift) => (size >> shift) & 127);
const id3 = (content: Uint8Array, footer: boolean) =>
  Buffer.concat([
    Buffer.from([0x49, 0x44, 0x33, 4, 0, footer ? 0x10 : 0, ...syncsafe(content.length)]),
    content,
    Buffer.from(footer ? [0x33, 0x44, 0x49, 4, 0, 0x10, ...syncsafe(content.length)] : []),
  ]);
function ape(content: Uint8Array): Buffer {
  const part = (flags: number) => {
    const bytes = Buffer.alloc(32);
    bytes.write('APETAGEX');
    bytes.writeUInt32LE(2000, 8);
    bytes.writeUInt32LE(content.length + 32, 12);
    bytes.writeUInt32LE(flags, 20);
    return bytes;
  };
  return Buffer.concat([part(0xa0000000), content, part(0x80000000)]);
}

/** A part of a file: its bytes, and which frames of it are to be found. */
const part = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('frames' as const),
      source: fc.nat(3),
      from: fc.nat(20),
      count: fc.integer({ min: 3, max: 40 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('junk' as const), bytes: fc.uint8Array({ maxLength: 3000 }) }),
  },
  // A picture is full of what looks like frames: here it is real ones.
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('id3' as const), source: fc.nat(3), footer: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('ape' as const), source: fc.nat(3) }) },
);

test('whatever lies between, before and after them, the frames found are the frames written', () => {
  fc.assert(
    fc.property(
      fc.array(part, { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 500, max: 60_000 }),
      (parts, chunk) => {
        const expected: Buffer[] = [];
        const bytes = Buffer.concat(
          parts.map((made) => {
            if (made.kind === 'junk') return made.bytes;
            const frames = sources[made.source] as Uint8Array[];
            if (made.kind === 'id3') return id3(Buffer.concat(frames.slice(0, 30)), made.footer);
            if (made.kind === 'ape') return ape(Buffer.concat(frames.slice(0, 30)));
            const slice = frames.slice(made.from, made.from + made.count).map((frame) => Buffer.from(frame));
            expected.push(...slice);
            return Buffer.concat(slice);
          }),
        );
        const index = find(bytes, chunk);
        expect(framesOf(bytes, index)).toEqual(expected);
        expect(framesOf(bytes, find(bytes))).toEqual(expected);
      },
    ),
    { numRuns: 300 },
  );
});

test('of two files glued in the middle of a frame, the cut frame is left out and every other is found', () => {
  fc.assert(
    fc.property(
      fc.nat(3),
      fc.nat(3),
      fc.integer({ min: 7, max: 10_000 }),
      fc.boolean(),
      (one, two, cut, tagged) => {
        const first = sources[one] as Uint8Array[];
        const second = sources[two] as Uint8Array[];
        const whole = first.slice(0, 20);
        const broken = first[20] as Uint8Array;
        const kept = broken.subarray(0, Math.min(cut, broken.length - 1));
        const bytes = Buffer.concat([
          ...whole,
          kept,
          ...(tagged ? [id3(new Uint8Array(50), false)] : []),
          ...second,
        ]);
        expect(framesOf(bytes, find(bytes))).toEqual(
          [...whole, ...second].map((frame) => Buffer.from(frame)),
        );
      },
    ),
    { numRuns: 200 },
  );
});

test('a last frame that is cut is dropped', () => {
  const frames = sources[0] as Uint8Array[];
  const bytes = Buffer.concat(frames);
  const cut = bytes.subarray(0, bytes.length - 5);
  expect(find(cut).sizes.length).toBe(frames.length - 1);
});

test('a header frame is no sound, and its count is not believed', async () => {
  const frames = sources[0] as Uint8Array[];
  const silent = Buffer.alloc(417);
  Buffer.from(frames[0] as Uint8Array).copy(silent, 0, 0, 2);
  // 128 kbit/s, 44.1 kHz, mono.
  silent.set([0x90, 0xc4], 2);
  silent.write('Xing', 4 + 17);
  silent.writeUInt32BE(1, 4 + 17 + 4);
  silent.writeUInt32BE(999_999, 4 + 17 + 8);
  const index = find(Buffer.concat([silent, ...frames]));
  expect([index.sizes.length, index.statedFrames]).toEqual([frames.length, 999_999]);
  // Glued on again: its header is left out there too.
  const glued = find(Buffer.concat([silent, ...frames, silent, ...frames]));
  expect(glued.sizes.length).toBe(frames.length * 2);
});

test('any bytes are read to their end', () => {
  const frames = Buffer.concat(sources.flat());
  const damaged = fc
    .array(fc.tuple(fc.nat(frames.length - 1), fc.nat(255)), { maxLength: 200 })
    .map((changes) => {
      const bytes = Buffer.from(frames);
      for (const [at, value] of changes) bytes[at] = value;
      return bytes as Uint8Array;
    });
  fc.assert(
    fc.property(
      fc.oneof(fc.uint8Array({ maxLength: 20_000 }), damaged),
      fc.integer({ min: 997, max: 100_000 }),
      (bytes, chunk) => {
        const index = find(bytes, chunk);
        const total = framesOf(bytes, index).reduce((sum, frame) => sum + frame.length, 0);
        expect(total).toBeLessThanOrEqual(bytes.length);
        for (const run of index.runs) expect(run.offset).toBeLessThan(bytes.length);
      },
    ),
    { numRuns: 200 },
  );
});

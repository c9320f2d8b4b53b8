import { BufferTarget, EncodedPacket, EncodedVideoPacketSource, Mp4OutputFormat, Output } from 'mediabunny';
import { expect, test } from 'vitest';
import { identify } from './format.ts';

const of = (bytes: Uint8Array) =>
  identify({
    total: bytes.length,
    read: async (from, to) => bytes.subarray(from, Math.min(to, bytes.length)),
  });

function wave(tag: number, bits: number, before = 0): Buffer {
  const extra = Buffer.alloc(before > 0 ? before + 8 : 0);
  if (before > 0) {
    extra.write('bext');
    extra.writeUInt32LE(before, 4);
  }
  const format = Buffer.alloc(48);
  format.write('fmt ');
  format.writeUInt32LE(40, 4);
  format.writeUInt16LE(tag, 8);
  format.writeUInt16LE(bits, 22);
  const head = Buffer.from('RIFF\0\0\0\0WAVE', 'latin1');
  return Buffer.concat([head, extra, format, Buffer.from('data'), Buffer.alloc(4000)]);
}
function ogg(mark: string): Buffer {
  const page = Buffer.alloc(28);
  page.write('OggS');
  page[5] = 2;
  page[26] = 1;
  page[27] = 80;
  return Buffer.concat([page, Buffer.from(mark.padEnd(80, '\0'), 'latin1')]);
}

// What Chromium 150 does with each, measured on files of ffmpeg.
test.each<[string, Uint8Array, boolean, RegExp]>([
  ['16 bit', wave(1, 16), true, /^WAV, 16 bit$/],
  ['A-law', wave(6, 8), true, /A-law/],
  ['mu-law', wave(7, 8), true, /mu-law/],
  ['float', wave(3, 32), true, /32 bit float/],
  ['double', wave(3, 64), false, /64 bit float/],
  ['GSM', wave(0x31, 0), false, /GSM 6\.10/],
  ['IMA ADPCM', wave(0x11, 4), false, /IMA ADPCM/],
  ['G.722', wave(0x28f, 4), false, /G\.722/],
  ['a codec nobody names', wave(0x7777, 4), false, /0x7777/],
  ['a large chunk before the format', wave(1, 24, 200_000), true, /24 bit/],
  ['AMR', Buffer.from('#!AMR\n\x04\x00\x00', 'latin1'), false, /AMR/],
  ['AU', Buffer.from('.snd\0\0\0\x18\0\0\0\0\0\0\0\x01', 'latin1'), false, /mu-law/],
  ['AIFF', Buffer.from('FORM\0\0\0\0AIFF'), false, /AIFF/],
  ['Windows Media', Buffer.from([0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66]), false, /Windows Media/],
  ['Opus', ogg('OpusHead'), true, /^Ogg, Opus$/],
  ['Speex', ogg('Speex   '), false, /Speex/],
  ['FLAC', Buffer.from('fLaC\0\0\0\x22'), true, /FLAC/],
])('tells what it is and whether a browser plays it: %s', async (_, bytes, playable, name) => {
  const format = await of(bytes);
  expect(format.name).toMatch(name);
  expect(format.playable).toBe(playable);
  if (!playable) expect(format.message).toMatch(/Open the call in Gong, or save the recording/);
});

test('bytes that tell nothing are handed to the player', async () => {
  for (const bytes of [new Uint8Array(0), new Uint8Array(70_000), Buffer.from('<html>no recording</html>')])
    expect(await of(bytes)).toMatchObject({ name: null, playable: true, frames: null });
});

test('whether a picture is shown that not every system plays, the browser is to be asked by its codec', async () => {
  const codec = 'av01.0.04M.08';
  const target = new BufferTarget();
  const output = new Output({ format: new Mp4OutputFormat(), target });
  const video = new EncodedVideoPacketSource('av1');
  output.addVideoTrack(video);
  await output.start();
  await video.add(new EncodedPacket(new Uint8Array(100), 'key', 0, 1), {
    decoderConfig: { codec, codedWidth: 64, codedHeight: 36 },
  });
  await output.finalize();
  const { playable, picture } = await of(new Uint8Array(target.buffer as ArrayBuffer));
  expect(playable).toBe(true);
  expect(picture).toMatchObject({
    alone: true,
    message: expect.stringMatching(/^AV1 video: this system cannot play it. Open/),
  });
  expect(picture?.type).toContain(`video/mp4; codecs="${codec}`);
});

#!/bin/sh
# How long is a call in an MP3 of variable bit rate that has no Xing header, by the libraries that read lengths?
#
# Guess, written first: music-metadata with `duration: true` (“parse the whole media file if required to determine the duration”) counts and
# is right, and without it says nothing. mediabunny's `getDurationFromMetadata` (“null when it cannot be told from the metadata”) is null.
#
# Behaviour: both make a number, and nothing marks it as a guess.
# - music-metadata takes a file for one of constant bit rate when its first three frames are alike, and then divides the size by that rate,
#   also with `duration: true`. 78 ms of silence at the beginning are enough, and most calls begin so: five minutes become 393 s. The same
#   five minutes that begin with sound are counted and right.
# - mediabunny divides the size by the bit rate of the first frame alone: 391 s, or 49 s where the call begins loud. `computeDuration` counts
#   and is right.
# A time line of 49 s cannot reach what is said later; one of 393 s puts every click a quarter off. Way around: count the frames.
#
# Versions: npm mediabunny 1.61.0, music-metadata 11.16.1; files by wasm-media-encoders 0.7.0 (LAME), made in a temporary folder.
# Exits 0 while both behave so, 1 if that has changed, 2 if the packages cannot be had.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --prefix "$dir" mediabunny@1.61.0 music-metadata@11.16.1 wasm-media-encoders@0.7.0 >&2 || exit 2
cat >seen.mjs <<'EOF'
import { ALL_FORMATS, BufferSource, Input } from 'mediabunny';
import { parseBuffer } from 'music-metadata';
import { createMp3Encoder } from 'wasm-media-encoders';

const seconds = 300;
const rate = 44_100;
/** Four seconds in twenty are loud, from the `first` on. */
async function mp3(first) {
  const encoder = await createMp3Encoder();
  encoder.configure({ sampleRate: rate, channels: 2, vbrQuality: 4 });
  const parts = [];
  let noise = 1;
  for (let second = 0; second < seconds; second++) {
    const loud = (second + 20 - first) % 20 < 4;
    const sound = Float32Array.from({ length: rate }, (_, at) => {
      noise = (noise * 16_807) % 2_147_483_647;
      return loud ? 0.5 * Math.sin((2 * Math.PI * 300 * at) / rate) + 0.1 * (noise / 2_147_483_647 - 0.5) : 0;
    });
    parts.push(Buffer.from(encoder.encode([sound, sound])));
  }
  parts.push(Buffer.from(encoder.finalize()));
  return Buffer.concat(parts);
}
const near = (a, b) => Math.abs(a - b) < 1;
const seen = [];
for (const [name, first] of [
  ['begins loud', 0],
  ['begins silent', 4],
]) {
  const file = await mp3(first);
  const input = new Input({ source: new BufferSource(file), formats: ALL_FORMATS });
  const lengthBy = async (options) => (await parseBuffer(file, { mimeType: 'audio/mpeg' }, options)).format.duration;
  const told = {
    'mediabunny, metadata': await input.getDurationFromMetadata(),
    'mediabunny, computed': await input.computeDuration(),
    'music-metadata': await lengthBy({}),
    'music-metadata, duration: true': await lengthBy({ duration: true }),
  };
  console.log(`${name}: ${file.length} bytes of ${seconds} s`);
  for (const [by, length] of Object.entries(told)) console.log(`  ${by.padEnd(32)}${length}`);
  seen.push(Object.values(told));
}
const [loud, silent] = seen;
const ok =
  [loud[1], loud[3], silent[1]].every((length) => near(length, seconds)) &&
  loud[0] < 60 &&
  silent[0] > 380 &&
  loud[2] === undefined &&
  silent[2] > 380 &&
  silent[3] > 380;
process.exit(ok ? 0 : 1);
EOF
node seen.mjs

#!/bin/sh
# Is a second of an MP3 the same for Chromium's element, its decodeAudioData and ffmpeg, when the encoder has told its delay?
#
# Guess, written first: yes. LAME's tag tells how many samples stand before the sound (1105 with the decoder's own, 0.07 s at 16 kHz), ffmpeg
# and decodeAudioData leave them out, and the element is built on the same demuxer.
#
# Behaviour: decodeAudioData and ffmpeg have the tone where it was put, to the sample (3.000 s). The element, after a seek, has it 0.02 to
# 0.03 s later, at 16 and at 44.1 kHz. The same frames in an MP4, copied by ffmpeg with an edit list that says the same, are right in the
# element too: as right as a WAV. A waveform or a transcript made of the decoded sound is so much before what is heard. Way around: play
# the frames from an MP4.
#
# Versions: npm playwright-core 1.65.1 in a temporary folder; Chromium and ffmpeg as installed (seen with Debian's Chromium 156.0.8078.114,
# ffmpeg 5.1.9); their versions are printed.
# Exits 0 while Chromium behaves so, or with a word where Chromium or ffmpeg is not installed; 1 if that has changed, 2 if the package cannot
# be had.
set -eu
chromium=${CHROMIUM:-$(command -v chromium || true)}
[ -n "$chromium" ] && command -v ffmpeg >/dev/null || { echo 'skipped: needs chromium and ffmpeg'; exit 0; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --prefix "$dir" playwright-core@1.65.1 >&2 || exit 2
"$chromium" --version
ffmpeg -version | head -n 1
# A tone that begins at 3 s, to the sample.
tone() { ffmpeg -v error -f lavfi -i "aevalsrc=if(gte(t\\,3)\\,0.5*sin(2*PI*500*t)\\,0):s=$1:d=6" -map_metadata -1 "$2"; }
tone 16000 16.wav
ffmpeg -v error -i 16.wav -c:a libmp3lame -b:a 32k 16.mp3
ffmpeg -v error -i 16.mp3 -c copy 16.mp4
tone 44100 44.wav
ffmpeg -v error -i 44.wav -c:a libmp3lame -b:a 64k 44.mp3
for file in 16.mp3 16.mp4 44.mp3; do ffmpeg -v error -i $file -f f32le -ac 1 $file.f32; done
cat >seen.mjs <<'EOS'
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { chromium } from 'playwright-core';
const types = { wav: 'audio/wav', mp3: 'audio/mpeg', mp4: 'audio/mp4' };
const server = createServer((request, answer) => {
  const { url } = request;
  if (url === '/') return answer.setHeader('content-type', 'text/html').end('<!doctype html>');
  const type = types[url.split('.').pop()];
  if (!type) return answer.writeHead(404).end();
  const bytes = readFileSync(`.${url}`);
  const [, from = '0', to = ''] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '') ?? [];
  const end = to === '' ? bytes.length - 1 : Number(to);
  answer.writeHead(206, { 'content-type': type, 'accept-ranges': 'bytes', 'content-range': `bytes ${from}-${end}/${bytes.length}`, 'content-length': end - from + 1 });
  answer.end(bytes.subarray(Number(from), end + 1));
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const browser = await chromium.launch({ executablePath: process.argv[2], args: ['--autoplay-policy=no-user-gesture-required', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])] });
const page = await browser.newPage();
await page.goto(`http://127.0.0.1:${server.address().port}/`);
const byFfmpeg = (file, rate) => {
  const bytes = readFileSync(`${file}.f32`);
  const sound = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  return sound.findIndex((level) => Math.abs(level) > 0.1) / rate;
};
const seen = {};
for (const [file, rate] of [['16.wav', 16000], ['16.mp3', 16000], ['16.mp4', 16000], ['44.wav', 44100], ['44.mp3', 44100]]) {
  const found = await page.evaluate(async ([name, hertz]) => {
    const bytes = await (await fetch(name)).arrayBuffer();
    const sound = (await new OfflineAudioContext(1, 1, hertz).decodeAudioData(bytes)).getChannelData(0);
    const decoded = sound.findIndex((level) => Math.abs(level) > 0.1) / hertz;
    // What an element plays is put on tape, from a second that was sought on: where the tone begins in it, beside where the element says it is.
    const played = [];
    const audio = new Audio(name);
    const context = new AudioContext({ sampleRate: hertz });
    const tape = context.createScriptProcessor(256, 1, 1);
    context.createMediaElementSource(audio).connect(tape).connect(context.destination);
    for (let nth = 0; nth < 7; nth++) {
      audio.pause();
      audio.currentTime = 2.5;
      await new Promise((done) => audio.addEventListener('seeked', done, { once: true }));
      // What was heard before is still on its way.
      await new Promise((done) => setTimeout(done, 200));
      played.push(await new Promise((done) => {
        let loud = 0;
        let from = null;
        tape.onaudioprocess = ({ inputBuffer }) => {
          const piece = inputBuffer.getChannelData(0);
          const at = piece.findIndex((level) => Math.abs(level) > 0.1);
          if (at < 0) return;
          tape.onaudioprocess = null;
          // currentTime is of now, the piece was of the last 256 samples.
          done(audio.currentTime - (piece.length - at) / hertz);
        };
        void audio.play();
      }));
    }
    return { decoded, played: played.sort((a, b) => a - b)[3] };
  }, [`/${file}`, rate]);
  seen[file] = { ...found, ffmpeg: file.endsWith('wav') ? found.decoded : byFfmpeg(file, rate) };
  const told = Object.entries(seen[file]).map(([by, sec]) => `${by} ${sec.toFixed(3)}`);
  console.log(`${file}  tone at ${told.join(', ')}`);
}
await browser.close();
server.close();
const late = (file, wav) => seen[file].played - seen[wav].played;
const ok =
  Object.values(seen).every(({ decoded, ffmpeg }) => Math.abs(decoded - 3) < 0.002 && Math.abs(ffmpeg - 3) < 0.002) &&
  late('16.mp3', '16.wav') > 0.01 &&
  late('44.mp3', '44.wav') > 0.01 &&
  Math.abs(late('16.mp4', '16.wav')) < 0.015;
process.exit(ok ? 0 : 1);
EOS
node seen.mjs "$chromium"

#!/bin/sh
# What does Chromium tell of a video when it has a decoder for the sound and none for the picture, or the other way round?
#
# Guess, written first: `canPlayType` says '' for the type with both codecs and Media Source refuses it, so the element fires `error`
# (MEDIA_ERR_SRC_NOT_SUPPORTED), or at least something an application can listen for: a call without sound is not played as if it had one.
#
# Behaviour: a track without a decoder is left out and nothing says so. H.264 with AC-3 plays silently and HEVC with AAC plays beside a black
# picture: `canplaythrough` and `playing` fire, `error` stays null, the time runs. Of the lost picture `videoWidth` 0 is the only trace;
# of the lost sound there is none that is standard. Only where no track is left does the element fail, with code 4: HEVC alone.
# Way around: read the tables of the container and ask `canPlayType` for each codec by itself.
#
# Versions: npm playwright-core 1.65.1 in a temporary folder; Chromium and ffmpeg as installed (seen with Debian's Chromium 156.0.8078.114,
# ffmpeg 5.1); their versions are printed. A Chromium that decodes HEVC (by the system) or AC-3 is said and is no change.
# Exits 0 while Chromium behaves so, or with a word where Chromium, ffmpeg or an encoder of it is not installed; 1 if that has changed, 2 if
# the package cannot be had.
set -eu
chromium=${CHROMIUM:-$(command -v chromium || true)}
[ -n "$chromium" ] && command -v ffmpeg >/dev/null || { echo 'skipped: needs chromium and ffmpeg'; exit 0; }
ffmpeg -hide_banner -encoders 2>/dev/null | grep -q libx265 || { echo 'skipped: this ffmpeg has no libx265'; exit 0; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --prefix "$dir" playwright-core@1.65.1 >&2 || exit 2
"$chromium" --version
ffmpeg -version | head -n 1
make() {
  ffmpeg -v error -f lavfi -i testsrc=size=64x64:rate=10:duration=4 -f lavfi -i sine=frequency=440:duration=4 "$@"
}
make -c:v libx264 -pix_fmt yuv420p -c:a aac whole.mp4
make -c:v libx264 -pix_fmt yuv420p -c:a ac3 ac3.mp4
make -c:v libx265 -x265-params log-level=none -pix_fmt yuv420p -c:a aac hevc.mp4
make -map 0:v -c:v libx265 -x265-params log-level=none -pix_fmt yuv420p hevc-alone.mp4
cat >seen.mjs <<'EOS'
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { chromium } from 'playwright-core';

const server = createServer(({ url }, answer) => {
  if (url === '/') return answer.setHeader('content-type', 'text/html').end('<!doctype html>');
  if (!url.endsWith('.mp4')) return answer.writeHead(404).end();
  return answer.setHeader('content-type', 'video/mp4').end(readFileSync(`.${url}`));
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const browser = await chromium.launch({
  executablePath: process.argv[2],
  args: ['--autoplay-policy=no-user-gesture-required', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
});
const page = await browser.newPage();
await page.goto(`http://127.0.0.1:${server.address().port}/`);
const seen = {};
for (const [name, type] of [
  ['whole', 'video/mp4; codecs="avc1.42E01E, mp4a.40.2"'],
  ['ac3', 'video/mp4; codecs="avc1.42E01E, ac-3"'],
  ['hevc', 'video/mp4; codecs="hvc1.1.6.L60.90, mp4a.40.2"'],
  ['hevc-alone', 'video/mp4; codecs="hvc1.1.6.L60.90"'],
]) {
  seen[name] = await page.evaluate(
    async ([file, asked]) => {
      const video = document.createElement('video');
      const events = [];
      for (const event of ['canplaythrough', 'playing', 'error', 'stalled', 'abort'])
        video.addEventListener(event, () => events.push(event));
      video.src = file;
      video.play().catch(() => undefined);
      for (let nth = 0; nth < 600 && !video.error && !(video.currentTime > 1); nth++)
        await new Promise((done) => setTimeout(done, 50));
      const audio = new AudioContext();
      const bytes = await (await fetch(file)).arrayBuffer();
      const sound = await audio.decodeAudioData(bytes).then(() => 'decoded', () => 'refused');
      return {
        canPlayType: video.canPlayType(asked),
        source: MediaSource.isTypeSupported(asked),
        played: video.currentTime > 1,
        error: video.error?.code ?? null,
        width: video.videoWidth,
        // Of Chromium alone.
        soundBytes: video.webkitAudioDecodedByteCount,
        decodeAudioData: sound,
        events: events.join(' '),
      };
    },
    [`/${name}.mp4`, type],
  );
  console.log(name.padEnd(12), JSON.stringify(seen[name]));
}
await browser.close();
server.close();
const { whole, ac3, hevc } = seen;
const alone = seen['hevc-alone'];
const plays = (one) => one.played && one.error === null && !one.events.includes('error');
let ok = plays(whole) && whole.width === 64 && whole.soundBytes > 0;
if (ac3.canPlayType !== '') console.log('this Chromium decodes AC-3: not tried');
else ok &&= plays(ac3) && ac3.width === 64 && ac3.soundBytes === 0;
if (hevc.canPlayType !== '') console.log('this Chromium decodes HEVC: not tried');
else ok &&= plays(hevc) && hevc.width === 0 && hevc.soundBytes > 0 && alone.error === 4 && !alone.played;
process.exit(ok ? 0 : 1);
EOS
node seen.mjs "$chromium"

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { createFrameFinder } from '../../electron/core/media/frames.ts';
import { makeMp4Head, partsOf } from '../../electron/core/media/mp4-head.ts';
import { LiveCorpus } from '../../electron/gong/emulator/corpus.ts';
import { readRange } from '../../electron/gong/schema/range.ts';
import { encodeMp3, hertzOfSecond } from '../support/mp3.ts';
import { startOwnGong } from './gong.ts';

const ffmpeg = spawnSync('ffmpeg', ['-version']).status === 0;

/** A page that plays a file of these bytes, with Range, and nothing of ours. */
async function openFile(page: Page, bytes: Uint8Array, type: string): Promise<() => Promise<void>> {
  const server = createServer((request, response) => {
    if (request.url === '/')
      return response.setHeader('content-type', 'text/html').end('<!doctype html><title>file</title>');
    const span = readRange(request.headers.range, bytes.length);
    if (span === 'bad') return response.writeHead(416).end();
    const { from, to } = span ?? { from: 0, to: bytes.length - 1 };
    response.writeHead(span ? 206 : 200, {
      'content-type': type,
      'accept-ranges': 'bytes',
      'content-length': to - from + 1,
      ...(span ? { 'content-range': `bytes ${from}-${to}/${bytes.length}` } : {}),
    });
    response.end(bytes.subarray(from, to + 1));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await page.evaluate(async () => {
    const media = document.createElement('video');
    media.src = '/file';
    document.body.append(media);
    const ready = new Promise((done, fail) => {
      media.oncanplay = done;
      media.onerror = () => fail(new Error(media.error?.message));
    });
    const audio = new AudioContext();
    const analyser = audio.createAnalyser();
    analyser.fftSize = 8192;
    // Nothing of the second before.
    analyser.smoothingTimeConstant = 0;
    audio.createMediaElementSource(media).connect(analyser).connect(audio.destination);
    Object.assign(window, { media, analyser });
    await ready;
  });
  return () => new Promise<void>((done) => server.close(() => done()));
}

/** Hertz of the loudest tone so many seconds after a second that was sought, and the grey of the picture there (0 to 255). */
const at = (page: Page, second: number, afterSec = 0.6) =>
  page.evaluate(
    async ([goal, after]) => {
      const { media, analyser } = window as unknown as { media: HTMLVideoElement; analyser: AnalyserNode };
      media.pause();
      media.currentTime = goal + 0.2;
      await new Promise((done) => media.addEventListener('seeked', done, { once: true }));
      await media.play();
      while (media.currentTime < goal + after) await new Promise(requestAnimationFrame);
      const levels = new Float32Array(analyser.frequencyBinCount);
      analyser.getFloatFrequencyData(levels);
      const canvas = document.createElement('canvas');
      const context = canvas.getContext('2d');
      context?.drawImage(media, 0, 0, 10, 10);
      const [grey = 0] = context?.getImageData(5, 5, 1, 1).data ?? [];
      const peak = levels.reduce((best, level, bin) => (level > (levels[best] ?? 0) ? bin : best), 0);
      return {
        hertz: (peak * analyser.context.sampleRate) / analyser.fftSize,
        loud: (levels[peak] ?? -200) > -60,
        grey,
        duration: media.duration,
      };
    },
    [second, afterSec] as const,
  );

test('an MP3 of variable bit rate with its index plays the second that is sought', async ({ page }) => {
  const bytes = await encodeMp3({ seconds: 180, sampleRate: 16000 });
  const finder = createFrameFinder(bytes.length);
  finder.push(bytes);
  const head = makeMp4Head(finder.end(), bytes.length);
  const close = await openFile(page, Buffer.concat([head ?? new Uint8Array(0), bytes]), 'audio/mp4');
  for (const second of [100, 3, 178, 57, 131]) {
    const heard = await at(page, second);
    expect(heard.duration).toBeCloseTo(180, 0);
    expect(Math.abs(heard.hertz - hertzOfSecond(second))).toBeLessThan(12);
  }
  await close();
});

test('two MP3s of other sampling rates glued together: each part plays its seconds on the time scale of the whole', async ({
  page,
}) => {
  const files = await Promise.all([
    encodeMp3({ seconds: 60, sampleRate: 16000 }),
    encodeMp3({ seconds: 60, sampleRate: 44100, channels: 2, kbps: 64 }),
  ]);
  const bytes = Buffer.concat(files);
  const finder = createFrameFinder(bytes.length);
  finder.push(bytes);
  const parts = partsOf(finder.end());
  expect(parts).toHaveLength(2);
  for (const { startSec, index } of parts) {
    const head = makeMp4Head(index, bytes.length, startSec);
    const close = await openFile(page, Buffer.concat([head ?? new Uint8Array(0), bytes]), 'audio/mp4');
    for (const second of [41, 0, 57, 20]) {
      const heard = await at(page, startSec + second);
      expect(heard.duration).toBeCloseTo(startSec + 60, 0);
      expect(heard.loud).toBe(true);
      expect(Math.abs(heard.hertz - hertzOfSecond(second))).toBeLessThan(12);
    }
    await close();
  }
});

test('a call of glued files, only streamed, is heard over the border as it is: no second twice, none left out', async ({
  browser,
}) => {
  const [first, second] = await Promise.all([
    encodeMp3({ seconds: 24, sampleRate: 16000 }),
    encodeMp3({ seconds: 6, sampleRate: 44100, channels: 2, kbps: 64 }),
  ]);
  const bytes = Buffer.concat([first, second]);
  const id = '7000000000000000001';
  const started = '2026-06-10T09:00:00+02:00';
  const corpus = new LiveCorpus({
    calls: [
      {
        metaData: {
          id,
          url: `https://app.gong.io/call?id=${id}`,
          title: 'Glued',
          started,
          scheduled: started,
          duration: 30,
        },
      },
    ],
    transcript: () => null,
    users: [],
  });
  const track = {
    mime: 'binary/octet-stream',
    size: bytes.length,
    read: (from: number, to: number) => bytes.subarray(from, to + 1),
  };
  const gong = await startOwnGong(browser, corpus, () => ({
    audio: (call) => (call === id ? track : null),
    video: () => null,
  }));
  const { page, origin } = gong;
  await page.addInitScript(() => {
    const make = document.createElement.bind(document);
    document.createElement = ((name: string, ...more: []) => {
      const element = make(name, ...more);
      if (name === 'video') {
        const audio = new AudioContext();
        const analyser = audio.createAnalyser();
        analyser.fftSize = 8192;
        analyser.smoothingTimeConstant = 0;
        audio
          .createMediaElementSource(element as HTMLVideoElement)
          .connect(analyser)
          .connect(audio.destination);
        Object.assign(window, { media: element, analyser });
      }
      return element;
    }) as typeof document.createElement;
  });
  await page.goto(`${origin}/#/call/${id}?t=22`);
  await page.reload();
  const dock = page.getByRole('region', { name: 'Player' });
  await dock.getByRole('button', { name: 'Play', exact: true }).click();
  // In the second half of each second the window of the measure holds nothing else; one that is missing is never met.
  const heard = await page.evaluate(async () => {
    const { media, analyser } = window as unknown as { media: HTMLVideoElement; analyser: AnalyserNode };
    const levels = new Float32Array(analyser.frequencyBinCount);
    const found: Record<number, number> = {};
    while (media.currentTime < 26.9) {
      await new Promise(requestAnimationFrame);
      const part = media.currentTime % 1;
      if (media.paused || part < 0.6 || part > 0.9) continue;
      analyser.getFloatFrequencyData(levels);
      const peak = levels.reduce((best, level, bin) => (level > (levels[best] ?? 0) ? bin : best), 0);
      found[Math.floor(media.currentTime)] ??= (peak * analyser.context.sampleRate) / analyser.fftSize;
    }
    return found;
  });
  const border = 24;
  for (const sec of [22, 23, 24, 25, 26])
    expect(Math.abs((heard[sec] ?? 0) - hertzOfSecond(sec < border ? sec : sec - border))).toBeLessThan(12);
  await gong.stop();
});

test('a video whose sound starts 1.5 s late: the second sought is that of the picture, the sound lies where the file says', async ({
  page,
}, { outputDir }) => {
  test.skip(!ffmpeg, 'ffmpeg makes the file, and it is not installed');
  mkdirSync(outputDir, { recursive: true });
  const file = join(outputDir, 'late.mp4');
  const make = (...args: string[]) => execFileSync('ffmpeg', ['-v', 'error', '-y', ...args, file]);
  make(
    ...[
      '-f',
      'lavfi',
      '-i',
      "color=size=64x64:rate=10:duration=20,format=yuv420p,geq=lum='16+10*floor(T)':cb=128:cr=128",
    ],
    ...[
      '-itsoffset',
      '1.5',
      '-f',
      'lavfi',
      '-i',
      'aevalsrc=0.4*sin(2*PI*(400+50*floor(t))*t):s=44100:d=18.5',
    ],
    ...['-c:v', 'libx264', '-c:a', 'aac'],
  );
  const close = await openFile(page, readFileSync(file), 'video/mp4');
  for (const second of [12, 4, 17, 8]) {
    // The sound, 1.5 s behind, changes in the middle of the picture's seconds: what is heard well after that is all of one.
    const seen = await at(page, second, 0.8);
    expect(seen.loud).toBe(true);
    expect(Math.abs(seen.hertz - (400 + 50 * (second - 1)))).toBeLessThan(12);
    // 16 to 235 in the file are 0 to 255 on the screen.
    expect(Math.abs((seen.grey * 219) / 255 / 10 - second)).toBeLessThan(0.6);
  }
  await close();
});

/**
 * What the waveform of a recording costs: processor seconds an hour of sound, of all processes of Chromium and of the core's, while the
 * product makes it; how far its levels are from those of a full decoding by ffmpeg; and searches of the core while it is made.
 *   npm run build && npm run -s bench:waveform [-- --minutes 20 --only opus --rounds 4 --files DIR]
 * Linux (reads /proc). Needs ffmpeg; `--files` keeps what it makes. The last line is JSON.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Page } from 'playwright';
import type { OfflineStatus } from '../../electron/contract/call.ts';
import { peaksPerSecond, stepsOf } from '../../electron/contract/levels.ts';
import { createPeaks } from '../../electron/contract/peaks.ts';
import { startEmulator } from '../../electron/gong/emulator/emulator.ts';
import type { MediaSource, MediaTrack } from '../../electron/gong/emulator/media.ts';
import { loadSampleCorpus } from '../../electron/gong/emulator/sample-corpus.ts';
import { rpc, startShell } from '../e2e/app.ts';
import { table } from './support/table.ts';

const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '20' },
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: '4' },
    files: { type: 'string' },
  },
});
const seconds = 60 * Number(options.minutes);
/** Searches of one half of a round. */
const searches = 60;

interface Form {
  readonly name: string;
  readonly file: string;
  readonly mime: string;
  readonly make: readonly string[];
}
const forms: readonly Form[] = [
  form('MP3, VBR, 44.1 kHz stereo', 'v.mp3', 'audio/mpeg', '-ar 44100 -c:a libmp3lame -q:a 4'),
  form('AAC, 44.1 kHz stereo', 'a.m4a', 'audio/mp4', '-ar 44100 -c:a aac -b:a 96k -movflags +faststart'),
  form('Opus, 48 kHz stereo', 'stereo.webm', 'audio/webm', '-c:a libopus -b:a 48k'),
  form('Opus, 48 kHz mono', 'mono.webm', 'audio/webm', '-ac 1 -c:a libopus -b:a 32k'),
  form('WAV, 16 bit, 44.1 kHz stereo', 'pcm.wav', 'audio/wav', '-ar 44100 -c:a pcm_s16le'),
  form('WAV, A-law, 8 kHz stereo', 'alaw.wav', 'audio/wav', '-ar 8000 -c:a pcm_alaw'),
];
function form(name: string, file: string, mime: string, make: string): Form {
  return { name, file, mime, make: make.split(' ') };
}

const ffmpeg = (...args: readonly string[]) =>
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...args], { maxBuffer: 2 ** 32 });

/** Two sample meetings in speech, one a channel, over some noise. */
function makeFiles(dir: string, wanted: readonly Form[]): void {
  const speech = join(import.meta.dirname, '../../electron/gong/emulator/media/sample');
  const source = join(dir, 'source.wav');
  const meetings = ['1289968119210253771', '5907196348553269032'];
  if (!existsSync(source))
    ffmpeg(
      ...meetings.flatMap((id) => ['-stream_loop', '-1', '-i', join(speech, `${id}.audio.webm`)]),
      '-filter_complex',
      `[0:a]aresample=48000[a];[1:a]aresample=48000[b];[a][b]join=inputs=2:channel_layout=stereo[s];anoisesrc=a=0.002:r=48000:seed=1[n];[s][n]amix=inputs=2:normalize=0,atrim=0:${seconds}`,
      source,
    );
  for (const { file, make } of wanted)
    if (!existsSync(join(dir, file))) ffmpeg('-i', source, ...make, join(dir, file));
}

function trackOf(path: string, mime: string): MediaTrack {
  const bytes = readFileSync(path);
  return { mime, size: bytes.length, read: (start, end) => new Uint8Array(bytes.subarray(start, end + 1)) };
}

/** Processor seconds so far of the processes that this one started and of what they started and that has ended, by whose they are. */
function processorSeconds(): { chromium: number; core: number } {
  const all = new Map<number, { parent: number; ticks: number }>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      all.set(Number(name), {
        parent: Number(fields[1]),
        ticks: [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0),
      });
    } catch {
      // It has ended.
    }
  }
  const spent = { chromium: 0, core: 0 };
  for (const [id, { ticks }] of all) {
    let top = id;
    while (all.get(top)?.parent !== process.pid && all.has(top)) top = all.get(top)?.parent as number;
    if (!all.has(top)) continue;
    const whose = readFileSync(`/proc/${top}/cmdline`, 'utf8').includes('cli/main.ts') ? 'core' : 'chromium';
    spent[whose] += ticks / 100;
  }
  return spent;
}

/** The page says that it is hidden while it is held: then nothing is made. */
function holdable(): void {
  Object.defineProperty(document, 'hidden', { get: () => (window as unknown as Held).held ?? false });
}
type Held = typeof window & { held?: boolean };
const hold = (page: Page, held: boolean) =>
  page.evaluate((to) => {
    (window as unknown as Held).held = to;
  }, held);

interface Kept {
  readonly channels: number;
  readonly levels: string;
}

/** Distances in decibels from the levels of a full decoding, of moments that are louder than -60 dB there. */
function errorsOf(path: string, { channels, levels }: Kept): { median: number; p95: number; worse3: number } {
  const sampleRate = 48_000;
  const pcm = ffmpeg('-i', path, '-ar', String(sampleRate), '-f', 'f32le', '-ac', String(channels), '-');
  const samples = new Float32Array(pcm.buffer, pcm.byteOffset, pcm.length / 4);
  const length = samples.length / channels;
  const peaks = createPeaks();
  const part = (channel: number) =>
    Float32Array.from({ length }, (_, at) => samples[at * channels + channel] ?? 0);
  peaks.add({ length, sampleRate, numberOfChannels: channels, getChannelData: part }, length / sampleRate);
  const bytes = Buffer.from(levels, 'base64');
  const quiet = 255 - stepsOf(60);
  const apart: number[] = [];
  (peaks.waveform()?.channels ?? []).forEach((full, channel) => {
    for (let at = 0; at < Math.min(full.length, bytes.length / channels); at++)
      if ((full[at] as number) > quiet)
        apart.push(Math.abs((full[at] as number) - (bytes[at * channels + channel] as number)) / stepsOf(1));
  });
  apart.sort((a, b) => a - b);
  const at = (share: number) => Number((apart[Math.floor(share * (apart.length - 1))] ?? 0).toFixed(2));
  const worse3 = apart.filter((decibels) => decibels > 3).length / Math.max(1, apart.length);
  return { median: at(0.5), p95: at(0.95), worse3: Number((100 * worse3).toFixed(1)) };
}

const queries = [
  'interface design',
  'budget',
  '"remote control"',
  'speaker recognition',
  'wales school',
  'time',
];
/** The 95th hundredth of some searches asked of the core at once, in ms: nothing in the page holds the waveform back for them. */
async function searchP95(page: Page): Promise<number> {
  const took: number[] = [];
  for (let nth = 0; nth < searches; nth++) {
    const q = queries[nth % queries.length] as string;
    const from = performance.now();
    await rpc(page, 'library/search', {
      q,
      limit: 50,
      facets: true,
      typing: false,
      tz: 'UTC',
      nowMs: 1.8e12,
    });
    took.push(performance.now() - from);
  }
  return took.toSorted((a, b) => a - b)[Math.floor(0.95 * searches)] as number;
}

const temporary = mkdtempSync(join(tmpdir(), 'earshot-waveform-'));
const files = options.files ?? join(temporary, 'files');
mkdirSync(files, { recursive: true });
const wanted = forms.filter(({ name }) => name.toLowerCase().includes(options.only.toLowerCase()));
makeFiles(files, wanted);
const corpus = loadSampleCorpus();
const ids = corpus
  .heads()
  .slice(0, forms.length + Number(options.rounds))
  .map(({ id }) => id);
const tracks = new Map(
  wanted.map(({ file, mime }, at) => [ids[at] as string, trackOf(join(files, file), mime)]),
);
const spares = ids.slice(forms.length);
const longest = wanted.find(({ file }) => file.endsWith('.webm')) ?? (wanted[0] as Form);
for (const spare of spares) tracks.set(spare, trackOf(join(files, longest.file), longest.mime));
const media: MediaSource = { audio: (id) => tracks.get(id) ?? null, video: () => null };
const emulator = await startEmulator({ corpus, media, ratePerSecond: 0 });
const shell = await startShell(join(temporary, 'data'), {
  EARSHOT_GONG_URL: emulator.url,
  EARSHOT_ACCESS_KEY: emulator.accessKey,
  EARSHOT_ACCESS_KEY_SECRET: emulator.secret,
});
const browser = await chromium.launch({
  executablePath: process.env['EARSHOT_CHROMIUM'] ?? '/usr/bin/chromium',
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
try {
  const page = await browser.newPage();
  await page.addInitScript(holdable);
  await page.goto(shell.url);
  await rpc(page, 'sync/chooseCalls', { calls: 'everybody' });
  await rpc(page, 'sync/start', {});
  await page
    .getByText(/Synced (just now|\d)/)
    .first()
    .waitFor({ timeout: 120_000 });
  await page.goto(`${new URL(shell.url).origin}/#/nowhere`);
  await hold(page, true);
  const keep = async (id: string) => {
    await rpc(page, 'media/keep', { ids: [id] });
    for (;;) {
      const { items } = await rpc<OfflineStatus>(page, 'media/offline', {});
      if (items.some(({ callId, state }) => callId === id && state === 'done')) return;
      await page.waitForTimeout(200);
    }
  };
  const peaksOf = (id: string) => rpc<Kept | null>(page, 'media/peaks', { id });
  const rows: { name: string; chromium: number; core: number; apart: ReturnType<typeof errorsOf> }[] = [];
  for (const [at, { name, file }] of wanted.entries()) {
    const id = ids[at] as string;
    await keep(id);
    await page.waitForTimeout(2000);
    const before = processorSeconds();
    await hold(page, false);
    let kept = await peaksOf(id);
    while (!kept) {
      await page.waitForTimeout(1000);
      kept = await peaksOf(id);
    }
    const after = processorSeconds();
    await hold(page, true);
    const anHour = (spent: number) => Number(((spent * 3600) / seconds).toFixed(2));
    rows.push({
      name,
      chromium: anHour(after.chromium - before.chromium),
      core: anHour(after.core - before.core),
      apart: errorsOf(join(files, file), kept),
    });
    console.error(`${name}: ${rows.at(-1)?.chromium} s in Chromium`);
  }
  await searchP95(page);
  const rounds: { without: number; during: number }[] = [];
  for (const spare of spares) {
    await keep(spare);
    const without = await searchP95(page);
    await hold(page, false);
    const during = await searchP95(page);
    while (!(await peaksOf(spare))) await page.waitForTimeout(200);
    await hold(page, true);
    rounds.push({ without: Number(without.toFixed(2)), during: Number(during.toFixed(2)) });
  }
  console.log(
    table(
      ['recording', 's/h Chromium', 's/h core', 'levels: median dB', 'p95 dB', '> 3 dB off'],
      rows.map(({ name, chromium, core, apart }) => [
        name,
        chromium.toFixed(1),
        core.toFixed(1),
        apart.median.toFixed(2),
        apart.p95.toFixed(2),
        `${apart.worse3} %`,
      ]),
    ),
  );
  const ratios = rounds.map(({ without, during }) => during / without).toSorted((a, b) => a - b);
  console.log(
    `search p95 ms without/during: ${rounds.map(({ without, during }) => `${without}/${during}`).join(', ')}`,
  );
  console.log(
    JSON.stringify({
      bench: 'waveform',
      peaksPerSecond,
      seconds,
      recordings: rows,
      search: { rounds, medianRatio: Number((ratios[ratios.length >> 1] ?? 0).toFixed(2)) },
    }),
  );
} finally {
  await browser.close();
  await shell.end();
  await emulator.stop();
  rmSync(temporary, { recursive: true, force: true });
}

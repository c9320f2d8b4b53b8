/**
 * Whether the second that is asked for is the second that is heard: an hour of sound whose pitch tells the second, in every form that
 * recordings come in, through the product's own player in Chromium.
 *   npm run build && npm run -s bench:seek [-- --only 'mp3,opus' --files DIR --pages 3]
 * "streamed": from the emulator as Gong's media host; "loaded": after the player's own button for it; "kept": from this machine. For each
 * the length that the player shows and the largest distance, in seconds, between what is heard and where the player says it is. Needs
 * ffmpeg, for the files; `--files` keeps them. The last line is JSON.
 */
import { closeSync, mkdirSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright';
import type { OfflineStatus } from '../../electron/contract/call.ts';
import { LiveCorpus } from '../../electron/gong/emulator/corpus.ts';
import { startEmulator } from '../../electron/gong/emulator/emulator.ts';
import type { MediaSource, MediaTrack } from '../../electron/gong/emulator/media.ts';
import { rpc, type Shell, signIn, startShell } from '../e2e/app.ts';
import { makeRecordings, type Recording, recordings, sizeOf } from './support/recordings.ts';
import { table } from './support/table.ts';
import { secondOf } from './support/told-sound.ts';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    files: { type: 'string' },
    pages: { type: 'string', default: '3' },
  },
});
/** Length of every call as Gong tells it. */
const callSec = 3600;
const asked = [60, 600, 1234, 1800, 2345, 2900, 3210, 3500];
const rate = 16_000;
const windowSize = 4096;

/** What the player does with one file in one way of getting it. */
interface Outcome {
  /** Length of the player's line in seconds. */
  readonly shown: number | null;
  /** Largest distance in seconds; null where nothing was heard. */
  readonly worst: number | null;
  /** What the player says, where that is more than how it gets the recording. */
  readonly says: string | null;
}

const idOf = (one: Recording) => String(7_000_000_000_000_000_000n + BigInt(recordings.indexOf(one)));

function trackOf(dir: string, one: Recording): MediaTrack {
  const size = sizeOf(dir, one);
  const handle = openSync(join(dir, one.file), 'r');
  handles.push(handle);
  return {
    mime: one.mime,
    size,
    read(start, end) {
      const bytes = new Uint8Array(end - start + 1);
      readSync(handle, bytes, 0, bytes.length, start);
      return bytes;
    },
  };
}
const handles: number[] = [];

/** Serves the files as recordings of calls that are called by them. */
async function serve(dir: string, wanted: readonly Recording[]) {
  const tracks = new Map(wanted.map((one) => [idOf(one), { kind: one.kind, track: trackOf(dir, one) }]));
  const of = (kind: Recording['kind']) => (id: string) => {
    const found = tracks.get(id);
    return found?.kind === kind ? found.track : null;
  };
  const media: MediaSource = { audio: of('audio'), video: of('video') };
  const corpus = new LiveCorpus({
    calls: wanted.map((one) => ({
      metaData: {
        id: idOf(one),
        url: `https://app.gong.io/call?id=${idOf(one)}`,
        title: one.name,
        started: '2026-06-10T09:00:00+02:00',
        scheduled: '2026-06-10T09:00:00+02:00',
        duration: callSec,
      },
    })),
    transcript: () => null,
    users: [],
  });
  return startEmulator({ corpus, media, ratePerSecond: 0 });
}

/** Lets what plays be heard by the measure: the element is caught where the view makes it. */
function listen(samples: number, sampleRate: number): void {
  const make = document.createElement.bind(document);
  document.createElement = ((name: string, ...more: []) => {
    const element = make(name, ...more);
    if (name === 'video') {
      const context = new AudioContext({ sampleRate });
      const analyser = context.createAnalyser();
      analyser.fftSize = samples;
      const mute = context.createGain();
      mute.gain.value = 0;
      context
        .createMediaElementSource(element as HTMLVideoElement)
        .connect(analyser)
        .connect(mute)
        .connect(context.destination);
      Object.assign(window, {
        recording: element,
        hear() {
          const piece = new Float32Array(samples);
          analyser.getFloatTimeDomainData(piece);
          return { at: (element as HTMLVideoElement).currentTime, piece: [...piece] };
        },
      });
    }
    return element;
  }) as typeof document.createElement;
}
type Listening = typeof window & {
  recording: HTMLVideoElement;
  hear(): { at: number; piece: number[] };
};

const dock = (page: Page) => page.getByRole('region', { name: 'Player' });

/** Opens a call and waits until the player has it, or says why not. */
async function open(page: Page, origin: string, one: Recording): Promise<string | null> {
  await page.goto(`${origin}/#/library`);
  await page.reload();
  await page.goto(`${origin}/#/call/${idOf(one)}`);
  await page.waitForFunction(
    () =>
      ((window as unknown as Listening).recording?.readyState ?? 0) >= 1 ||
      document.querySelector('.dock [role=alert]') !== null,
    null,
    { timeout: 60_000 },
  );
  // Alerts that come and go while an address is renewed are none.
  const alert = dock(page).getByRole('alert');
  if (!(await alert.isVisible())) return null;
  return ((await alert.textContent()) ?? '').replace(/\s+/g, ' ').trim();
}

/** Seconds between what is heard and where the player is, after a jump to a second; null where nothing is heard. */
async function distance(page: Page, one: Recording, sec: number): Promise<number | null> {
  await page.evaluate(
    ([id, to]) => {
      location.hash = `#/call/${id}?t=${to}`;
    },
    [idOf(one), sec] as const,
  );
  // The position that the page has heard of the jump, then the jump itself.
  const there = await page
    .waitForFunction(
      (to) => {
        const { recording } = window as unknown as Listening;
        if (recording.seeking || recording.currentTime < to - 0.5 || recording.currentTime > to + 30)
          return false;
        document.querySelector<HTMLElement>('.dock-play[aria-label=Play]')?.click();
        return !recording.paused && recording.readyState >= 3 && recording.currentTime > to + 0.8;
      },
      sec,
      { timeout: 30_000, polling: 100 },
    )
    .catch(() => null);
  if (!there) return null;
  const found: number[] = [];
  for (let nth = 0; nth < 4; nth++) {
    const { at, piece } = await page.evaluate(() => (window as unknown as Listening).hear());
    const told = secondOf(Float32Array.from(piece), rate, 3600);
    if (told !== null) found.push(told + windowSize / rate / 2 - at);
    await page.waitForTimeout(90);
  }
  return found.length === 0 ? null : (found.toSorted((a, b) => a - b)[found.length >> 1] as number);
}

/** Asks for every second of a recording that the player has. */
async function measure(page: Page, one: Recording): Promise<Outcome> {
  const shown = async () =>
    Number(await dock(page).getByRole('slider', { name: 'Position' }).getAttribute('max'));
  const distances: (number | null)[] = [];
  for (const sec of asked.filter((to) => to < one.seconds - 20))
    distances.push(await distance(page, one, sec));
  const lost = distances.filter((found) => found === null).length;
  const most = Math.max(...distances.map((found) => Math.abs(found ?? 0)));
  await page.evaluate(() => document.querySelector<HTMLElement>('.dock-play[aria-label=Pause]')?.click());
  return {
    shown: await shown(),
    worst: lost === distances.length ? null : Number(most.toFixed(2)),
    says: lost > 0 ? `${lost} of ${distances.length} jumps: nothing heard` : null,
  };
}

async function tell(page: Page, origin: string, one: Recording): Promise<Outcome> {
  const says = await open(page, origin, one);
  if (says !== null) return { shown: null, worst: null, says };
  return measure(page, one);
}

/** The player's own offer to read a streamed recording through, where it makes one. */
async function load(page: Page, one: Recording): Promise<Outcome | null> {
  const button = dock(page).getByRole('button', { name: 'Load it' });
  if (!(await button.isVisible())) return null;
  await button.click();
  await dock(page).getByText('until it is loaded').waitFor({ state: 'detached', timeout: 120_000 });
  return measure(page, one);
}

/** Goes through a list with several pages at once. */
async function each<T>(
  list: readonly T[],
  contexts: readonly BrowserContext[],
  work: (page: Page, one: T) => Promise<void>,
) {
  const left = [...list];
  await Promise.all(
    contexts.map(async (context) => {
      for (;;) {
        const one = left.shift();
        if (one === undefined) return;
        const page = await context.newPage();
        await page.addInitScript(`(${listen})(${windowSize}, ${rate})`);
        await work(page, one).finally(() => page.close());
      }
    }),
  );
}

async function contextsOf(browser: Browser, shell: Shell): Promise<BrowserContext[]> {
  const contexts: BrowserContext[] = [];
  for (let page = 0; page < Math.max(1, Number(options.pages)); page++)
    contexts.push(await signIn(browser, shell));
  return contexts;
}

const temporary = mkdtempSync(join(tmpdir(), 'earshot-seek-'));
const files = options.files ?? join(temporary, 'files');
mkdirSync(files, { recursive: true });
const wanted = recordings.filter(({ name }) =>
  options.only.split(',').some((part) => name.toLowerCase().includes(part.trim().toLowerCase())),
);
let shell: Shell | undefined;
let browser: Browser | undefined;
let stop = async () => {};
try {
  const from = performance.now();
  const say = (text: string) => console.error(`${((performance.now() - from) / 1000).toFixed(0)} s: ${text}`);
  await makeRecordings(files, wanted, say);
  const emulator = await serve(files, wanted);
  stop = emulator.stop;
  shell = await startShell(join(temporary, 'data'), {
    EARSHOT_GONG_URL: emulator.url,
    EARSHOT_ACCESS_KEY: emulator.accessKey,
    EARSHOT_ACCESS_KEY_SECRET: emulator.secret,
  });
  browser = await chromium.launch({
    executablePath: process.env['EARSHOT_CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--autoplay-policy=no-user-gesture-required',
      '--disable-renderer-backgrounding',
      '--disable-backgrounding-occluded-windows',
    ],
  });
  const contexts = await contextsOf(browser, shell);
  const { origin } = new URL(shell.url);
  const asking = await (contexts[0] as BrowserContext).newPage();
  await asking.goto(`${origin}/`);
  await rpc(asking, 'sync/chooseCalls', { calls: 'everybody' });
  await rpc(asking, 'sync/start', {});
  await asking.getByText(`${wanted.length} of ${wanted.length} calls`).waitFor();

  const streamed = new Map<Recording, Outcome>();
  const loaded = new Map<Recording, Outcome>();
  const kept = new Map<Recording, Outcome>();
  await each(wanted, contexts, async (page, one) => {
    say(`streamed: ${one.name}`);
    streamed.set(one, await tell(page, origin, one));
    const after = await load(page, one);
    if (after) loaded.set(one, after);
  });
  await rpc(asking, 'media/keep', { ids: wanted.map(idOf) });
  for (;;) {
    const { items } = await rpc<OfflineStatus>(asking, 'media/offline', {});
    if (items.length === wanted.length && items.every(({ state }) => state === 'done' || state === 'failed'))
      break;
    await asking.waitForTimeout(250);
  }
  await each(wanted, contexts, async (page, one) => {
    say(`kept: ${one.name}`);
    kept.set(one, await tell(page, origin, one));
  });

  const cells = (outcome: Outcome | undefined) => [
    outcome?.shown?.toFixed(1) ?? '',
    outcome?.worst === null || !outcome ? '–' : outcome.worst.toFixed(2),
  ];
  console.log(
    table(
      ['file', 'streamed', 'off by', 'loaded', 'off by', 'kept', 'off by'],
      wanted.map((one) => [one.name, ...[streamed, loaded, kept].flatMap((way) => cells(way.get(one)))]),
    ),
  );
  console.log('');
  for (const one of wanted)
    for (const [way, outcome] of [
      ['streamed', streamed.get(one)],
      ['loaded', loaded.get(one)],
      ['kept', kept.get(one)],
    ] as const)
      if (outcome?.says) console.log(`${one.name}, ${way}: ${outcome.says}`);
  const worst = (ways: readonly Map<Recording, Outcome>[]) =>
    Math.max(
      0,
      ...ways.flatMap((way) =>
        wanted
          .filter(({ refused }) => !refused)
          .map((one) => way.get(one)?.worst ?? (way.has(one) ? Number.POSITIVE_INFINITY : 0)),
      ),
    );
  console.log(
    JSON.stringify({
      bench: 'seek',
      worst: { streamed: worst([streamed]), exact: worst([loaded, kept]) },
      files: wanted.map((one) => ({
        name: one.name,
        playable: !one.refused,
        streamed: streamed.get(one) ?? null,
        loaded: loaded.get(one) ?? null,
        kept: kept.get(one) ?? null,
      })),
    }),
  );
} finally {
  await browser?.close();
  await shell?.end();
  await stop();
  for (const handle of handles) closeSync(handle);
  rmSync(temporary, { recursive: true, force: true });
}

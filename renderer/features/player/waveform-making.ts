import { type Waveform, writeWaveform } from '../../../electron/contract/levels.ts';
import { createPeaks } from '../../../electron/contract/peaks.ts';
import type { RecordingWithoutPeaks } from '../../../electron/contract/waveform.ts';
import { bridge } from '../../bridge/bridge.ts';
import { sync } from '../../data/app.ts';
import { questionsWaiting } from '../../data/query.ts';
import { player } from './player.ts';
import { askWaveform, keepWaveform } from './waveform.ts';
import type { FromWorker } from './waveform.worker.ts';

/** Looked at again so often, in ms, while something else goes first. */
const patience = 500;
/** The least pause between two pieces in ms; else as long as the last one took. */
const leastPause = 50;

const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Whether something goes first: a question of the user, a recording that plays, a sync, another window. */
const busy = () => document.hidden || player.playing || sync()?.state === 'running' || questionsWaiting() > 0;

async function calm(tookMs: number): Promise<void> {
  await later(Math.max(leastPause, tookMs));
  while (busy()) await later(patience);
}

let running = false;
let again = false;

/** Looks through kept recordings that have no waveform, one at a time, in the background. Once more where it runs already. */
async function makeWaveforms(): Promise<void> {
  again = true;
  if (running) return;
  running = true;
  try {
    await run();
  } catch {
    // The core is gone or the disk is full: tried again with the next recording and the next start.
  } finally {
    running = false;
  }
}

async function run(): Promise<void> {
  // One window at a time: another one would do the same work.
  await navigator.locks.request('waveforms', async () => {
    while (again) {
      again = false;
      for (;;) {
        await calm(0);
        const next = await bridge.request('media/withoutPeaks', { first: player.loaded?.callId ?? null });
        if (!next) break;
        const { callId, kind, bytes } = next;
        if (await makeInCore(next)) {
          await askWaveform(callId);
          continue;
        }
        const waveform = await lookThrough(next);
        const { saved } = await bridge.request('media/savePeaks', {
          id: callId,
          kind,
          bytes,
          peaks: waveform && writeWaveform(waveform),
        });
        if (saved) keepWaveform(callId, waveform);
      }
    }
  });
}

/** The core makes it, where it has a decoder: at a third of what the browser takes, and with a low priority. */
const makeInCore = ({ callId: id, kind, bytes }: RecordingWithoutPeaks) =>
  bridge.request('media/makePeaks', { id, kind, bytes }).then(
    ({ made }) => made,
    () => false,
  );

/** The waveform of a recording; null when it cannot be read or decoded. */
async function lookThrough({ path }: RecordingWithoutPeaks): Promise<Waveform | null> {
  const worker = new Worker(new URL('./waveform.worker.ts', import.meta.url), { type: 'module' });
  const ask = (message: unknown) =>
    new Promise<FromWorker>((resolve) => {
      worker.onmessage = ({ data }: MessageEvent<FromWorker>) => resolve(data);
      worker.onerror = ({ message }) => resolve({ type: 'failed', why: message });
      worker.postMessage(message);
    });
  const peaks = createPeaks();
  try {
    let told = await ask({ url: new URL(path, location.href).href });
    while (told.type === 'piece') {
      const from = performance.now();
      const { sampleRate, endSec, file } = told;
      // A context of its own, at the rate of the recording: nothing is resampled.
      const sound = await new OfflineAudioContext(1, 1, sampleRate).decodeAudioData(file).catch(() => null);
      if (sound) peaks.add(sound, endSec);
      else peaks.skip(endSec);
      await calm(performance.now() - from);
      told = await ask('next');
    }
    return told.type === 'end' ? peaks.waveform() : null;
  } finally {
    worker.terminate();
  }
}

/** Begins to make waveforms of what is kept: now, and whenever another recording has come. Returns what ends that. */
export function followKept(): () => void {
  if (typeof OfflineAudioContext === 'undefined' || typeof Worker === 'undefined') return () => undefined;
  let kept = 0;
  void makeWaveforms();
  return bridge.on('media/offline', ({ items }) => {
    const now = items.filter(({ state }) => state === 'done').length;
    if (now > kept) void makeWaveforms();
    kept = now;
  });
}

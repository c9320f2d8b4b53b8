import { createEffect, createRoot, createSignal, on } from 'solid-js';
import type { RecordingLoading } from '../../../electron/contract/call.ts';
import { bridge } from '../../bridge/bridge.ts';
import { offlineStatus } from './keep.tsx';
import { inexact, noteMedia, player, sayOf, takeForm } from './player.ts';

/** How far the loaded recording has been read through, or why that ended. */
interface Reading {
  readonly callId: string;
  readonly far: RecordingLoading | null;
  /** For people. */
  readonly error: string | null;
}

const [reading, setReading] = createRoot(() => createSignal<Reading | null>(null));
let stop = () => {};

export { reading };

/** Reads the loaded recording through, so that every second of it is found; goes on at the same second with it. */
export async function readThrough(): Promise<void> {
  const { callId, kind } = player.loaded ?? {};
  if (callId === undefined || kind === undefined) return;
  stop();
  const ended = new AbortController();
  stop = () => ended.abort();
  const mine = () => !ended.signal.aborted;
  setReading({ callId, far: null, error: null });
  const unhear = bridge.on('media/loading', (far) => {
    if (mine() && far.callId === callId && far.kind === kind) setReading({ callId, far, error: null });
  });
  try {
    const media = await bridge.request('media/load', { id: callId, kind }, { signal: ended.signal });
    if (!mine()) return;
    const url = kind === 'video' ? media.videoUrl : media.audioUrl;
    setReading(url ? null : { callId, far: null, error: media.message });
    if (url) takeForm(media);
  } catch (error) {
    if (mine()) setReading({ callId, far: null, error: sayOf(error) });
  } finally {
    unhear();
  }
}

/** Ends reading through; what was read is not needed. */
export function stopReading(): void {
  stop();
  setReading(null);
}

createRoot(() => {
  createEffect(on(() => player.loaded?.callId, stopReading, { defer: true }));
  // A recording that was kept meanwhile is found in every second too, and is said to be here.
  createEffect(
    on(
      () => {
        const { loaded } = player;
        const kept =
          loaded?.media?.state === 'streamable' &&
          offlineStatus()?.items.some((item) => item.callId === loaded.callId && item.state === 'done');
        return kept ? loaded.callId : undefined;
      },
      async (callId) => {
        if (callId === undefined) return;
        const media = await bridge.request('media/state', { id: callId }).catch(() => null);
        if (media?.state !== 'offline' || player.loaded?.callId !== callId) return;
        if (!inexact()) return noteMedia(media);
        stopReading();
        takeForm(media);
      },
    ),
  );
});

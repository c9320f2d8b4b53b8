import { createRoot, createSignal } from 'solid-js';
import { readWaveform, type Waveform } from '../../../electron/contract/levels.ts';
import { bridge } from '../../bridge/bridge.ts';

/** Waveforms of so many calls are at hand; an hour takes 150 kB. */
const mostAtHand = 20;

const [atHand, setAtHand] = createRoot(() => createSignal<ReadonlyMap<string, Waveform | null>>(new Map()));
const asking = new Set<string>();

/** Waveform of a call's kept recording; null while there is none. Follows what is made meanwhile. */
export function waveformOf(callId: string): Waveform | null {
  const known = atHand().get(callId);
  if (known === undefined) void askWaveform(callId);
  return known ?? null;
}

/** Asks again: one was made meanwhile. */
export async function askWaveform(callId: string): Promise<void> {
  if (asking.has(callId)) return;
  asking.add(callId);
  try {
    const kept = await bridge.request('media/peaks', { id: callId });
    // Made in this window since it was asked.
    if (!atHand().get(callId)) keepWaveform(callId, kept && readWaveform(kept));
  } catch {
    // There is none for now; the transcript tells the pauses.
  } finally {
    asking.delete(callId);
  }
}

/** Shows a waveform from now on; null: there is none any more. */
export function keepWaveform(callId: string, waveform: Waveform | null): void {
  setAtHand((before) => {
    const others = [...before].filter(([id]) => id !== callId);
    return new Map([...others.slice(1 - mostAtHand), [callId, waveform]]);
  });
}

// What is not kept any more has no waveform. What became kept has none yet, or one that another window makes.
bridge.on('media/offline', ({ items }) => {
  const kept = new Set(items.filter(({ state }) => state === 'done').map(({ callId }) => callId));
  for (const [callId, waveform] of atHand())
    if (waveform ? !kept.has(callId) : kept.has(callId)) {
      if (waveform) keepWaveform(callId, null);
      else void askWaveform(callId);
    }
});

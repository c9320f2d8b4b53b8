import { createEffect, createMemo, createRoot, createSignal } from 'solid-js';
import type { FindHit } from '../../../electron/contract/call.ts';
import { type Lane, type LaneId, lanesOf, stepMark } from './moments.ts';
import { playerContent, position, seek } from './player.ts';

const [hits, setHits] = createSignal<{ callId: string; hits: readonly FindHit[] } | null>(null);
const noHits: readonly FindHit[] = [];
const [lane, setLane] = createSignal<LaneId>('turns');

/** Hits of the search that led to a call; the call page sets them. */
export { lane as stepLane, setHits as setPlayerHits, setLane as setStepLane };

/** Lanes of the loaded call. */
export const playerLanes: () => readonly Lane[] = createRoot(() =>
  createMemo(() => {
    const loaded = playerContent();
    if (!loaded?.call) return [];
    const own = hits();
    return lanesOf(loaded.call, loaded.transcript, own?.callId === loaded.callId ? own.hits : noHits);
  }),
);

/** Goes to the next or former mark of the chosen lane; false when there is none. */
export function stepBy(direction: 1 | -1): boolean {
  const marks = playerLanes().find((item) => item.id === lane())?.marks ?? [];
  const mark = stepMark(marks, position(), direction);
  if (mark) seek(mark.from);
  return mark !== null;
}

// The track keys of a keyboard or headset step by what is chosen beside the player.
createRoot(() =>
  createEffect(() => {
    if (!('mediaSession' in navigator)) return;
    const any = playerLanes().length > 0;
    navigator.mediaSession.setActionHandler('nexttrack', any ? () => void stepBy(1) : null);
    navigator.mediaSession.setActionHandler('previoustrack', any ? () => void stepBy(-1) : null);
  }),
);

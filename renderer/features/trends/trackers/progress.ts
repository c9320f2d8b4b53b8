import { createSignal, onCleanup } from 'solid-js';
import type { TrackersProgress } from '../../../../electron/contract/trackers.ts';
import { bridge } from '../../../bridge/bridge.ts';

/** Which of my trackers are being computed now, and how far that is. */
export function createProgress(): () => TrackersProgress['running'] {
  const [running, setRunning] = createSignal<TrackersProgress['running']>([]);
  onCleanup(bridge.on('trackers/progress', (event) => setRunning(event.running)));
  return running;
}

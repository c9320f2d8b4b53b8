import { networkInterfaces } from 'node:os';
import type { SyncScope, SyncStatus } from '../../contract/sync.ts';

/** When a sync starts on its own: at the start, every N minutes, after sleep and when the network returns. */
interface SyncTimers {
  /** Told by a host that knows: the machine woke up or the network is back. */
  nudge(): void;
  close(): void;
}

interface SyncTimerDeps {
  scope(): SyncScope;
  status(): SyncStatus;
  start(): void;
  now(): number;
  /** Names and addresses of the machine's outward network; empty when there is none. */
  network?(): string;
  /** Milliseconds between two looks at clock and network. */
  tickMs?: number;
}

/** Starts watching; the first sync starts at once when the scope says so. */
export function startSyncTimers(deps: SyncTimerDeps): SyncTimers {
  const tickMs = deps.tickMs ?? 15_000;
  const network = deps.network ?? outwardNetwork;
  let lastTick = deps.now();
  let lastStart = deps.now();
  let lastNetwork = network();

  function start(): void {
    const { state } = deps.status();
    if (state === 'running' || state === 'paused' || state === 'waiting') return;
    lastStart = deps.now();
    deps.start();
  }

  function tick(): void {
    const now = deps.now();
    const { everyMinutes } = deps.scope();
    const slept = now - lastTick > tickMs * 3;
    const online = network();
    const returned = online !== '' && online !== lastNetwork;
    lastTick = now;
    lastNetwork = online;
    const failed = deps.status().state === 'failed';
    // After sleep or a change of network only what is due or had failed: a laptop changes networks many times a day.
    if (everyMinutes > 0 && now - lastStart >= everyMinutes * 60_000) start();
    else if ((slept || returned) && (failed || everyMinutes > 0) && now - lastStart >= 60_000) start();
  }

  if (deps.scope().syncOnStart) start();
  const timer = setInterval(tick, tickMs);
  timer.unref();
  return {
    nudge: () => {
      if (deps.status().state === 'failed' || deps.scope().everyMinutes > 0) start();
    },
    close: () => clearInterval(timer),
  };
}

function outwardNetwork(): string {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter((address) => !address.internal)
    .map((address) => address.address)
    .sort()
    .join(' ');
}

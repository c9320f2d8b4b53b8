import { createSignal } from 'solid-js';
import type { AppInfo } from '../../electron/contract/app.ts';
import type { SyncStatus } from '../../electron/contract/sync.ts';
import { bridge } from '../bridge/bridge.ts';
import { learnZone } from '../ui/local-time.ts';

const [info, keepInfo] = createSignal<AppInfo | null>(null);
const [sync, setSync] = createSignal<SyncStatus | null>(null);
const [connected, setConnected] = createSignal(true);
const [failed, setFailed] = createSignal<unknown>(null);

export { connected, failed, info, sync };

/** Takes over what the core says of itself. */
export function setInfo(next: AppInfo): void {
  learnZone(next.zone);
  keepInfo(next);
}

async function load(): Promise<void> {
  try {
    setInfo(await bridge.request('app/info', {}));
    setFailed(null);
    if (info()?.state.status === 'ready') setSync(await bridge.request('sync/status', {}));
  } catch (error) {
    setFailed(error);
  }
}

/** Begins to follow the core: what it is, how the sync stands, whether it can be reached. */
export function followCore(): void {
  bridge.on('app/info', (next) => {
    const before = info();
    setInfo(next);
    if (
      next.state.status === 'ready' &&
      (before?.state.status !== 'ready' || before.activeProfileId !== next.activeProfileId)
    )
      void bridge.request('sync/status', {}).then(setSync, () => undefined);
  });
  bridge.on('sync/status', setSync);
  bridge.onConnection((is) => {
    if (is && !connected()) void load();
    setConnected(is);
  });
  void load();
}

// Whoever travels comes back to the window in another zone of the system.
window.addEventListener('focus', () => {
  bridge.request('app/info', {}).then(
    (next) => {
      if (next.zone.name !== info()?.zone.name) setInfo(next);
    },
    () => undefined,
  );
});

/** The user's time zone and first day of the week, as queries need them. */
export function where(): { tz: string; weekStart: 0 | 1 | 6 } {
  return {
    tz: info()?.zone.name ?? 'UTC',
    weekStart: info()?.prefs.weekStart ?? 1,
  };
}

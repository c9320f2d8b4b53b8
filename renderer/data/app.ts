import { createSignal } from 'solid-js';
import type { AppInfo } from '../../electron/contract/app.ts';
import type { SyncStatus } from '../../electron/contract/sync.ts';
import { bridge } from '../bridge/bridge.ts';

const [info, setInfo] = createSignal<AppInfo | null>(null);
const [sync, setSync] = createSignal<SyncStatus | null>(null);
const [connected, setConnected] = createSignal(true);
const [failed, setFailed] = createSignal<unknown>(null);

export { connected, failed, info, setInfo, sync };

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

/** The system's time zone. Asking for it takes a while and every row of a list does, so it is asked again only when the window comes to the front. */
let systemZone = readZone();
function readZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}
window.addEventListener('focus', () => {
  systemZone = readZone();
});

/** The user's time zone and first day of the week, as queries need them. */
export function where(): { tz: string; weekStart: 0 | 1 | 6 } {
  const zone = info()?.prefs.timeZone ?? 'system';
  return {
    tz: zone === 'system' ? systemZone : zone,
    weekStart: info()?.prefs.weekStart ?? 1,
  };
}

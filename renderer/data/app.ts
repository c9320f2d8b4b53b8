import { createSignal } from 'solid-js';
import { activeProfile } from '../../electron/contract/active-profile.ts';
import type { AppInfo, Profile } from '../../electron/contract/app.ts';
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

/** How often the core said what it is, and how its sync stands, unasked. */
const heard = { info: 0, sync: 0 };

/**
 * Asks and keeps the answer, unless the core has said more meanwhile: answers and events travel apart, so an answer from before
 * can arrive after the event that made it old.
 */
async function ask<T>(kind: keyof typeof heard, question: () => Promise<T>, keep: (answer: T) => void) {
  const before = heard[kind];
  const answer = await question();
  if (heard[kind] === before) keep(answer);
}

const askSync = () => ask('sync', () => bridge.request('sync/status', {}), setSync);

async function load(): Promise<void> {
  try {
    await ask('info', () => bridge.request('app/info', {}), setInfo);
    setFailed(null);
    if (info()?.state.status === 'ready') await askSync();
  } catch (error) {
    setFailed(error);
  }
}

/** Begins to follow the core: what it is, how the sync stands, whether it can be reached. */
export function followCore(): void {
  bridge.on('app/info', (next) => {
    const before = info();
    heard.info++;
    setInfo(next);
    if (
      next.state.status === 'ready' &&
      (before?.state.status !== 'ready' || before.activeProfileId !== next.activeProfileId)
    )
      askSync().catch(() => undefined);
  });
  bridge.on('sync/status', (next) => {
    heard.sync++;
    setSync(next);
  });
  bridge.onConnection((is) => {
    if (is && !connected()) void load();
    setConnected(is);
  });
  void load();
}

// Whoever travels comes back to the window in another zone of the system.
window.addEventListener('focus', () => {
  ask(
    'info',
    () => bridge.request('app/info', {}),
    (next) => {
      if (next.zone.name !== info()?.zone.name) setInfo(next);
    },
  ).catch(() => undefined);
});

/** Whether nothing of the calls may show now: the system has yet to say that the user is there. */
export const covered = (): boolean => info()?.cover.on ?? false;
/** The account whose calls are shown; null before there is one. */
export function account(): Profile | null {
  const now = info();
  return now ? activeProfile(now) : null;
}

/** The user's time zone and first day of the week, as queries need them. */
export function where(): { tz: string; weekStart: 0 | 1 | 6 } {
  return {
    tz: info()?.zone.name ?? 'UTC',
    weekStart: info()?.prefs.weekStart ?? 1,
  };
}

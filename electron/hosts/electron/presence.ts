import type { PowerMonitor, SystemPreferences } from 'electron';
import type { Presence } from '../../core/app/cover.ts';

/**
 * What Electron's system says of the user. Linux's says neither when its screen is locked nor when it is unlocked (Electron 45), so it has
 * none.
 */
export function createPresence(
  platform: NodeJS.Platform,
  power: Pick<PowerMonitor, 'on' | 'getSystemIdleState'>,
  preferences: Pick<SystemPreferences, 'canPromptTouchID' | 'promptTouchID'>,
): Presence | undefined {
  if (platform !== 'darwin' && platform !== 'win32') return undefined;
  return {
    // Asked each time: a laptop with a closed lid has no Touch ID.
    by: () => (platform === 'darwin' && preferences.canPromptTouchID() ? 'touchId' : 'unlock'),
    isIdle: (seconds) => power.getSystemIdleState(seconds) === 'idle',
    onLock: (listener) => void power.on('lock-screen', listener),
    onUnlock: (listener) => void power.on('unlock-screen', listener),
    confirm: () => preferences.promptTouchID('show your calls'),
  };
}

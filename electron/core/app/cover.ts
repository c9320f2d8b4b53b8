import type { AppInfo } from '../../contract/app.ts';
import { EarshotError } from '../../contract/errors.ts';

/** What a host's system can say of whether the user is at the computer; a host whose system says nothing has none. */
export interface Presence {
  /** How the system says that the user is there: it is asked for Touch ID, or its screen was unlocked. */
  by(): 'touchId' | 'unlock';
  /** Whether nobody has touched the computer for this many seconds. */
  isIdle(seconds: number): boolean;
  onLock(listener: () => void): void;
  onUnlock(listener: () => void): void;
  /** Asks for Touch ID; rejects where it does not confirm. */
  confirm(): Promise<void>;
}

/** Whether the windows are covered, and until when. */
export interface Cover {
  info(): AppInfo['cover'];
  /** Has the system say that the user is there. Rejects with 'app/not-confirmed'. */
  lift(): Promise<void>;
  close(): void;
}

/** How often the system is asked for how long nobody has touched the computer. */
const lookMs = 5_000;

/**
 * Covers the windows when nobody was at the computer for the minutes of the setting (0: never), and at once when its screen is locked;
 * until the system says that the user is there. Without a presence nothing is ever covered.
 */
export function createCover(deps: {
  readonly presence: Presence | undefined;
  afterMin(): number;
  now(): number;
  onChange(): void;
}): Cover {
  const { presence, afterMin, now } = deps;
  let on = false;
  /** Touch ID moves no mouse: whoever just came is not away, however long nothing was touched. */
  let sinceMs = Number.NEGATIVE_INFINITY;

  function set(next: boolean): void {
    if (!next) sinceMs = now();
    if (next === on) return;
    on = next;
    deps.onChange();
  }
  function look(): void {
    const minutes = afterMin();
    if (on || minutes === 0 || now() - sinceMs < minutes * 60_000) return;
    if (presence?.isIdle(minutes * 60)) set(true);
  }
  presence?.onLock(() => {
    if (afterMin() > 0) set(true);
  });
  presence?.onUnlock(() => set(false));
  const timer = presence && setInterval(look, lookMs);
  timer?.unref();

  return {
    info: () => ({ by: presence?.by() ?? null, on }),
    async lift() {
      if (!on) return;
      try {
        if (presence?.by() !== 'touchId') throw new Error('the system is not asked, it says so itself');
        await presence.confirm();
      } catch (cause) {
        throw new EarshotError({
          code: 'app/not-confirmed',
          message: 'The system has not confirmed that it is you.',
          nextStep: 'Try again, or lock the screen of this computer and unlock it.',
          retryable: true,
          cause,
        });
      }
      set(false);
    },
    close: () => clearInterval(timer),
  };
}

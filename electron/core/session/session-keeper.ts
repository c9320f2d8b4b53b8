import type { AppState } from '../../contract/app.ts';
import { EarshotError, toWireError } from '../../contract/errors.ts';
import type { OpenProfile } from '../app/app-service.ts';
import type { Logger } from '../app/log.ts';
import type { ProfileRecord } from '../app/settings.ts';
import type { OpenSession } from './session.ts';

/** Keeps at most one session open and tells what state it is in. */
interface SessionKeeper extends OpenProfile {
  /** The open session, once it is open. Rejects with 'app/no-profile' or with why it could not be opened. */
  current(): Promise<OpenSession>;
  /** The session if it is open right now. */
  now(): OpenSession | null;
  /** Closes what is open, because it may not be used any more; the state says why. */
  fail(error: unknown): Promise<void>;
  close(): Promise<void>;
}

/** Makes a keeper; `onState` is called at each change. */
export function createSessionKeeper(deps: {
  open(profile: ProfileRecord): Promise<OpenSession>;
  onState(): void;
  readonly log: Logger;
}): SessionKeeper {
  let state: AppState = { status: 'noProfile' };
  let open: OpenSession | null = null;
  let turn: Promise<void> = Promise.resolve();
  let failure: unknown = null;

  function become(next: AppState): void {
    state = next;
    deps.onState();
  }

  async function closeOpen(): Promise<void> {
    const old = open;
    open = null;
    await old?.close();
  }

  async function change(profile: ProfileRecord | null): Promise<void> {
    failure = null;
    become(profile ? { status: 'opening' } : { status: 'noProfile' });
    try {
      await closeOpen();
      if (!profile) return;
      open = await deps.open(profile);
      become({ status: 'ready' });
    } catch (error) {
      deps.log.log('error', 'session.open', { error });
      failure = error;
      become({ status: 'failed', error: toWireError(error) });
    }
  }

  function next(work: () => Promise<void>): Promise<void> {
    const result = turn.then(work);
    // What failed was told to its asker; whoever comes next, and whoever closes, does its own work.
    turn = result.catch(() => undefined);
    return result;
  }

  return {
    state: () => state,
    now: () => open,
    resetClient(profileId) {
      if (open?.session.profile.id === profileId) open.resetClient();
    },
    async current() {
      await turn;
      if (open) return open;
      if (failure) throw failure;
      throw new EarshotError({
        code: 'app/no-profile',
        message: 'No Gong account is connected yet.',
        nextStep: 'Connect Gong, or explore the sample workspace.',
      });
    },
    switchTo: (profile) => next(() => change(profile)),
    fail: (error) =>
      next(async () => {
        await closeOpen();
        failure = error;
        become({ status: 'failed', error: toWireError(error) });
      }),
    close: () => next(closeOpen),
  };
}

import * as v from 'valibot';
import type { ConnectionAuth } from '../../../contract/app.ts';
import { EarshotError, toWireError, type WireError } from '../../../contract/errors.ts';
import { type StartProcess, startNodeProcess } from '../processes.ts';
import { createKeychainProcess } from './keychain-process.ts';
import type { KeychainQuestion } from './keychain-questions.ts';
import { createMemorySecrets } from './memory.ts';
import type { SecretStore } from './store.ts';

/** A keychain that asks the user to unlock it may take long; one that never answers must not hang what waits for it. */
const answerMs = 30_000;

const stored = v.variant('kind', [
  v.object({ kind: v.literal('key'), accessKey: v.string(), secret: v.string() }),
  v.object({ kind: v.literal('bearer'), token: v.string() }),
]);

/** The system's keychain as a store of secrets. */
export interface KeychainSecrets extends SecretStore {
  /** Nothing waits for the keychain any more. */
  close(): void;
}

/**
 * Secrets in the system's keychain, one entry per profile. Where there is none (or it stays locked), secrets are kept
 * for this run only and `onNotice` is told 'secrets/unavailable' once.
 */
export function createKeychainSecrets(
  onNotice: (notice: WireError) => void,
  options: { readonly answerMs?: number; readonly start?: StartProcess } = {},
): KeychainSecrets {
  const session = createMemorySecrets();
  const keychain = createKeychainProcess(options.start ?? startNodeProcess);
  let silent = false;

  /** What the keychain answers; 'unavailable' when it does not. */
  async function ask(
    question: KeychainQuestion,
    tells = true,
  ): Promise<{ readonly text: string | null } | 'unavailable'> {
    try {
      return { text: await keychain.ask(question, options.answerMs ?? answerMs) };
    } catch (error) {
      if (tells && !silent) {
        silent = true;
        onNotice(toWireError(unavailable(error)));
      }
      return 'unavailable';
    }
  }
  const read = async (profileId: string): Promise<ConnectionAuth | null> => {
    const got = await ask({ ask: 'get', profileId });
    return got === 'unavailable' || got.text === null ? null : parse(got.text);
  };

  return {
    get: async (profileId) => (await session.get(profileId)) ?? read(profileId),
    async set(profileId, auth) {
      const kept = await ask({ ask: 'set', profileId, text: JSON.stringify(auth) });
      if (kept === 'unavailable') return session.set(profileId, auth);
      await session.remove(profileId);
      return 'keychain';
    },
    async remove(profileId) {
      await session.remove(profileId);
      return (await ask({ ask: 'remove', profileId }, false)) !== 'unavailable';
    },
    async place(profileId) {
      if (await session.get(profileId)) return 'session';
      return (await read(profileId)) ? 'keychain' : 'missing';
    },
    close() {
      silent = true;
      keychain.close();
    },
  };
}

function parse(text: string): ConnectionAuth | null {
  try {
    const parsed = v.safeParse(stored, JSON.parse(text));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}

function unavailable(cause: unknown): EarshotError {
  return new EarshotError({
    code: 'secrets/unavailable',
    message: 'The system keychain is missing or locked, so your Gong secret is kept for this run only.',
    nextStep:
      process.platform === 'linux'
        ? 'Unlock or install a keyring (e.g. gnome-keyring with libsecret), then enter the secret again in Settings.'
        : 'Unlock the keychain, then enter the secret again in Settings.',
    retryable: true,
    cause,
  });
}

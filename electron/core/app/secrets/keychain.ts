import * as v from 'valibot';
import type { ConnectionAuth } from '../../../contract/app.ts';
import { EarshotError, toWireError, type WireError } from '../../../contract/errors.ts';
import { createMemorySecrets } from './memory.ts';
import type { SecretStore } from './store.ts';

/** Name under which the system's keychain lists our entries. */
const service = 'Earshot';
/** A keychain that asks the user to unlock it may take long; one that never answers must not hang the app. */
const answerMs = 60_000;

const stored = v.variant('kind', [
  v.object({ kind: v.literal('key'), accessKey: v.string(), secret: v.string() }),
  v.object({ kind: v.literal('bearer'), token: v.string() }),
]);

/**
 * Secrets in the system's keychain, one entry per profile. Where there is none (or it stays locked), secrets are kept
 * for this run only and `onNotice` is told 'secrets/unavailable' once.
 */
export function createKeychainSecrets(
  onNotice: (notice: WireError) => void,
  options: { readonly answerMs?: number } = {},
): SecretStore {
  const session = createMemorySecrets();
  let notified = false;

  async function keychain<T>(use: (keytar: typeof import('keytar')) => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await within(options.answerMs ?? answerMs, load().then(use));
    } catch (error) {
      if (!notified) onNotice(toWireError(unavailable(error)));
      notified = true;
      return otherwise;
    }
  }

  return {
    async get(profileId) {
      const here = await session.get(profileId);
      if (here) return here;
      const text = await keychain((keytar) => keytar.getPassword(service, profileId), null);
      return text === null ? null : parse(text);
    },
    async set(profileId, auth) {
      const kept = await keychain(async (keytar) => {
        await keytar.setPassword(service, profileId, JSON.stringify(auth));
        return true;
      }, false);
      if (kept) {
        await session.remove(profileId);
        return 'keychain';
      }
      return session.set(profileId, auth);
    },
    async remove(profileId) {
      await session.remove(profileId);
      await keychain((keytar) => keytar.deletePassword(service, profileId), false);
    },
    async place(profileId) {
      if (await session.get(profileId)) return 'session';
      const text = await keychain((keytar) => keytar.getPassword(service, profileId), null);
      return text !== null && parse(text) ? 'keychain' : 'missing';
    },
  };
}

/** Imported on first use: without libsecret the import itself fails, and that is no reason not to start. */
async function load(): Promise<typeof import('keytar')> {
  const module = await import('keytar');
  return 'default' in module ? (module.default as typeof import('keytar')) : module;
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

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the keychain did not answer')), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

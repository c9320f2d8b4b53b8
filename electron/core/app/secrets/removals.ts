import { EarshotError, toWireError, type WireError } from '../../../contract/errors.ts';
import type { Settings } from '../settings.ts';
import type { SecretStore } from './store.ts';

/** A store of secrets that remembers, by name only, what it could not remove. */
export interface RememberedRemovals {
  readonly secrets: SecretStore;
  /** Tries again what could not be removed before. */
  retry(): Promise<void>;
}

/** Lays a list of what is still to be removed over a store of secrets; `onNotice` is told 'secrets/not-removed'. */
export function rememberRemovals(deps: {
  readonly secrets: SecretStore;
  readonly settings: Settings;
  onNotice(notice: WireError): void;
}): RememberedRemovals {
  const { secrets, settings } = deps;
  const pending = () => settings.get().secretsToRemove;
  const keep = (ids: readonly string[]) => settings.update((now) => ({ ...now, secretsToRemove: [...ids] }));
  const without = (id: string) => pending().filter((other) => other !== id);

  async function remove(id: string): Promise<boolean> {
    const removed = await secrets.remove(id);
    if (removed) {
      if (pending().includes(id)) keep(without(id));
      return true;
    }
    if (!pending().includes(id)) keep([...pending(), id]);
    deps.onNotice(toWireError(notRemoved()));
    return false;
  }

  return {
    secrets: {
      get: secrets.get,
      place: secrets.place,
      remove,
      async set(id, auth) {
        const place = await secrets.set(id, auth);
        // One that was entered anew in its place is not to go at the next start.
        if (pending().includes(id)) keep(without(id));
        return place;
      },
    },
    async retry() {
      await Promise.all(pending().map(remove));
    },
  };
}

const notRemoved = () =>
  new EarshotError({
    code: 'secrets/not-removed',
    message: 'The system keychain is missing or locked, so the secret that was to go may still lie in it.',
    nextStep:
      'Unlock the keychain: Earshot removes it at its next start. Or remove it there yourself, under the name “Earshot”.',
    retryable: true,
  });

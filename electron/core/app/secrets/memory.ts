import type { ConnectionAuth } from '../../../contract/app.ts';
import type { SecretStore } from './store.ts';

/** Secrets of this run only: forgotten when the process ends. */
export function createMemorySecrets(): SecretStore {
  const held = new Map<string, ConnectionAuth>();
  return {
    get: async (profileId) => held.get(profileId) ?? null,
    set: async (profileId, auth) => {
      held.set(profileId, auth);
      return 'session';
    },
    remove: async (profileId) => {
      held.delete(profileId);
      return true;
    },
    place: async (profileId) => (held.has(profileId) ? 'session' : 'missing'),
  };
}

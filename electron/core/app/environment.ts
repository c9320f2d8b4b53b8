import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { EarshotError } from '../../contract/errors.ts';
import { checkBaseUrl } from '../../gong/client/http.ts';
import type { Profiles } from './profiles.ts';
import { createMemorySecrets } from './secrets/memory.ts';
import type { SecretStore } from './secrets/store.ts';

/** Variables that name an account, in the order they are read in. `electron/launch/deps.mjs` keeps the same from what it starts. */
export const credentialVariables = [
  'EARSHOT_GONG_URL',
  'EARSHOT_ACCESS_KEY',
  'EARSHOT_ACCESS_KEY_SECRET',
  'EARSHOT_BEARER_TOKEN',
] as const;

/** An address with credentials for it. */
const credentials = v.object({
  baseUrl: v.string(),
  auth: v.variant('kind', [
    v.object({ kind: v.literal('key'), accessKey: v.string(), secret: v.string() }),
    v.object({ kind: v.literal('bearer'), token: v.string() }),
  ]),
});
/** What the environment said about an account. */
export type EnvironmentCredentials = v.InferOutput<typeof credentials>;

/** What another process of ours has read from its environment; nothing when it is of another form. */
export function checkCredentials(value: unknown): EnvironmentCredentials | undefined {
  const parsed = v.safeParse(credentials, value);
  return parsed.success ? parsed.output : undefined;
}

/** Credentials given from outside, for one run. */
interface EnvironmentAccount {
  /** The given store, with the account's secret laid over it. */
  readonly secrets: SecretStore;
  /** Makes the account's profile the active one, adding it if no profile has its address. */
  adopt(profiles: Profiles): void;
}

/**
 * Reads EARSHOT_GONG_URL, EARSHOT_ACCESS_KEY and EARSHOT_ACCESS_KEY_SECRET (or EARSHOT_BEARER_TOKEN) and takes them
 * out of the environment, so that no child inherits them. Undefined when none is set; throws 'secrets/environment' when
 * only some are.
 */
export function takeEnvironmentAccount(env: NodeJS.ProcessEnv): EnvironmentCredentials | undefined {
  const [baseUrl, accessKey, secret, token] = credentialVariables.map((name) => {
    const value = env[name]?.trim();
    delete env[name];
    return value;
  });
  if (!baseUrl && !accessKey && !secret && !token) return undefined;
  if (baseUrl && token) return { baseUrl, auth: { kind: 'bearer', token } };
  if (baseUrl && accessKey && secret) return { baseUrl, auth: { kind: 'key', accessKey, secret } };
  const missing = [
    baseUrl ? null : 'EARSHOT_GONG_URL',
    accessKey || token ? null : 'EARSHOT_ACCESS_KEY',
    secret || token ? null : 'EARSHOT_ACCESS_KEY_SECRET',
  ].filter(Boolean);
  throw new EarshotError({
    code: 'secrets/environment',
    message: `Credentials in the environment are incomplete: ${missing.join(', ')} not set.`,
    nextStep: 'Set all three, or none of them to use the account stored in the keychain.',
  });
}

/** Lays an account from the environment over the stored secrets; without one, everything stays as it is. */
export function useEnvironmentAccount(
  account: EnvironmentCredentials | undefined,
  secrets: SecretStore,
): EnvironmentAccount {
  if (!account) return { secrets, adopt() {} };
  const baseUrl = checkBaseUrl(account.baseUrl).origin;
  const memory = createMemorySecrets();
  let id: string | null = null;
  const storeFor = (profileId: string) => (profileId === id ? memory : secrets);
  return {
    secrets: {
      get: (profileId) => storeFor(profileId).get(profileId),
      set: (profileId, auth) => storeFor(profileId).set(profileId, auth),
      remove: (profileId) => storeFor(profileId).remove(profileId),
      place: (profileId) => storeFor(profileId).place(profileId),
    },
    adopt(profiles) {
      const known = profiles.list().find((profile) => profile.kind === 'gong' && profile.baseUrl === baseUrl);
      id = known?.id ?? `gong-${createHash('sha256').update(baseUrl).digest('hex').slice(0, 8)}`;
      const { auth } = account;
      profiles.put({
        id,
        name: known?.name ?? new URL(baseUrl).hostname,
        kind: 'gong',
        baseUrl,
        authKind: auth.kind,
      });
      profiles.setActive(id);
      void profiles.setAuth(id, auth);
    },
  };
}

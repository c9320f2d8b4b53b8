import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ConnectionAuth, GongPerson, Profile } from '../../contract/app.ts';
import { EarshotError } from '../../contract/errors.ts';
import { defaultSyncScope, type SyncScope } from '../../contract/sync.ts';
import { keyMark, readAccount, readAccounts, writeAccount } from './account-file.ts';
import { createMemorySecrets } from './secrets/memory.ts';
import type { SecretPlace, SecretStore } from './secrets/store.ts';
import type { ProfileRecord, Settings } from './settings.ts';

/** The accounts of a data folder: what settings know, and where each one's secret lies. */
export interface Profiles {
  list(): readonly Profile[];
  find(id: string): ProfileRecord;
  active(): ProfileRecord | null;
  setActive(id: string | null): void;
  /** Adds or changes a record (without its secret). */
  put(record: Omit<ProfileRecord, 'scope' | 'me' | 'scopeChosen'> & Partial<ProfileRecord>): void;
  /** A scope that names hosts decides whose calls are synced; with `chosen`, one for everybody's does. `me`: who the user is. */
  setScope(
    id: string,
    scope: SyncScope,
    chosen?: { readonly scopeChosen: true; readonly me?: GongPerson },
  ): void;
  setAuth(id: string, auth: ConnectionAuth): Promise<void>;
  /** Rejects with 'secrets/missing'. */
  auth(id: string): Promise<ConnectionAuth>;
  remove(id: string, deleteData: boolean): Promise<void>;
  dir(id: string): string;
  /**
   * The account to whose folder a connection belongs that is made anew: one that was removed and its folder kept, or that is only here
   * because its folder says so. Null: there is none, or nothing tells which.
   */
  former(baseUrl: string, auth: ConnectionAuth | undefined): string | null;
  /** Has every account's folder say whose it is, and ends the deleting of those that was begun. */
  label(): void;
  /** Looks up where the secrets lie, all at once: a keychain may take its time. Needed once after the start. */
  locateSecrets(): Promise<void>;
}

/** Id of the sample workspace's profile. */
export const sampleId = 'sample';

/** Ends the name of a folder that is being deleted. */
const goneSuffix = '.removed';

/** A new id for a Gong account. */
export function newProfileId(): string {
  return `gong-${randomBytes(4).toString('hex')}`;
}

/** Manages the profiles of a data folder. `hide` is told every secret that passes, for the log to blank. */
export function createProfiles(deps: {
  readonly dataDir: string;
  readonly settings: Settings;
  readonly secrets: SecretStore;
  readonly hide: (secret: string) => void;
  /** Called whenever it became known where a secret lies. */
  readonly onLocated: () => void;
}): Profiles {
  const { settings } = deps;
  const places = new Map<string, SecretPlace>();
  // The sample's credentials are made up at each start of its server: no business of the keychain.
  const sampleSecrets = createMemorySecrets();
  const storeFor = (id: string) => (id === sampleId ? sampleSecrets : deps.secrets);

  function find(id: string): ProfileRecord {
    const record = settings.get().profiles.find((profile) => profile.id === id);
    if (!record) {
      throw new EarshotError({
        code: 'profiles/unknown',
        message: `There is no profile with the id ${JSON.stringify(id)}.`,
        nextStep: 'Choose one of the profiles listed in Settings.',
      });
    }
    return record;
  }

  /** A folder that is being deleted bears another name at once: half of one must never be taken for an account. */
  function removeFolder(id: string): void {
    const folder = join(deps.dataDir, id);
    const away = folder + goneSuffix;
    rmSync(away, { recursive: true, force: true });
    if (existsSync(folder)) renameSync(folder, away);
    rmSync(away, { recursive: true, force: true });
  }

  return {
    find,
    list: () =>
      settings.get().profiles.map(({ scope: _, ...profile }) => ({
        ...profile,
        secret: places.get(profile.id) ?? 'missing',
      })),
    active() {
      const { activeProfileId, profiles } = settings.get();
      return profiles.find((profile) => profile.id === activeProfileId) ?? null;
    },
    setActive(id) {
      if (id !== null) find(id);
      if (id !== null) writeAccount(deps.dataDir, find(id));
      if (settings.get().activeProfileId === id) return;
      settings.update((now) => ({ ...now, activeProfileId: id }));
    },
    put(record) {
      settings.update((now) => {
        const old = now.profiles.find((profile) => profile.id === record.id);
        const next = {
          scope: defaultSyncScope,
          me: null,
          scopeChosen: false,
          ...old,
          ...record,
        };
        return {
          ...now,
          profiles: old
            ? now.profiles.map((profile) => (profile.id === record.id ? next : profile))
            : [...now.profiles, next],
        };
      });
      writeAccount(deps.dataDir, find(record.id));
    },
    setScope(id, scope, chosen) {
      const old = find(id);
      const scopeChosen = old.scopeChosen || scope.primaryUserIds.length > 0;
      const record = { ...old, scopeChosen, ...chosen };
      settings.update((now) => ({
        ...now,
        profiles: now.profiles.map((profile) => (profile.id === id ? { ...record, scope } : profile)),
      }));
      writeAccount(deps.dataDir, find(id));
    },
    async setAuth(id, auth) {
      for (const secret of secretsOf(auth)) deps.hide(secret);
      places.set(id, await storeFor(id).set(id, auth));
      writeAccount(deps.dataDir, find(id), { key: keyMark(auth) });
    },
    async auth(id) {
      const auth = await storeFor(id).get(id);
      if (!auth) {
        throw new EarshotError({
          code: 'secrets/missing',
          message: `There is no secret stored for “${find(id).name}”.`,
          nextStep: 'Enter the access key secret or token again in Settings.',
        });
      }
      for (const secret of secretsOf(auth)) deps.hide(secret);
      return auth;
    },
    async remove(id, deleteData) {
      const record = find(id);
      await storeFor(id).remove(id);
      places.delete(id);
      settings.update((now) => ({
        ...now,
        profiles: now.profiles.filter((profile) => profile.id !== id),
        activeProfileId: now.activeProfileId === id ? null : now.activeProfileId,
      }));
      if (deleteData) removeFolder(id);
      else writeAccount(deps.dataDir, record, { removed: true });
    },
    former(baseUrl, auth) {
      const known = new Set(settings.get().profiles.map(({ id }) => id));
      const free = readAccounts(deps.dataDir).filter(
        ({ profile }) =>
          profile.kind === 'gong' &&
          profile.baseUrl === baseUrl &&
          (settings.recovered.has(profile.id) || !known.has(profile.id)),
      );
      const key = auth ? keyMark(auth) : null;
      const same = free.find((account) => key !== null && account.key === key);
      // At Gong's shared address many companies are found, at any other one.
      const isShared = new URL(baseUrl).hostname === 'api.gong.io';
      const only = free.length === 1 && !isShared ? free[0] : undefined;
      return (same ?? only)?.profile.id ?? null;
    },
    label() {
      // What was being deleted when the process ended.
      for (const name of readdirSync(deps.dataDir))
        if (name.endsWith(goneSuffix)) rmSync(join(deps.dataDir, name), { recursive: true, force: true });
      if (settings.recovered.size > 0) settings.update((now) => now);
      for (const record of settings.get().profiles)
        if (readAccount(deps.dataDir, record.id) === null) writeAccount(deps.dataDir, record);
    },
    dir: (id) => join(deps.dataDir, id),
    async locateSecrets() {
      await Promise.all(
        settings.get().profiles.map(async ({ id }) => {
          const place = await storeFor(id).place(id);
          // A secret that was entered meanwhile lies where it was put.
          if (!places.has(id)) places.set(id, place);
          deps.onLocated();
        }),
      );
    },
  };
}

/** The secret parts of an authorisation, its encoded form included. */
function secretsOf(auth: ConnectionAuth): string[] {
  if (auth.kind === 'bearer') return [auth.token];
  return [auth.secret, Buffer.from(`${auth.accessKey}:${auth.secret}`).toString('base64')];
}

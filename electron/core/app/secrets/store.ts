import type { ConnectionAuth } from '../../../contract/app.ts';

/** Where a profile's secret lies. */
export type SecretPlace = 'keychain' | 'session' | 'missing';

/** Keeps one secret per profile. Nothing here ever writes a secret to a file or a database. */
export interface SecretStore {
  get(profileId: string): Promise<ConnectionAuth | null>;
  /** Where the secret went: 'session' means it is forgotten when Earshot ends. */
  set(profileId: string, auth: ConnectionAuth): Promise<'keychain' | 'session'>;
  /** False: the keychain could not be reached, so a secret may still lie there. */
  remove(profileId: string): Promise<boolean>;
  place(profileId: string): Promise<SecretPlace>;
}

import { activeProfile } from '../../contract/active-profile.ts';
import type { ConnectionAuth, ConnectionReport, Profile } from '../../contract/app.ts';
import type { Bridge } from '../../contract/bridge.ts';
import { EarshotError, toWireError } from '../../contract/errors.ts';
import { checkBaseUrl } from '../../gong/client/http.ts';
import { usage } from './arguments.ts';
import { type CredentialSource, readCredentials } from './credentials.ts';
import type { Terminal } from './output.ts';

/** An account to connect, or (with `profileId`) one whose credentials are entered anew. */
interface Connection {
  readonly profileId: string | undefined;
  readonly name: string | undefined;
  readonly baseUrl: string | undefined;
  readonly auth: ConnectionAuth;
  /** What is done when the credentials are of another company than the account's calls; undefined: nothing, and that is said. */
  readonly otherCompany?: 'add' | 'replace' | undefined;
}

/** What `accounts connect` was told: the address is checked before any secret is asked for. Throws 'cli/usage', 'gong/bad-url'. */
export async function readConnection(
  values: {
    readonly url?: string;
    readonly name?: string;
    readonly bearer?: boolean;
    readonly 'as-another'?: boolean;
    readonly replace?: boolean;
  },
  ids: readonly string[],
  source: CredentialSource,
  terminal: Terminal,
): Promise<Connection> {
  const [profileId] = ids;
  // What stands there may be a secret: it is not repeated.
  if (ids.length > 1 || (profileId !== undefined && !/^gong-[0-9a-f]{8}$/.test(profileId)))
    throw usage(
      'After accounts connect there may be the id of an account, and nothing else: keys and tokens are read from stdin, never from the command line.',
      'See: npm run -s earshot -- help accounts',
    );
  if (values.url === undefined && profileId === undefined)
    throw usage(
      'accounts connect needs --url, the base URL of your Gong API.',
      'Gong shows it under Company settings → API, e.g. https://us-12345.api.gong.io.',
    );
  if (values.name !== undefined && values.name.trim() === '') throw usage('--name needs a name.');
  const otherCompany = values.replace ? 'replace' : values['as-another'] ? 'add' : undefined;
  if (otherCompany && (profileId === undefined || (values.replace && values['as-another'])))
    throw usage('--as-another or --replace, one of them, belongs to accounts connect ID.');
  const baseUrl = values.url === undefined ? undefined : checkBaseUrl(values.url).origin;
  const auth = await readCredentials(values.bearer ? 'bearer' : 'key', source, terminal.prompt);
  return { profileId, name: values.name?.trim(), baseUrl, auth, otherCompany };
}

/**
 * Tests credentials as the app does, tells `onReport`, and keeps them in the keychain when calls can be read with them. Nothing
 * is changed when the test fails or there is no keychain: a secret kept for this run only would be gone with the command.
 */
export async function connectAccount(
  bridge: Bridge,
  wanted: Connection,
  onReport: (report: ConnectionReport) => void,
): Promise<{ readonly profile: Profile; readonly report: ConnectionReport }> {
  const before = await bridge.request('app/info', {});
  const old = before.profiles.find(({ id }) => id === wanted.profileId);
  if (wanted.profileId !== undefined && !old)
    throw new EarshotError({
      code: 'profiles/unknown',
      message: 'There is no account with this id.',
      nextStep: 'accounts lists them; without an id, accounts connect adds one.',
    });
  const baseUrl = wanted.baseUrl ?? old?.baseUrl ?? '';
  const report = await bridge.request('connection/test', { baseUrl, auth: wanted.auth });
  onReport(report);
  if (report.error) throw new EarshotError(report.error);
  const name = wanted.name ?? old?.name ?? new URL(baseUrl).hostname;
  const after = await bridge
    .request('connection/save', {
      ...(old ? { profileId: old.id, asAnother: wanted.otherCompany !== undefined } : {}),
      name,
      baseUrl,
      auth: wanted.auth,
    })
    .catch((error) => {
      const wire = toWireError(error);
      if (wire.code !== 'profiles/other-company') throw error;
      throw new EarshotError({
        ...wire,
        nextStep: `${wire.nextStep} Give --as-another, or --replace. Nothing was changed.`,
      });
    });
  const profile = activeProfile(after);
  const isAdded = profile?.id !== old?.id;
  if (profile?.secret === 'keychain') {
    if (old && isAdded && wanted.otherCompany === 'replace')
      await bridge.request('profiles/remove', { profileId: old.id, deleteData: true });
    return { profile, report };
  }
  if (old && !isAdded)
    await bridge.request('connection/save', { profileId: old.id, name: old.name, baseUrl: old.baseUrl });
  else if (profile) await bridge.request('profiles/remove', { profileId: profile.id, deleteData: true });
  if (before.activeProfileId)
    await bridge.request('profiles/activate', { profileId: before.activeProfileId });
  throw new EarshotError({
    code: 'secrets/unavailable',
    message:
      'The credentials work, but the system keychain is missing or locked and they are kept nowhere else.',
    nextStep:
      'Unlock or install a keychain (on Linux e.g. gnome-keyring), or give them to each run in the environment: see help sync.',
  });
}

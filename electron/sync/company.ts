import type { KnownCompany } from '../../db/sync/company.ts';
import { isolate } from '../contract/direction.ts';
import { EarshotError } from '../contract/errors.ts';
import { count } from '../contract/units.ts';
import type { Page } from '../gong/client/answers.ts';
import type { GongClient } from '../gong/client/client.ts';
import type { GongUser } from '../gong/schema/user.ts';
import { isPartUnavailable, type RunDeps, requestWithinQuota } from './request.ts';

/** Whether a key is of the company whose calls are stored, and by what that was seen. */
export type Recognition =
  | { readonly is: 'same' | 'unknown' }
  | {
      readonly is: 'other';
      /** Names of the workspaces that Gong shows the key. */
      readonly workspaces: readonly string[];
      /** People that Gong showed the key, none of whom is known here. */
      readonly users: number;
    };

/** Makes a request, waiting for what it has to wait for. */
type Ask = <T>(request: () => Promise<T>) => Promise<T>;

/** Pages of people that are looked through: a key of the same company shows somebody known on the first. */
const pages = 20;

/**
 * Compares what Gong shows a key with what is stored: one workspace or person in common, and it is the same company (after a merger,
 * or for a key that may see less); none in common, and it is another one; nothing to compare, and it is not known. `ask` makes each
 * request. Rejects when Gong cannot be asked; a list that the key may not read is no evidence.
 */
export async function recognise(
  client: GongClient,
  known: KnownCompany,
  ask: Ask,
  options: { readonly signal?: AbortSignal } = {},
): Promise<Recognition> {
  const here = new Set([...known.workspaces, ...known.users]);
  if (here.size === 0 && known.newest.length === 0) return { is: 'unknown' };
  const isKnown = (id: string) => here.has(id);
  const orNull = async <T>(request: () => Promise<T>): Promise<T | null> => {
    try {
      return await ask(request);
    } catch (error) {
      if (!isPartUnavailable(error)) throw error;
      return null;
    }
  };

  const workspaces = (await orNull(() => client.workspaces(options))) ?? [];
  if (workspaces.some(({ id }) => isKnown(id))) return { is: 'same' };
  let users = 0;
  let cursor: string | null = null;
  let isWhole = false;
  for (let page = 0; page < pages && !isWhole; page++) {
    const from: string | null = cursor;
    const list: Page<GongUser> | null = await orNull<Page<GongUser>>(() => client.users(from, options));
    if (!list) break;
    const ids = list.items.flatMap((item) => (item.ok ? [item.value.id] : []));
    if (ids.some(isKnown)) return { is: 'same' };
    users += ids.length;
    cursor = list.cursor;
    isWhole = cursor === null;
  }
  // The hosts that are known here may all be on the rest of a long list.
  const tell = users > 0 && known.users.length > 0 && (isWhole || known.allUsers);
  if (tell || (workspaces.length > 0 && known.workspaces.length > 0))
    return { is: 'other', workspaces: workspaces.map(({ id, name }) => name ?? id), users };
  return byCalls(client, known, ask, options);
}

/** Where neither list tells, Gong is asked for the calls that are here: a key that sees others and none of them is of another company. */
async function byCalls(
  client: GongClient,
  { newest }: KnownCompany,
  ask: Ask,
  options: { readonly signal?: AbortSignal },
): Promise<Recognition> {
  if (newest.length === 0) return { is: 'unknown' };
  const sees = async (filter: { readonly callIds?: string[] }) =>
    (await ask(() => client.callsExtensive({ filter }, options))).items.length > 0;
  if (await sees({ callIds: [...newest] })) return { is: 'same' };
  return (await sees({})) ? { is: 'other', workspaces: [], users: 0 } : { is: 'unknown' };
}

/** An error that says by what another company was recognised. */
export function otherCompany(
  found: Recognition & { readonly is: 'other' },
  known: KnownCompany,
  nextStep: string,
): EarshotError {
  const seen = [
    found.workspaces.length > 0
      ? `the workspace${found.workspaces.length === 1 ? '' : 's'} ${found.workspaces.slice(0, 3).map(quoted).join(', ')}${found.workspaces.length > 3 ? ` and ${count(found.workspaces.length - 3)} more` : ''}`
      : '',
    found.users > 0 ? `0 of the ${count(known.users.length)} people known here` : '',
  ].filter(Boolean);
  return new EarshotError({
    code: 'profiles/other-company',
    message: `This key is of another company than the calls that are here: Gong shows it ${seen.join(', and ') || 'calls, but none of these'}.`,
    nextStep,
  });
}

const quoted = (name: string) => `“${isolate(name)}”`;

/**
 * Before anything that Gong sends is stored: the key may have been changed in the keychain, the address in the settings. Rejects with
 * 'profiles/other-company'.
 */
export async function assertSameCompany(deps: RunDeps): Promise<void> {
  const known = await deps.store.readCompany();
  const found = await recognise(deps.client, known, (request) => requestWithinQuota(deps, request), {
    signal: deps.signal,
  });
  if (found.is === 'other')
    throw otherCompany(
      found,
      known,
      'Nothing of it was stored. Enter this account’s own key again (Accounts, Change); a key of another company can be added there as an account of its own.',
    );
  if (found.is === 'unknown' && known.calls > 0)
    deps.status.limit(
      new EarshotError({
        code: 'profiles/company-unknown',
        message:
          'It could not be told whether this key is of the company whose calls are here: Gong shows it nothing to compare.',
        nextStep: 'Ask a Gong admin for the scopes api:workspaces:read and api:users:read.',
      }),
    );
}

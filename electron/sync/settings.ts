import type { GongUser } from '../gong/schema/user.ts';
import { rememberSettings, settingsRead } from './journal.ts';
import { isPartUnavailable, type RunDeps, readPages, requestWithinQuota } from './request.ts';

/** Users, workspaces, tracker settings and scorecards; a part that the key may not read is left out and shown. */
export async function syncSettings(deps: RunDeps): Promise<void> {
  const { client, store, signal } = deps;
  const ask = <T>(request: () => Promise<T>) => requestWithinQuota(deps, request);
  const parts: [kind: string, name: string, read: () => Promise<unknown>][] = [
    ['users', 'People', async () => store.ingestUsers(await allUsers(deps), deps.now())],
    [
      'workspaces',
      'Workspaces',
      async () => store.ingestWorkspaces(await ask(() => client.workspaces({ signal })), deps.now()),
    ],
    [
      'trackers',
      'Tracker definitions',
      async () => store.ingestTrackers(await ask(() => client.trackers(null, { signal })), deps.now()),
    ],
  ];
  if (deps.scope.scorecards)
    parts.push([
      'scorecards',
      'Scorecards',
      async () => store.ingestScorecards(await ask(() => client.scorecards({ signal })), deps.now()),
    ]);
  deps.status.phase('settings', parts.length);
  const done = [...(await settingsRead(store, deps.now()))];
  for (const [at, [kind, name, read]] of parts.entries()) {
    if (done.includes(kind)) continue;
    try {
      await read();
    } catch (error) {
      if (!isPartUnavailable(error)) throw error;
      deps.status.limit(error, name);
    }
    done.push(kind);
    await rememberSettings(store, done, deps.now());
    deps.status.progress(at + 1);
  }
}

async function allUsers(deps: RunDeps): Promise<GongUser[]> {
  const pages = await readPages((cursor) =>
    requestWithinQuota(deps, () => deps.client.users(cursor, { signal: deps.signal })),
  );
  return pages.flatMap((page) => page.items.flatMap((item) => (item.ok ? [item.value] : [])));
}

import { ask, isPartUnavailable, type RunDeps, readPages } from './ask.ts';
import { rememberSettings, settingsRead } from './journal.ts';

/** Users, workspaces, tracker settings and scorecards; a part that the key may not read is left out and shown. */
export async function syncSettings(deps: RunDeps): Promise<void> {
  const { client, store, signal } = deps;
  const parts: readonly (readonly [
    'users' | 'workspaces' | 'trackers' | 'scorecards',
    string,
    () => Promise<readonly unknown[]>,
  ])[] = [
    ['users', 'People', () => allUsers(deps)],
    ['workspaces', 'Workspaces', () => ask(deps, () => client.workspaces({ signal }))],
    ['trackers', 'Tracker definitions', () => ask(deps, () => client.trackers(null, { signal }))],
    ...(deps.scope.scorecards
      ? [['scorecards', 'Scorecards', () => ask(deps, () => client.scorecards({ signal }))] as const]
      : []),
  ];
  deps.status.phase('settings', parts.length);
  const done = [...(await settingsRead(store, deps.now()))];
  for (const [at, [kind, name, read]] of parts.entries()) {
    if (done.includes(kind)) continue;
    try {
      await store.ingestSettings(kind, await read());
    } catch (error) {
      if (!isPartUnavailable(error)) throw error;
      deps.status.limit(error, name);
    }
    done.push(kind);
    await rememberSettings(store, done, deps.now());
    deps.status.progress(at + 1);
  }
}

async function allUsers(deps: RunDeps): Promise<unknown[]> {
  const pages = await readPages((cursor) =>
    ask(deps, () => deps.client.users(cursor, { signal: deps.signal })),
  );
  return pages.flatMap((page) => page.items.flatMap((item) => (item.ok ? [item.value] : [])));
}

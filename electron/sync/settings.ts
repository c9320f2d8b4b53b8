import type { Page } from '../gong/client/client.ts';
import { ask, isMissingScope, type RunDeps } from './ask.ts';
import { rememberSettings, settingsRead } from './journal.ts';

/** Users, workspaces, tracker settings and scorecards; a missing scope drops that part and is shown. */
export async function syncSettings(deps: RunDeps): Promise<void> {
  const { client, store, signal } = deps;
  const parts: readonly (readonly [
    'users' | 'workspaces' | 'trackers' | 'scorecards',
    () => Promise<readonly unknown[]>,
  ])[] = [
    ['users', () => allUsers(deps)],
    ['workspaces', () => ask(deps, () => client.workspaces({ signal }))],
    ['trackers', () => ask(deps, () => client.trackers(null, { signal }))],
    ...(deps.scope.scorecards
      ? [['scorecards', () => ask(deps, () => client.scorecards({ signal }))] as const]
      : []),
  ];
  deps.status.phase('settings', parts.length);
  const done = [...(await settingsRead(store, deps.now()))];
  for (const [at, [kind, read]] of parts.entries()) {
    if (done.includes(kind)) continue;
    try {
      await store.ingestSettings(kind, await read());
    } catch (error) {
      if (!isMissingScope(error)) throw error;
      deps.status.limit(error);
    }
    done.push(kind);
    await rememberSettings(store, done, deps.now());
    deps.status.progress(at + 1);
  }
}

async function allUsers(deps: RunDeps): Promise<unknown[]> {
  const found: unknown[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<unknown> = await ask(deps, () => deps.client.users(cursor, { signal: deps.signal }));
    found.push(...page.items.flatMap((item) => (item.ok ? [item.value] : [])));
    cursor = page.cursor;
  } while (cursor);
  return found;
}

import { rmSync } from 'node:fs';
import type { SearchResult } from '../../electron/contract/library.ts';
import type { SyncScope, SyncStatus } from '../../electron/contract/sync.ts';
import { preparedVariable, startShell } from './app.ts';

/**
 * Once per run: a data folder with the sample workspace in it, synced and with all its words searchable, for the spec files
 * to copy. No sync runs in a copy unless a test starts one: counts that tests read must not change on their way.
 */
export default async function prepare(): Promise<() => void> {
  const shell = await startShell();
  const { origin } = new URL(shell.url);
  const entry = await fetch(shell.url, { redirect: 'manual' });
  const cookie = (entry.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const ask = async <T>(method: string, input: object): Promise<T> => {
    const answer = await fetch(`${origin}/rpc`, {
      method: 'POST',
      headers: { origin, cookie, 'content-type': 'application/json' },
      body: JSON.stringify({ v: 1, id: 1, method, input }),
    });
    const { result, error } = (await answer.json()) as { result: T; error?: { message: string } };
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  };
  const until = async (done: () => Promise<boolean>) => {
    while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 50));
  };
  await ask('sample/start', {});
  await until(async () => {
    const { state, error } = await ask<SyncStatus>('sync/status', {});
    if (state === 'failed') throw new Error(`The sample could not be synced: ${error?.message}`);
    return state === 'idle';
  });
  await until(async () => {
    const question = { q: 'meeting', limit: 0, facets: false };
    const { corpusTotal, unindexed } = await ask<SearchResult>('library/search', question);
    return corpusTotal === 197 && unindexed === 0;
  });
  await ask('sync/setScope', { ...(await ask<SyncScope>('sync/scope', {})), syncOnStart: false });
  await shell.end();
  process.env[preparedVariable] = shell.dir;
  return () => rmSync(shell.dir, { recursive: true, force: true });
}

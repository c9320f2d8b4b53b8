import { selectorOf } from './plan.ts';
import { type RunDeps, readPages, requestWithinQuota, storeCalls } from './request.ts';

/** Ids of one request; more is not documented. */
export const idsPerRequest = 100;

/** Asks Gong for calls by id, at most `idsPerRequest`, and stores what it gives. Returns the ids of those. */
export async function readCallsById(deps: RunDeps, callIds: readonly string[]): Promise<Set<string>> {
  const { client, scope, signal } = deps;
  const contentSelector = selectorOf(scope);
  const given = new Set<string>();
  const pages = await readPages((cursor) =>
    requestWithinQuota(deps, () =>
      client.callsExtensive(
        { filter: { callIds: [...callIds] }, contentSelector, ...(cursor ? { cursor } : {}) },
        { signal },
      ),
    ),
  );
  for (const page of pages) {
    // One whose record cannot be read is there all the same.
    for (const item of page.items) given.add((item.ok ? item.value.metaData.id : item.id) ?? '');
    if (page.items.length > 0) await storeCalls(deps, page);
  }
  given.delete('');
  return given;
}

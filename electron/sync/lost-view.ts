import { EarshotError } from '../contract/errors.ts';
import { ask, type RunDeps } from './ask.ts';
import { scopeBounds } from './plan.ts';

/** How many stored calls this scope should show. */
export function countStored(deps: Pick<RunDeps, 'store' | 'scope' | 'zone'>): Promise<number> {
  const { workspaceId, primaryUserIds } = deps.scope;
  return deps.store.countInScope({ ...scopeBounds(deps.scope, deps.zone), workspaceId, primaryUserIds });
}

/** Whether the key is shown any calls at all, of whatever scope. */
export async function seesCalls(deps: RunDeps): Promise<boolean> {
  const page = await ask(deps, () => deps.client.callsExtensive({ filter: {} }, { signal: deps.signal }));
  return page.items.length > 0;
}

/** Gong says of everything that there are no calls, though there were: the key lost its view, the calls are not gone. */
export const lostView = (stored: number): EarshotError =>
  new EarshotError({
    code: 'sync/lost-view',
    message: 'Gong shows this key no calls any more.',
    nextStep: `${stored === 1 ? 'The stored call stays as it is' : `All ${stored} stored calls stay as they are`}. Ask a Gong admin whether this key, or its user, may still see calls; the next sync looks again.`,
    retryable: true,
  });

/** The same of one workspace, while others still show calls. */
export const lostWorkspace = (name: string | null): EarshotError =>
  new EarshotError({
    code: 'sync/lost-view',
    message: `Gong shows this key no calls of the workspace “${name}” any more.`,
    nextStep:
      'Its stored calls stay as they are. Ask a Gong admin whether this key may still see that workspace.',
    retryable: true,
  });

/** A scope without calls, at Gong and here. */
export const noCallsFound = (): EarshotError =>
  new EarshotError({
    code: 'sync/no-calls',
    message: 'Gong shows this key no calls.',
    nextStep:
      'Check what is synced (days, workspace, people). If that is right, ask a Gong admin whether this key may see calls.',
    retryable: true,
  });

/** So many calls gone at once are worth a look: a key that sees less than it did cannot be told from deletions. */
export const manyGone = (gone: number): EarshotError =>
  new EarshotError({
    code: 'sync/many-gone',
    message: `${gone} calls are gone from Gong at once.`,
    nextStep:
      'They are marked. If nobody deleted them, the key may see less than it did: ask a Gong admin; they come back by themselves once it sees them again.',
  });

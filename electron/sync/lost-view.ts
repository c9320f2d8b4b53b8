import { EarshotError } from '../contract/errors.ts';
import { scopeBounds } from './plan.ts';
import type { RunDeps } from './request.ts';

/** How many stored calls this scope should show. */
export function countStored(deps: Pick<RunDeps, 'store' | 'scope' | 'zone'>): Promise<number> {
  const { workspaceId, primaryUserIds } = deps.scope;
  return deps.store.countInScope({ ...scopeBounds(deps.scope, deps.zone), workspaceId, primaryUserIds });
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
export const lostWorkspace = (name: string): EarshotError =>
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

import { notAvailable } from '../contract/transport/fake.ts';
import type { MediaService, Session } from './contexts.ts';
import { landed } from './landing.ts';
import type { SessionDeps } from './session.ts';

/** The sync engine of a session. */
export async function openSync(session: Session, deps: SessionDeps): Promise<Session['sync']> {
  const { createSyncEngine } = await landed(() => import('../sync/engine.ts'));
  if (!createSyncEngine) return missing('sync');
  return createSyncEngine({
    client: () => session.client(),
    store: session.tasks,
    scope: () => session.scope.get(),
    clock: deps.now,
    onStatus: (status: never) => deps.bus.emit('sync/status', status),
    log: deps.log,
  } as never);
}

/** The media service of a session. */
export async function openMedia(session: Session, deps: SessionDeps): Promise<MediaService> {
  const { createMedia } = await landed(() => import('./media/service.ts'));
  if (!createMedia) return missing('media');
  return createMedia({
    dir: session.dir,
    read: session.read,
    tasks: session.tasks,
    client: () => session.client(),
    scope: () => session.scope.get(),
    now: deps.now,
    onStatus: (status: never) => deps.bus.emit('media/offline', status),
    log: deps.log,
  } as never);
}

function missing<T>(what: string): T {
  return new Proxy({} as object, {
    get: (_, name) => {
      if (name === 'then') return undefined;
      if (name === 'close') return async () => {};
      if (name === 'status') return () => ({ state: 'paused' });
      return () => Promise.reject(notAvailable(`${what}.${String(name)}`));
    },
  }) as T;
}

import { createSyncEngine } from '../sync/engine.ts';
import type { MediaDeps, MediaService, Session } from './contexts.ts';
import { createMedia } from './media/service.ts';
import type { SessionDeps } from './session.ts';
import { companyOf } from './session-client.ts';

/** The sync engine of a session. */
export function openSync(session: Session, deps: SessionDeps): Session['sync'] {
  return createSyncEngine({
    client: () => session.client(),
    store: session.tasks,
    scope: () => session.scope.get(),
    zone: deps.zone,
    clock: deps.now,
    onStatus: (status) => deps.bus.emit('sync/status', status),
    requestsToday: () =>
      deps.requests?.for(companyOf(deps.profiles.find(session.profile.id))).usedToday(deps.now()) ?? 0,
  });
}

/** The media service of a session. */
export function openMedia(session: Session, deps: SessionDeps & Pick<MediaDeps, 'keptOf'>): MediaService {
  return createMedia({
    dir: session.dir,
    tasks: session.tasks,
    keptOf: deps.keptOf,
    client: () => session.client(),
    scope: () => session.scope.get(),
    now: deps.now,
    fetch: deps.fetch,
    onStatus: (status) => deps.bus.emit('media/offline', status),
    log: deps.log,
  });
}

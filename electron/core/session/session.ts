import { join } from 'node:path';
import type { RequestLog } from '../../../db/sync/request-log.ts';
import type { Profile } from '../../contract/app.ts';
import { EarshotError, toWireError, type WireError } from '../../contract/errors.ts';
import type { Input } from '../../contract/procedures.ts';
import { diskIsFull, readOnly } from '../../contract/refusals.ts';
import type { SyncScope } from '../../contract/sync.ts';
import type { GongClient } from '../../gong/client/client.ts';
import type { FetchLike } from '../../gong/client/http.ts';
import { createSyncEngine, type SyncEngine } from '../../sync/engine.ts';
import { type Closer, closeAll } from '../app/close-all.ts';
import type { EventBus } from '../app/event-bus.ts';
import type { Logger } from '../app/log.ts';
import type { StartProcess } from '../app/processes.ts';
import type { Profiles } from '../app/profiles.ts';
import type { Reserve } from '../app/reserve.ts';
import type { MediaService } from '../media/service.ts';
import { createMedia } from '../media/service.ts';
import { startWorker, type WorkerClient } from '../workers/client.ts';
import { facade } from '../workers/facade.ts';
import type { readerTasks, writerTasks } from '../workers/tasks/index.ts';
import { createErasure, type Erasure } from './erasure.ts';
import { companyOf } from './gong-client.ts';
import { findUser, notChosen } from './my-calls.ts';
import { startSyncTimers } from './sync-timers.ts';
import { createTrackerService, type TrackerService } from './tracker-service.ts';

/** Where a profile's sync scope is kept. */
interface ScopeSetting {
  get(): SyncScope;
  /** Persists; rejects when the settings file cannot be written. */
  set(scope: SyncScope): Promise<void>;
  /** Decides whose calls are synced. Rejects as 'sync/chooseCalls' says. */
  choose(choice: Input<'sync/chooseCalls'>): Promise<void>;
}

/** The open store of one profile, with everything that works on it. */
export interface Session {
  readonly profile: Profile;
  readonly scope: ScopeSetting;
  readonly sync: SyncEngine;
  readonly media: MediaService;
  readonly erasure: Erasure;
}

/** What a session is opened with. */
interface SessionDeps {
  readonly profile: Profile;
  readonly profiles: Profiles;
  readonly bus: EventBus;
  readonly log: Logger;
  now(): number;
  /** The user's IANA zone. */
  zone(): string;
  notice(notice: WireError): void;
  /** A client with the profile's credentials; rejects when there are none. */
  makeClient(): Promise<GongClient>;
  /** Starts of requests; null when opened for reading only. */
  readonly requests: RequestLog | null;
  /** All requests to the hosts of recordings go by it. */
  readonly fetch: FetchLike;
  readonly startProcess?: StartProcess | undefined;
  /** Why nothing is written and nothing is synced; null when the folder's lock is held. */
  readonly refusal: EarshotError | null;
  readonly reserve: Reserve;
  /** False: syncs only start when asked for. */
  readonly autoSync: boolean;
}

/** An open session with what its owner needs to route to it and to end it. */
export interface OpenSession {
  readonly session: Session;
  readonly reader: WorkerClient;
  readonly writer: WorkerClient | null;
  /** Why there is no writer. */
  readonly refusal: EarshotError | null;
  /** The machine woke up or the network is back. */
  nudge(): void;
  /** Resolves once every word of the store can be found, or that has failed. At once when opened for reading only. */
  indexed(): Promise<void>;
  /** The credentials or the address changed: the next request to Gong uses the new ones. */
  resetClient(): void;
  close(): Promise<void>;
}

/** Opens the store of a profile: the writer first, because it migrates, then the reader, then sync and media. */
export async function openSession(deps: SessionDeps): Promise<OpenSession> {
  const opened: Closer[] = [];
  try {
    return await openParts(deps, opened);
  } catch (error) {
    // A thread that nobody closes would keep the process from ending.
    await closeAll(opened).catch(() => undefined);
    throw error;
  }
}

/** Tasks of the writer after which less is stored. */
const freeing: ReadonlySet<string> = new Set([
  'listKept',
  'dropKept',
  'saveKept',
  'removeByAge',
  'removeCopies',
  'clearStore',
  'finishErasing',
  'erasePerson',
  'removeOthers',
] satisfies (keyof typeof writerTasks)[]);

/**
 * Opens the writer, giving up what is kept back where the disk is full. What a store that can still be read cannot be written for is
 * returned: a full disk, or a folder without rights. Rejects with anything else.
 */
async function openWriter(start: () => WorkerClient, reserve: Reserve): Promise<WorkerClient | EarshotError> {
  for (;;) {
    const writer = start();
    try {
      await writer.ready;
      return writer;
    } catch (error) {
      await writer.close().catch(() => undefined);
      const { code } = toWireError(error);
      if (code === 'store/full' && reserve.release()) continue;
      if (error instanceof EarshotError && (code === 'store/full' || code === 'store/readonly')) return error;
      throw error;
    }
  }
}

async function openParts(deps: SessionDeps, opened: Closer[]): Promise<OpenSession> {
  const { profile, bus, log } = deps;
  const dir = deps.profiles.dir(profile.id);
  const file = join(dir, 'store.db');
  let reader: WorkerClient | null = null;
  let indexer: WorkerClient | null = null;
  let trackers: TrackerService | null = null;
  let { refusal } = deps;
  const startWriter = () =>
    startWorker(
      'writer',
      { file },
      {
        log,
        onChanged: (generation) => {
          // The reader first: whoever hears of the change asks it at once.
          reader?.refresh();
          indexer?.refresh();
          bus.emit('store/changed', { generation });
          trackers?.nudge();
        },
        onNotice: deps.notice,
      },
    );
  let writer: WorkerClient | null = null;
  if (!refusal) {
    const started = await openWriter(startWriter, deps.reserve);
    if (started instanceof EarshotError) {
      refusal = started;
      deps.notice(toWireError(started));
    } else {
      writer = started;
      opened.push(() => started.close());
    }
  }
  const open = startWorker('reader', { file }, { log });
  opened.push(() => open.close());
  reader = open;
  await open.ready;
  // The index is the work of whoever may write. A search does not wait for it: it tells what it cannot see yet.
  if (writer) {
    const started = startWorker(
      'indexer',
      { file },
      {
        log,
        onChanged: (generation) => {
          reader?.refresh();
          bus.emit('store/changed', { generation });
        },
      },
    );
    opened.push(() => started.stop());
    indexer = started;
  }

  const tasks = facade<typeof writerTasks>((name, args) =>
    writer ? removing(writer, name, args) : Promise.reject(refusal ?? readOnly()),
  );
  /** What gives space free may use what was kept back for it. */
  async function removing(to: WorkerClient, name: string, args: readonly unknown[]): Promise<unknown> {
    try {
      return await to.task(name, args);
    } catch (error) {
      if (!freeing.has(name) || toWireError(error).code !== 'store/full' || !deps.reserve.release())
        throw error;
      return to.task(name, args);
    }
  }
  let client: Promise<GongClient> | null = null;
  const getClient = () => {
    client ??= deps.makeClient().catch((error) => {
      client = null;
      throw error;
    });
    return client;
  };
  const scope: ScopeSetting = {
    get: () => deps.profiles.find(profile.id).scope,
    set: async (scope) => deps.profiles.setScope(profile.id, scope),
    async choose(choice) {
      if (deps.refusal) throw deps.refusal;
      const me = choice.calls === 'mine' ? await findUser(await getClient(), choice.email) : null;
      const primaryUserIds = me ? [me.id] : [];
      const chosen = me ? ({ scopeChosen: true, me } as const) : ({ scopeChosen: true } as const);
      deps.profiles.setScope(profile.id, { ...scope.get(), primaryUserIds }, chosen);
    },
  };
  const isChosen = () => deps.profiles.find(profile.id).scopeChosen;
  const sync = createSyncEngine({
    client: getClient,
    store: tasks,
    scope: scope.get,
    refusal: () => (isChosen() ? null : notChosen()),
    zone: deps.zone,
    clock: deps.now,
    onStatus: (status) => bus.emit('sync/status', status),
    removed: () => finishErasing(),
    assertRoom() {
      if (!deps.reserve.hasRoom()) throw diskIsFull();
    },
    requestsToday: () =>
      deps.requests?.for(companyOf(deps.profiles.find(profile.id))).usedToday(deps.now()) ?? 0,
  });
  const reads = facade<typeof readerTasks>((name, args) => open.task(name, args));
  const media = createMedia({
    dir,
    tasks,
    storedMedia: reads.storedMedia,
    client: getClient,
    scope: scope.get,
    now: deps.now,
    fetch: deps.fetch,
    startProcess: deps.startProcess,
    onStatus: (status) => bus.emit('media/offline', status),
    onLoading: (progress) => bus.emit('media/loading', progress),
    log,
  });
  opened.push(() => media.close());
  const erasure = createErasure({
    tasks,
    reader: open,
    indexer,
    media,
    scope: scope.get,
    now: deps.now,
    log,
  });
  /** Leaves no trace of what was erased. What cannot be done now is said, and done after the next sync or at the next start. */
  const finishErasing = async () => {
    try {
      await erasure.finish();
    } catch (error) {
      log.log('error', 'erase.finish', { error });
      deps.notice(toWireError(error));
    }
  };
  // One that was cut short by the end of the process is gone on with.
  const begun = writer ? finishErasing() : Promise.resolve();
  opened.push(async () => {
    await begun;
    await erasure.settled();
  });
  // What it removes is erased before the rest closes.
  opened.push(() => sync.close());
  if (writer) await sync.restore();
  if (writer) {
    trackers = createTrackerService({
      tasks,
      log,
      onProgress: (progress) => bus.emit('trackers/progress', progress),
    });
    const service = trackers;
    opened.push(() => service.close());
    trackers.nudge();
  }
  const timers =
    writer && deps.autoSync
      ? startSyncTimers({
          scope: scope.get,
          status: () => sync.status(),
          start: () => void (isChosen() && sync.start()),
          now: deps.now,
        })
      : null;
  opened.push(() => timers?.close());

  return {
    session: { profile, scope, sync, media, erasure },
    reader: open,
    writer,
    refusal,
    nudge: () => timers?.nudge(),
    indexed: async () => void (await indexer?.task('catchUp', [])),
    resetClient() {
      client = null;
    },
    close: () => closeAll(opened),
  };
}

import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { openWriter, type WriterDb } from '../../db/store/open.ts';
import { defaultSyncScope } from '../../electron/contract/sync.ts';
import type { StartProcess } from '../../electron/core/app/processes.ts';
import { type LevelsQuestion, levelsOf } from '../../electron/core/media/levels.ts';
import type { MediaDeps } from '../../electron/core/media/media.ts';
import { createMedia, type MediaService } from '../../electron/core/media/service.ts';
import { mediaReads, mediaTasks } from '../../electron/core/workers/tasks/media.ts';
import { createGongClient } from '../../electron/gong/client/client.ts';
import { createLimiter, createMemoryLimiterStore } from '../../electron/gong/client/limiter.ts';
import type { Emulator } from '../../electron/gong/emulator/emulator.ts';
import { directTasks } from './direct-tasks.ts';
import { testFolder } from './folder.ts';

/** A media service over a store of its own, for one test. */
export interface MediaBench {
  readonly dir: string;
  readonly db: WriterDb;
  readonly log: string[];
  /** Every request of the service to a media host. */
  readonly asked: { readonly url: string; readonly init: RequestInit }[];
  /** Starts a service on the same folder: the first one, or the next after it was closed. */
  start(): MediaService;
}

/** Levels without a process of their own, which a busy machine would leave waiting. */
const startHere: StartProcess = () => {
  const listeners: ((message: unknown) => void)[] = [];
  return {
    post(question) {
      void levelsOf(question as LevelsQuestion).then((answer) => {
        for (const listener of listeners) listener(answer);
      });
    },
    onMessage: (listener) => listeners.push(listener),
    onExit: () => undefined,
    kill: () => undefined,
  };
};

/** What a media service is made from, over a store in a folder, with an emulator for Gong and its media host. */
export const mediaDeps = (dir: string, db: WriterDb, emulator: Emulator): MediaDeps => ({
  dir,
  tasks: directTasks(mediaTasks, db),
  storedMedia: async (callId) => mediaReads.storedMedia(db, callId),
  client: async () =>
    createGongClient({
      baseUrl: emulator.url,
      auth: { kind: 'key', accessKey: emulator.accessKey, secret: emulator.secret },
      limiter: createLimiter({
        store: createMemoryLimiterStore(),
        rules: () => ({ perSecond: 1000, perDay: 100_000 }),
      }),
      attempts: 1,
    }),
  scope: () => defaultSyncScope,
  startProcess: startHere,
  now: () => Date.now(),
  onStatus: () => undefined,
  log: { hide() {}, log: () => undefined },
});

/** Opens a store in a new folder and serves it from `emulator`. */
export function mediaBench(emulator: Emulator): MediaBench {
  const dir = testFolder();
  const db = openWriter(join(dir, 'store.db'));
  const log: string[] = [];
  const asked: MediaBench['asked'] = [];
  const services: MediaService[] = [];
  onTestFinished(async () => {
    await Promise.all(services.map((service) => service.close()));
    db.close();
  });
  const deps: MediaDeps = {
    ...mediaDeps(dir, db, emulator),
    log: { hide() {}, log: (_, event, fields) => log.push(`${event} ${JSON.stringify(fields)}`) },
  };
  return {
    dir,
    db,
    log,
    asked,
    start() {
      const service = createMedia({
        ...deps,
        retryMs: 1,
        fetch: (url, init) => {
          asked.push({ url, init });
          return fetch(url, init);
        },
      });
      services.push(service);
      return service;
    },
  };
}

/** An answer of the service with its bytes. */
export async function opened(media: MediaService, id: string, range?: string) {
  const reply = await media.open(id, 'audio', range, new AbortController().signal);
  return { ...reply, bytes: reply.body ? await buffer(reply.body) : Buffer.alloc(0) };
}

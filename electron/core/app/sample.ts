import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { EarshotError } from '../../contract/errors.ts';
import type { Logger } from './log.ts';
import { threadEnvironment } from './thread-environment.ts';

/** Where the sample workspace's server listens, and what it lets in. */
export interface SampleServer {
  readonly baseUrl: string;
  readonly accessKey: string;
  readonly secret: string;
}

/** The sample workspace's server: our Gong emulator on a thread of its own. */
export interface Sample {
  online(): boolean;
  /** Starts it if it does not run. Rejects with 'sample/unavailable'. */
  start(): Promise<SampleServer>;
  stop(): Promise<void>;
}

export type FromEmulator =
  | ({ readonly type: 'ready' } & SampleServer)
  | { readonly type: 'failed'; readonly message: string };

function entry(): string {
  for (const name of ['../workers/emulator.worker.ts', './emulator.worker.js', '../emulator.worker.js']) {
    const path = fileURLToPath(new URL(name, import.meta.url));
    if (existsSync(path)) return path;
  }
  throw new Error('the emulator worker is missing from this build');
}

/** Makes the (not yet running) sample server. It keeps its port while this process runs, as a real host would. */
export function createSample({ log }: { readonly log: Logger }): Sample {
  let running: { readonly worker: Worker; readonly server: SampleServer } | null = null;
  let turn: Promise<unknown> = Promise.resolve();
  let port = 0;

  function launch(): Promise<SampleServer> {
    return new Promise((resolve, reject) => {
      const worker = new Worker(entry(), { workerData: { port }, env: threadEnvironment() });
      const fail = (message: string) => reject(startError(message));
      worker.on('error', (error) => {
        log.log('error', 'sample.crashed', { error });
        fail(error.message);
      });
      worker.once('exit', () => {
        if (running?.worker === worker) running = null;
        fail('it ended at once');
      });
      worker.once('message', (message: FromEmulator) => {
        if (message.type === 'failed') return fail(message.message);
        const { baseUrl, accessKey, secret } = message;
        port = Number(new URL(baseUrl).port);
        running = { worker, server: { baseUrl, accessKey, secret } };
        log.hide(secret);
        resolve(running.server);
      });
    });
  }

  function next<T>(work: () => Promise<T>): Promise<T> {
    const result = turn.then(work);
    turn = result.catch(() => {});
    return result;
  }

  return {
    online: () => running !== null,
    start: () => next(async () => running?.server ?? launch()),
    stop: () =>
      next(async () => {
        const worker = running?.worker;
        running = null;
        if (!worker) return;
        const exited = new Promise((resolve) => worker.once('exit', resolve));
        worker.postMessage({ type: 'close' });
        await exited;
      }),
  };
}

function startError(message: string): EarshotError {
  return new EarshotError({
    code: 'sample/unavailable',
    message: `The sample workspace's server could not be started: ${message}.`,
    nextStep: 'Try again; another program may have taken its port.',
    retryable: true,
  });
}

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { EarshotError, fromWireError, type WireError } from '../../contract/errors.ts';
import { cancelled } from '../../contract/transport/wire.ts';
import type { Logger } from '../app/log.ts';
import { threadEnvironment } from '../app/thread-environment.ts';
import type { FromWorker, ToWorker, WorkerStart } from './protocol.ts';

/** How a request may be overtaken. */
interface Order {
  readonly signal?: AbortSignal | undefined;
  /** Goes before everything that waits without it: what a person is waiting for. */
  readonly urgent?: boolean | undefined;
}

/** A worker thread with a queue in front of it: one request at a time, so that what waits can be dropped. */
export interface WorkerClient {
  /** Resolves when the worker has opened the store; rejects with why it could not. */
  readonly ready: Promise<void>;
  /** Runs a contract procedure; the answer is JSON text. */
  call(name: string, input: unknown, order?: Order): Promise<string>;
  /** Runs an internal task; arguments and answer are structured-cloned. */
  task(name: string, args: readonly unknown[], order?: Order): Promise<unknown>;
  refresh(): void;
  /** Lets what has started finish, rejects what waits, and ends the thread. */
  close(): Promise<void>;
  /** Ends the thread in the middle of what it does: only for work that can be done again and is stored in transactions. */
  stop(): Promise<void>;
}

interface WorkerEvents {
  readonly log: Logger;
  readonly onChanged?: (generation: number) => void;
  readonly onNotice?: (notice: WireError) => void;
}

interface Job {
  readonly name: string;
  readonly message: (id: number) => ToWorker;
  readonly order: Order;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
  readonly stop: () => void;
}

/** Requests that take the worker longer than this are logged by name. */
const slowMs = 40;

/** The threads of a store: answers, writes, keeps the word index. */
type WorkerRoleName = 'reader' | 'writer' | 'indexer';

/** The entry of a worker: TypeScript beside this file when run from source, JavaScript beside the bundle. */
function workerEntry(role: WorkerRoleName): string {
  for (const name of [`./${role}.worker.ts`, `./${role}.worker.js`, `../${role}.worker.js`]) {
    const path = fileURLToPath(new URL(name, import.meta.url));
    if (existsSync(path)) return path;
  }
  throw new Error(`the ${role} worker is missing from this build`);
}

/** Starts a worker over a store file. */
export function startWorker(
  role: WorkerRoleName,
  start: WorkerStart,
  events: WorkerEvents,
  entry = workerEntry(role),
): WorkerClient {
  const worker = new Worker(entry, { workerData: start, env: threadEnvironment(), stderr: false });
  const queue: Job[] = [];
  let current: { readonly id: number; readonly job: Job } | null = null;
  let nextId = 1;
  let isReady = false;
  let end: unknown = null;
  const { promise: ready, resolve: opened, reject: failed } = Promise.withResolvers<void>();
  ready.catch(() => {});
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));

  function refuseAll(error: unknown): void {
    end ??= error;
    failed(end);
    for (const job of queue.splice(0)) finish(job, () => job.reject(end));
  }

  function finish(job: Job, settle: () => void): void {
    job.stop();
    settle();
  }

  function next(): void {
    if (current || !isReady || end) return;
    const job = queue.shift();
    if (!job) return;
    const id = nextId++;
    current = { id, job };
    try {
      worker.postMessage(job.message(id));
    } catch (error) {
      // Something that cannot be cloned: the caller's mistake, not the worker's.
      current = null;
      finish(job, () => job.reject(error));
      next();
    }
  }

  worker.on('message', (message: FromWorker) => {
    switch (message.type) {
      case 'ready':
        isReady = true;
        opened();
        return next();
      case 'failed':
        events.log.log('error', 'store.open', { role, code: message.error.code, fault: message.fault });
        return refuseAll(fromWireError(message.error));
      case 'changed':
        return events.onChanged?.(message.generation);
      case 'notice':
        return events.onNotice?.(message.notice);
      default:
        return settle(message);
    }
  });
  worker.on('error', (error) => {
    events.log.log('error', 'worker.crashed', { role, error });
    refuseAll(crashed(role, error));
  });
  worker.on('exit', () => {
    refuseAll(crashed(role));
    if (current) {
      const { job } = current;
      current = null;
      finish(job, () => job.reject(end));
    }
  });

  function settle(message: Extract<FromWorker, { id: number }>): void {
    if (current?.id !== message.id) return;
    const { job } = current;
    current = null;
    if (message.ms > slowMs) {
      events.log.log('warn', 'slow', { role, name: job.name, ms: Math.round(message.ms) });
    }
    if (message.type === 'error') {
      if (message.error.code === 'core/unexpected') {
        events.log.log('error', 'request.failed', { role, name: job.name, fault: message.fault });
      }
      finish(job, () => job.reject(fromWireError(message.error)));
    } else {
      const value = message.type === 'json' ? message.json : message.value;
      finish(job, () => job.resolve(value as never));
    }
    next();
  }

  function enqueue<T>(name: string, message: (id: number) => ToWorker, order: Order = {}): Promise<T> {
    if (end) return Promise.reject(end);
    if (order.signal?.aborted) return Promise.reject(cancelled());
    return new Promise<T>((resolve, reject) => {
      const abort = () => {
        const at = queue.indexOf(job);
        if (at >= 0) queue.splice(at, 1);
        job.reject(cancelled());
      };
      const job: Job = {
        name,
        message,
        order,
        resolve,
        reject,
        stop: () => order.signal?.removeEventListener('abort', abort),
      };
      order.signal?.addEventListener('abort', abort, { once: true });
      const at = order.urgent ? queue.findIndex((other) => !other.order.urgent) : -1;
      if (at >= 0) queue.splice(at, 0, job);
      else queue.push(job);
      next();
    });
  }

  return {
    ready,
    call: (name, input, order) => enqueue(name, (id) => ({ type: 'call', id, name, input }), order),
    task: (name, args, order) => enqueue(name, (id) => ({ type: 'task', id, name, args }), order),
    refresh() {
      if (isReady && !end) worker.postMessage({ type: 'refresh' } satisfies ToWorker);
    },
    async stop() {
      refuseAll(closedError());
      await worker.terminate();
    },
    async close() {
      refuseAll(closedError());
      worker.postMessage({ type: 'close' } satisfies ToWorker);
      await exited;
    },
  };
}

function closedError(): EarshotError {
  return new EarshotError({
    code: 'core/closed',
    message: 'Earshot closed this store while the request was waiting.',
    nextStep: 'Try again.',
    retryable: true,
  });
}

function crashed(role: string, cause?: unknown): EarshotError {
  return new EarshotError({
    code: 'core/worker-crashed',
    message: `Earshot's ${role} thread ended unexpectedly.`,
    nextStep: 'Restart Earshot; if it happens again, run “earshot doctor”.',
    retryable: true,
    cause,
  });
}

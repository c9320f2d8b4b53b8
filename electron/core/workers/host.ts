import { parentPort } from 'node:worker_threads';
import { toStoreError } from '../../../db/store/errors.ts';
import { toWireError } from '../../contract/errors.ts';
import { notAvailable } from '../../contract/refusals.ts';
import type { FromWorker, ToWorker, WorkerFault } from './protocol.ts';

/** What a worker does with the messages it gets; everything runs synchronously, one message after the other. */
interface WorkerRole {
  readonly handlers: Readonly<Record<string, ((input: never) => unknown) | undefined>>;
  readonly tasks: Readonly<Record<string, ((...args: never[]) => unknown) | undefined>>;
  /** Where the store stands, of a worker that may change it: a job that moved it is told before its answer. */
  generation?(): number;
  /** Brings in-memory state up to date with the store. */
  refresh(): void;
  /** Called with the error of a failed request, once it is presentable. */
  onError(code: string): void;
  close(): void;
}

/** Sends a message to the core. */
export function send(message: FromWorker): void {
  parentPort?.postMessage(message);
}

/** Opens the role and serves it until told to close; an opening that fails is reported and ends the thread. */
export async function serve(open: () => WorkerRole | Promise<WorkerRole>): Promise<void> {
  const port = parentPort;
  if (!port) throw new Error('to be started as a worker thread');
  let role: WorkerRole;
  try {
    role = await open();
  } catch (error) {
    send({ type: 'failed', error: toWireError(toStoreError(error)), fault: faultOf(error) });
    return;
  }
  let known = role.generation?.();
  function publishChange(): void {
    const generation = role.generation?.();
    if (generation === undefined || generation === known) return;
    known = generation;
    send({ type: 'changed', generation });
  }
  port.on('message', (message: ToWorker) => {
    if (message.type === 'close') {
      try {
        role.close();
      } finally {
        port.close();
      }
      return;
    }
    if (message.type === 'refresh') {
      try {
        role.refresh();
      } catch (error) {
        role.onError(toWireError(toStoreError(error)).code);
      }
      return;
    }
    answer(role, message, publishChange);
  });
  send({ type: 'ready' });
}

function answer(
  role: WorkerRole,
  message: Extract<ToWorker, { id: number }>,
  publishChange: () => void,
): void {
  const began = performance.now();
  const { id, name } = message;
  try {
    if (message.type === 'call') {
      const handler = Object.hasOwn(role.handlers, name) ? role.handlers[name] : undefined;
      if (!handler) throw notAvailable(name);
      const json = JSON.stringify(handler(message.input as never));
      publishChange();
      send({ type: 'json', id, json, ms: performance.now() - began });
    } else {
      const task = Object.hasOwn(role.tasks, name) ? role.tasks[name] : undefined;
      if (!task) throw notAvailable(name);
      const value = task(...(message.args as never[]));
      publishChange();
      send({ type: 'value', id, value, ms: performance.now() - began });
    }
  } catch (thrown) {
    const error = toWireError(toStoreError(thrown));
    role.onError(error.code);
    send({ type: 'error', id, error, fault: faultOf(thrown), ms: performance.now() - began });
  }
}

function faultOf(error: unknown): WorkerFault {
  if (!(error instanceof Error)) return { name: 'thrown', message: String(error), stack: undefined };
  return { name: error.name, message: error.message, stack: error.stack };
}

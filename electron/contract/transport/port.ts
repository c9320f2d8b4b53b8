import type { Bridge, WireCancel } from '../bridge.ts';
import { fromWireError } from '../errors.ts';
import type { Output, ProcedureName } from '../procedures.ts';
import { createListeners } from './listeners.ts';
import { cancelled, disconnected, parseFromCore, requestText, type WirePort } from './wire.ts';

interface Pending {
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
  readonly stop: () => void;
}

/** A bridge over a channel of JSON text: Electron's IPC or a MessagePort. */
export function createPortBridge(port: WirePort): Bridge {
  const listeners = createListeners();
  const pending = new Map<number, Pending>();
  let nextId = 1;
  let closed = false;

  const unlisten = port.listen((text) => {
    const message = parseFromCore(text);
    if (!message) return;
    if ('event' in message) {
      listeners.emit(message.event, message.data);
      return;
    }
    const waiting = pending.get(message.id);
    if (!waiting) return;
    pending.delete(message.id);
    waiting.stop();
    if (message.ok) waiting.resolve(message.result as never);
    else waiting.reject(fromWireError(message.error));
  });
  queueMicrotask(() => listeners.connection(true));

  return {
    request<N extends ProcedureName>(name: N, input: unknown, options?: { signal?: AbortSignal }) {
      const signal = options?.signal;
      if (closed) return Promise.reject(disconnected());
      if (signal?.aborted) return Promise.reject(cancelled());
      const id = nextId++;
      return new Promise<Output<N>>((resolve, reject) => {
        const abort = () => {
          pending.delete(id);
          port.post(JSON.stringify({ cancel: id } satisfies WireCancel));
          reject(cancelled());
        };
        signal?.addEventListener('abort', abort, { once: true });
        pending.set(id, { resolve, reject, stop: () => signal?.removeEventListener('abort', abort) });
        port.post(requestText({ id, method: name, input }));
      });
    },
    on: listeners.on,
    onConnection: listeners.onConnection,
    close() {
      closed = true;
      unlisten();
      for (const waiting of pending.values()) {
        waiting.stop();
        waiting.reject(disconnected());
      }
      pending.clear();
      listeners.connection(false);
      listeners.clear();
    },
  };
}

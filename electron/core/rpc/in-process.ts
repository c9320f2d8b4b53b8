import type { Bridge } from '../../contract/bridge.ts';
import { fromWireError, toWireError } from '../../contract/errors.ts';
import type { Output, ProcedureName } from '../../contract/procedures.ts';
import { createListeners } from '../../contract/transport/listeners.ts';
import { cancelled, disconnected } from '../../contract/transport/wire.ts';
import type { Core } from './core.ts';

/** A bridge to a core in the same process: what the command line uses. Closing it leaves the core running. */
export function createInProcessBridge(core: Core): Bridge {
  const listeners = createListeners();
  const stop = core.onAny((event, data) => listeners.emit(event, JSON.parse(JSON.stringify(data))));
  let closed = false;
  queueMicrotask(() => listeners.connection(true));
  return {
    async request<N extends ProcedureName>(name: N, input: unknown, options?: { signal?: AbortSignal }) {
      const signal = options?.signal;
      if (closed) throw disconnected();
      if (signal?.aborted) throw cancelled();
      let abort = () => {};
      const aborted = new Promise<never>((_, reject) => {
        abort = () => reject(cancelled());
        signal?.addEventListener('abort', abort, { once: true });
      });
      try {
        const json = await Promise.race([core.requestJson(name, input, { signal }), aborted]);
        return JSON.parse(json) as Output<N>;
      } catch (error) {
        throw fromWireError(toWireError(error));
      } finally {
        signal?.removeEventListener('abort', abort);
      }
    },
    on: listeners.on,
    onConnection: listeners.onConnection,
    close() {
      closed = true;
      stop();
      listeners.connection(false);
      listeners.clear();
    },
  };
}

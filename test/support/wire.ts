import type { MessagePort, Worker } from 'node:worker_threads';
import type { WirePort } from '../../electron/contract/transport/wire.ts';

/** A port or a thread as a wire: what crosses is structured-cloned, as over Electron's IPC. */
export function wireOf(port: MessagePort | Worker): WirePort {
  return {
    post: (text) => port.postMessage(text),
    listen(receive) {
      port.on('message', receive);
      return () => port.off('message', receive);
    },
  };
}

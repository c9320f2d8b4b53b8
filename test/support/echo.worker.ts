import { workerData } from 'node:worker_threads';
import { serve } from '../../electron/core/workers/host.ts';

/** A worker without a store, for tests of the queue: it echoes, blocks, fails and crashes on request. */
await serve(() => {
  if ((workerData as { file: string }).file === 'broken') {
    throw Object.assign(new Error('no such place'), { code: 'SQLITE_CANTOPEN' });
  }
  let generation = 1;
  return {
    generation: () => generation,
    handlers: {
      edit: () => ++generation,
      echo: (input: unknown) => input,
      block: (ms: number) => {
        const end = Date.now() + ms;
        while (Date.now() < end);
        return ms;
      },
      fail: () => {
        throw Object.assign(new Error('disk'), { code: 'SQLITE_FULL' });
      },
      bug: () => {
        throw new TypeError('secret detail');
      },
    },
    tasks: {
      bytes: (length: number) => new Uint8Array(length),
      crash: () => {
        queueMicrotask(() => {
          throw new Error('crash');
        });
      },
    },
    refresh() {},
    onError() {},
    close() {},
  };
});

import { workerData } from 'node:worker_threads';
import { readGeneration } from '../../../db/store/generation.ts';
import { closeWriter, openWriter, reportDamage } from '../../../db/store/open.ts';
import { settleCopy } from '../../../db/store/second-copy.ts';
import { bind } from './bind.ts';
import type { WriterContext } from './context.ts';
import { writeHandlers } from './handlers/write/index.ts';
import { send, serve } from './host.ts';
import type { WorkerStart } from './protocol.ts';
import { writerTasks } from './tasks/index.ts';

/** How often it looks whether an edit of very many rows is still to be written to the second copy row by row. */
const settleMs = 2_000;
const { file } = workerData as WorkerStart;

await serve(() => {
  const db = openWriter(file, {
    onNotice: (notice) => send({ type: 'notice', notice: { ...notice, retryable: false } }),
  });
  const context: WriterContext = { db, now: Date.now };
  const settling = setInterval(() => {
    try {
      settleCopy(db);
    } catch {
      // The next opening makes the copy anew.
    }
  }, settleMs);
  return {
    handlers: bind(writeHandlers, context),
    tasks: bind(writerTasks, db),
    generation: () => readGeneration(db),
    refresh() {},
    onError(code) {
      if (code === 'store/corrupt') reportDamage(file);
    },
    close() {
      clearInterval(settling);
      closeWriter(db);
    },
  };
});

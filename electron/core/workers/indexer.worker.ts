import { workerData } from 'node:worker_threads';
import { openReader } from '../../../db/open.ts';
import { openIndexer, type WordIndexer } from '../../../db/search/words/update.ts';
import { send, serve } from './host.ts';
import type { WorkerStart } from './protocol.ts';

const { file } = workerData as WorkerStart;
/** One change is indexed soon. */
const soonMs = 400;
/** While changes go on, as in a sync, so many of them are indexed at once: fewer small segments are made and merged. */
const busyMs = 3_000;

// A thread of its own, because a piece of work takes a second or two: neither a search nor an edit waits for it.
await serve(() => {
  const db = openReader(file);
  let indexer: WordIndexer | null = null;
  let timer: NodeJS.Timeout | null = null;
  let failures = 0;
  let workedMs = Number.NEGATIVE_INFINITY;

  function plan(ms: number): void {
    timer ??= setTimeout(work, ms);
  }

  function work(): void {
    timer = null;
    workedMs = performance.now();
    try {
      indexer ??= openIndexer(db);
      const more = indexer.step();
      failures = 0;
      if (!more) return;
      send({ type: 'changed', generation: indexer.generation });
      plan(0);
    } catch {
      // Without an index a search is slower, never wrong. A full disk or a damaged file may get better: try again, ever later.
      indexer?.close();
      indexer = null;
      failures++;
      plan(Math.min(600_000, 2_000 * 2 ** failures));
    }
  }

  plan(0);
  return {
    handlers: {},
    tasks: {},
    refresh: () => plan(performance.now() - workedMs < 2 * busyMs ? busyMs : soonMs),
    onError() {},
    close() {
      if (timer) clearTimeout(timer);
      timer = null;
      indexer?.close();
      db.close();
    },
  };
});

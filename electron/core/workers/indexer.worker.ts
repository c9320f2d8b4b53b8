import { workerData } from 'node:worker_threads';
import { isReportedDamaged, reportDamage } from '../../../db/index/words/file.ts';
import { WordIndexer } from '../../../db/index/words/update.ts';
import { openReader } from '../../../db/store/connect.ts';
import { hasRoom } from '../../../db/store/room.ts';
import { send, serve } from './host.ts';
import type { WorkerStart } from './protocol.ts';

const { file } = workerData as WorkerStart;
/** Changes are indexed once there was none for so long. */
const quietMs = 1_000;
/**
 * While changes go on, as in a sync, so many of them are indexed at once: fewer small segments are made and merged, which is the
 * largest part of what a sync costs the processor.
 */
const busyMs = 12_000;
/** How often it looks whether a search met a damaged index, which is then made anew. */
const lookMs = 3_000;

// A thread of its own, because a piece of work takes a second or two: neither a search nor an edit waits for it.
await serve(() => {
  const db = openReader(file);
  let indexer: WordIndexer | null = null;
  let timer: NodeJS.Timeout | null = null;
  let failures = 0;
  /** When the first of the changes came that wait; null when none does. */
  let waitingSinceMs: number | null = null;

  function plan(ms: number): void {
    if (timer) clearTimeout(timer);
    timer = setTimeout(work, ms);
  }

  /** One piece of work; true when there may be more. */
  function step(): boolean {
    waitingSinceMs = null;
    try {
      if (!hasRoom(file)) throw new Error('The disk is full.');
      indexer ??= new WordIndexer(db);
      const more = indexer.step();
      failures = 0;
      if (more) send({ type: 'changed', generation: indexer.generation });
      return more;
    } catch {
      // A search tells how many calls it cannot see. A full disk or a damaged file may get better: try again, ever later.
      reopen();
      failures++;
      return true;
    }
  }

  function reopen(): void {
    indexer?.close();
    indexer = null;
  }

  function work(): void {
    timer = null;
    if (step()) plan(failures === 0 ? 0 : Math.min(600_000, 2_000 * 2 ** failures));
  }

  const looking = setInterval(() => {
    if (!isReportedDamaged(db)) return;
    reopen();
    plan(0);
  }, lookMs);
  plan(0);
  return {
    handlers: {},
    tasks: {
      /** Indexes all that waits; ends early when that fails. */
      catchUp() {
        do if (indexer && !indexer.behind()) return;
        while (step() && failures === 0);
      },
      /** Leaves no word in the index that is no call's any more. One that cannot be written anew is made again from the start. */
      forget() {
        try {
          indexer ??= new WordIndexer(db);
          indexer.forget();
        } catch {
          reopen();
          reportDamage(db);
          indexer = new WordIndexer(db);
        }
        plan(0);
      },
      /** Empties the log of the index; false while it is read. */
      truncate: () => indexer?.truncate() ?? true,
    },
    refresh() {
      // After a failure its own pause counts.
      if (failures > 0) return;
      const now = performance.now();
      waitingSinceMs ??= now;
      plan(Math.max(0, Math.min(quietMs, waitingSinceMs + busyMs - now)));
    },
    onError() {},
    close() {
      clearInterval(looking);
      if (timer) clearTimeout(timer);
      timer = null;
      indexer?.close();
      db.close();
    },
  };
});

import { workerData } from 'node:worker_threads';
import { openColumns } from '../../../db/index/columns/columns.ts';
import { trackerStore } from '../../../db/index/figures/tracker-store.ts';
import { warmFollows } from '../../../db/reports/parts/follows.ts';
import { search } from '../../../db/search/search.ts';
import { openReader } from '../../../db/store/connect.ts';
import { reportDamage } from '../../../db/store/open.ts';
import { isUnlocked } from '../../../db/store/read-only.ts';
import { bind } from './bind.ts';
import { readHandlers } from './handlers/read/index.ts';
import { serve } from './host.ts';
import type { WorkerStart } from './protocol.ts';
import { readerTasks } from './tasks/index.ts';

const { file } = workerData as WorkerStart;
/** Pages of a sync come every third of a second: they are taken in a few at a time, unless a search asks before. */
const refreshMs = 250;
/** The snapshot of the columns is written once nothing has changed for so long, and when the store is closed. */
const settledMs = 5000;
/** Reading ahead takes so long at a time, and leaves so long to requests. */
const warmMs = 6;
const warmPauseMs = 6;

const warmInput = {
  sort: 'relevance',
  offset: 0,
  limit: 50,
  facets: true,
  typing: true,
  recency: 0,
  tz: 'UTC',
  weekStart: 1,
} as const;

await serve(() => {
  const db = openReader(file);
  const columns = openColumns(db);
  let refreshing: NodeJS.Timeout | null = null;
  let settling: NodeJS.Timeout | null = null;
  let warming: NodeJS.Timeout | null = null;
  let saving: Generator<void, void> | null = null;
  let again = false;
  let closed = false;

  function refresh(): void {
    refreshing = null;
    try {
      columns.words();
    } catch {
      // Whatever is wrong with the store, the next request meets it and tells the user.
      return;
    }
    if (settling) clearTimeout(settling);
    settling = setTimeout(settled, settledMs);
    warming ??= setTimeout(warm, warmPauseMs);
  }

  /** Reads tracker figures ahead, a few milliseconds at a time: the first report finds them in memory. */
  function warm(): void {
    warming = null;
    if (closed) return;
    try {
      if (trackerStore(db, columns).warm(warmMs) || warmFollows(db, columns))
        warming = setTimeout(warm, warmPauseMs);
    } catch {
      // As above: the next report meets it.
    }
  }

  /** The columns, then the trackers by ranges of calls, which takes minutes at first for a very large store. */
  function* save(): Generator<void, void> {
    yield* columns.save();
    yield* trackerStore(db, columns).save();
  }

  /** Saves what has settled; when it is at it already, once more after that. */
  function settled(): void {
    if (saving) again = true;
    else {
      saving = save();
      step();
    }
  }

  /** One part at a time, with requests in between. */
  function step(): void {
    if (closed || !saving) return;
    try {
      if (!saving.next().done) {
        setTimeout(step, warmPauseMs);
        return;
      }
    } catch {
      // As above: the next report meets it.
    }
    saving = null;
    if (again) {
      again = false;
      settled();
    }
  }

  /** Searches nobody asked for, so that the first keystroke meets compiled code and read pages. */
  function warmUp(questions: readonly string[]): void {
    const [q, ...rest] = questions;
    if (q === undefined || closed) return;
    try {
      search(db, columns, { ...warmInput, q }, Date.now());
    } catch {
      return;
    }
    setImmediate(warmUp, rest);
  }

  // Once the view has been told that the store is open: the first search finds the columns read.
  setImmediate(() => {
    refresh();
    setImmediate(warmUp, ['', 'the', 'a meeting', '"of the"', 'we']);
  });
  const context = { db, columns, now: Date.now };
  return {
    handlers: bind(readHandlers, context),
    tasks: {
      ...bind(readerTasks, db),
      /** Forgets all that was read of the store, and writes what is made of it anew. */
      renew() {
        saving?.return();
        saving = null;
        columns.renew();
        for (const _ of save());
      },
      releaseWords: () => columns.releaseWords(),
    },
    refresh() {
      refreshing ??= setTimeout(refresh, refreshMs);
    },
    onError(code) {
      // The next start sets a damaged file aside and rebuilds the store.
      if (code === 'store/corrupt' && !isUnlocked(db)) reportDamage(file);
    },
    close() {
      closed = true;
      for (const timer of [refreshing, settling, warming]) if (timer) clearTimeout(timer);
      for (const _ of columns.save());
      columns.close();
      db.close();
    },
  };
});

import type { TrackersProgress } from '../../contract/trackers.ts';
import type { Logger } from '../app/log.ts';
import type { WriterTasks } from '../workers/tasks/index.ts';

/** Keeps the hits of my trackers up to date: after every change of the store, in steps between which the writer is free. */
export interface TrackerService {
  /** The store changed: look whether there is anything to do. */
  nudge(): void;
  close(): Promise<void>;
}

/** Milliseconds of the writer per step, and what it has for others between two. */
const stepMs = 25;
const pauseMs = 5;
/** While a sync stores page after page, changes are gathered for so long. */
const gatherMs = 400;

export function createTrackerService(deps: {
  readonly tasks: WriterTasks;
  readonly log: Logger;
  onProgress(progress: TrackersProgress): void;
}): TrackerService {
  let timer: NodeJS.Timeout | null = null;
  let working: Promise<void> | null = null;
  let again = false;
  let closed = false;
  let reported = false;

  async function work(): Promise<void> {
    try {
      for (;;) {
        const step = await deps.tasks.stepTrackers(stepMs);
        if (step.running.length > 0 || reported) {
          reported = step.running.length > 0;
          deps.onProgress({ running: step.running });
        }
        if (closed || !step.more) return;
        await new Promise((done) => setTimeout(done, pauseMs));
      }
    } catch (error) {
      if (!closed) deps.log.log('error', 'trackers.step', { error });
    }
  }

  function start(): void {
    timer = null;
    if (closed) return;
    if (working) {
      again = true;
      return;
    }
    working = work().finally(() => {
      working = null;
      if (again) {
        again = false;
        nudge();
      }
    });
  }

  function nudge(): void {
    if (closed || timer) return;
    timer = setTimeout(start, gatherMs);
    timer.unref();
  }

  return {
    nudge,
    async close() {
      closed = true;
      if (timer) clearTimeout(timer);
      await working;
    },
  };
}

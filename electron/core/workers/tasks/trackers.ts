import { stepTrackers } from '../../../../db/trackers/compute.ts';
import type { WriterContext } from '../context.ts';

/** What the tracker service asks of the writer. */
export const trackerTasks = {
  /** Goes on with the trackers of mine for about `budgetMs` and tells readers when hits were written. */
  stepTrackers(context: WriterContext, budgetMs: number) {
    const step = stepTrackers(context.db, budgetMs);
    if (step.changed) context.changed();
    return step;
  },
};

import { stepTrackers } from '../../../../db/trackers/compute.ts';
import type { WriterContext } from '../context.ts';

/** What the tracker service asks of the writer. */
export const trackerTasks = {
  /** Goes on with the trackers of mine for about `budgetMs`. */
  stepTrackers: ({ db }: WriterContext, budgetMs: number) => stepTrackers(db, budgetMs),
};

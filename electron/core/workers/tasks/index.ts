import type { AsyncTasks } from '../facade.ts';
import { mediaReads, mediaTasks } from './media.ts';
import { syncTasks } from './sync.ts';
import { trackerTasks } from './trackers.ts';

/** Functions of the writer worker that are not part of the contract: what sync and media ask of the store. */
export const writerTasks = { ...syncTasks, ...mediaTasks, ...trackerTasks };

/** The same of the reader worker. */
export const readerTasks = { ...mediaReads };

export type WriterTasks = AsyncTasks<typeof writerTasks>;

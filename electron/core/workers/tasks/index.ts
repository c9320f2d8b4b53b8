import type { AsyncTasks } from '../../../../db/store/tasks.ts';
import { stepTrackers } from '../../../../db/trackers/compute.ts';
import { syncTasks } from '../../../sync/store.ts';
import { mediaReads, mediaTasks } from './media.ts';

/** Functions of the writer worker that are not part of the contract: what sync, media and my trackers ask of the store. */
export const writerTasks = { ...syncTasks, ...mediaTasks, stepTrackers };

/** The same of the reader worker. */
export const readerTasks = mediaReads;

export type WriterTasks = AsyncTasks<typeof writerTasks>;

import type { AsyncTasks } from '../../../../db/store/tasks.ts';
import { stepTrackers } from '../../../../db/trackers/compute.ts';
import { syncTasks } from '../../../sync/store.ts';
import { eraseTasks } from './erase.ts';
import { mediaReads, mediaTasks } from './media.ts';

/** Functions of the writer worker that are not part of the contract: what sync, media, erasing and my trackers ask of the store. */
export const writerTasks = { ...syncTasks, ...mediaTasks, ...eraseTasks, stepTrackers };

/** The same of the reader worker. */
export const readerTasks = mediaReads;

export type WriterTasks = AsyncTasks<typeof writerTasks>;

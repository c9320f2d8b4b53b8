import { syncTasks } from '../../sync/store-tasks.ts';
import { mediaReads, mediaTasks } from '../media/tasks.ts';
import { trackerTasks } from '../tracker-tasks.ts';

/** Functions of the writer worker that are not part of the contract: what sync and media ask of the store. */
export const writerTasks = { ...syncTasks, ...mediaTasks, ...trackerTasks };

/** The same of the reader worker. */
export const readerTasks = { ...mediaReads };

type Task = (context: never, ...args: never[]) => unknown;

/** The same functions from another thread: without the context, answering with promises. */
export type AsyncTasks<T extends Record<string, Task>> = {
  readonly [K in keyof T]: T[K] extends (context: never, ...args: infer A) => infer R
    ? (...args: A) => Promise<Awaited<R>>
    : never;
};

export type WriterTasks = AsyncTasks<typeof writerTasks>;

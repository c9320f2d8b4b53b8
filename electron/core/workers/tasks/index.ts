import type { WriterContext } from '../../contexts.ts';
import { mediaTasks } from './media.ts';
import { syncTasks } from './sync.ts';
import { trackerTasks } from './trackers.ts';

/** Functions of the writer worker that are not part of the contract: what sync and media ask of the store. */
export const writerTasks = { ...syncTasks, ...mediaTasks, ...trackerTasks };

type Task = (context: WriterContext, ...args: never[]) => unknown;

/** The same functions from another thread: without the context, answering with promises. */
export type AsyncTasks<T extends Record<string, Task>> = {
  readonly [K in keyof T]: T[K] extends (context: WriterContext, ...args: infer A) => infer R
    ? (...args: A) => Promise<Awaited<R>>
    : never;
};

export type WriterTasks = AsyncTasks<typeof writerTasks>;

import type { syncTasks } from '../../sync/store-tasks.ts';
import type { WriterContext } from '../contexts.ts';
import { landed } from '../landing.ts';
import type { mediaTasks } from '../media/tasks.ts';

/** Functions of the writer worker that are not part of the contract: what sync and media ask of the store. */
export const writerTasks = {
  ...(await landed(() => import('../../sync/store-tasks.ts'))).syncTasks,
  ...(await landed(() => import('../media/tasks.ts'))).mediaTasks,
} as typeof syncTasks & typeof mediaTasks;

type Task = (context: WriterContext, ...args: never[]) => unknown;

/** The same functions from another thread: without the context, answering with promises. */
export type AsyncTasks<T extends Record<string, Task>> = {
  readonly [K in keyof T]: T[K] extends (context: WriterContext, ...args: infer A) => infer R
    ? (...args: A) => Promise<Awaited<R>>
    : never;
};

export type WriterTasks = AsyncTasks<typeof writerTasks>;

import type { WriterDb } from '../../db/store/open.ts';
import type { AsyncTasks, Tasks } from '../../db/store/tasks.ts';
import { facade } from '../../electron/core/workers/facade.ts';

/** Tasks of the writer run in this thread behind the same asynchronous face, for tests without workers. */
export function directTasks<T extends Tasks>(tasks: T, db: WriterDb): AsyncTasks<T> {
  return facade((name, args) => {
    const task = tasks[name] as unknown as (db: WriterDb, ...args: unknown[]) => unknown;
    return task(db, ...structuredClone(args));
  });
}

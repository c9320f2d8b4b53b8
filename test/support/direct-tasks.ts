import type { WriterContext } from '../../electron/core/workers/context.ts';
import { type AsyncTasks, facade } from '../../electron/core/workers/facade.ts';

/** Tasks of the writer run in this thread behind the same asynchronous face, for tests without workers. */
export function directTasks<T extends Record<string, (context: WriterContext, ...args: never[]) => unknown>>(
  tasks: T,
  context: WriterContext,
): AsyncTasks<T> {
  return facade((name, args) => {
    const task = tasks[name] as (context: WriterContext, ...args: unknown[]) => unknown;
    return task(context, ...structuredClone(args));
  });
}

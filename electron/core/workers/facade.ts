import type { WriterContext } from '../contexts.ts';
import type { AsyncTasks } from './tasks.ts';

type Task = (context: never, ...args: never[]) => unknown;

/** Tasks run in this thread behind the same asynchronous face, for tests without workers. */
export function directTasks<T extends Record<string, Task>>(tasks: T, context: WriterContext): AsyncTasks<T> {
  return facade((name, args) => {
    const task = tasks[name] as unknown as (context: WriterContext, ...args: unknown[]) => unknown;
    return task(context, ...structuredClone(args));
  });
}

/** An object whose every method sends its name and arguments. Never thenable, so that it can be awaited by mistake. */
export function facade<T extends Record<string, Task>>(
  send: (name: string, args: unknown[]) => unknown,
): AsyncTasks<T> {
  return new Proxy({} as AsyncTasks<T>, {
    get: (_, name) =>
      typeof name === 'string' && name !== 'then'
        ? async (...args: unknown[]) => send(name, args)
        : undefined,
  });
}

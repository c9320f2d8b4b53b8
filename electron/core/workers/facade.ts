import type { AsyncTasks, Tasks } from '../../../db/store/tasks.ts';

/** An object whose every method sends its name and arguments. Never thenable, so that it can be awaited by mistake. */
export function facade<T extends Tasks>(send: (name: string, args: unknown[]) => unknown): AsyncTasks<T> {
  return new Proxy({} as AsyncTasks<T>, {
    get: (_, name) =>
      typeof name === 'string' && name !== 'then'
        ? async (...args: unknown[]) => send(name, args)
        : undefined,
  });
}

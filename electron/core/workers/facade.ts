import type { WriterContext } from './context.ts';

type Task = (context: never, ...args: never[]) => unknown;

/** Functions of a worker as another thread sees them: without the context, answering with promises. */
export type AsyncTasks<T extends Record<string, Task>> = {
  readonly [K in keyof T]: T[K] extends (context: never, ...args: infer A) => infer R
    ? (...args: A) => Promise<Awaited<R>>
    : never;
};

/** The other way round: the functions of the writer that such an interface needs. */
export type TasksOf<S> = {
  readonly [K in keyof S]: S[K] extends (...args: infer A) => Promise<infer R>
    ? (context: WriterContext, ...args: A) => R
    : never;
};

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

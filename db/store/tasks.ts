/** Functions over a connection. */
export type Tasks = Readonly<Record<string, (db: never, ...args: never[]) => unknown>>;

/** The same as another thread sees them: without the connection, answering with promises. */
export type AsyncTasks<T extends Tasks> = {
  readonly [K in keyof T]: T[K] extends (db: never, ...args: infer A) => infer R
    ? (...args: A) => Promise<Awaited<R>>
    : never;
};

type Bound<T> = {
  readonly [K in keyof T]: T[K] extends (context: never, ...args: infer A) => infer R
    ? (...args: A) => R
    : T[K];
};

/** Handlers with their context filled in. */
export function bind<C, T extends object>(handlers: T, context: C): Bound<T> {
  return Object.fromEntries(
    Object.entries(handlers).map(([name, handler]) => [
      name,
      (...args: unknown[]) => (handler as (context: C, ...args: unknown[]) => unknown)(context, ...args),
    ]),
  ) as Bound<T>;
}

/** Handlers by name, ready to be called. */
type Bound = Readonly<Record<string, (...args: never[]) => unknown>>;

/** Handlers with their context filled in. */
export function bind<C>(handlers: object, context: C): Bound {
  return Object.fromEntries(
    Object.entries(handlers).map(([name, handler]) => [
      name,
      (...args: unknown[]) => (handler as (context: C, ...args: unknown[]) => unknown)(context, ...args),
    ]),
  );
}

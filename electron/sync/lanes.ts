/** What a promise resolves with; rejects when aborted before. */
export async function orAborted<T>(wait: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const stop = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([wait, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Something others wait for again and again: "there is more to do". */
export class Notifier {
  #next = Promise.withResolvers<void>();

  /** Wakes everyone who waits. */
  notify(): void {
    const { resolve } = this.#next;
    this.#next = Promise.withResolvers();
    resolve();
  }

  /** Resolves at the next notice; rejects when aborted. */
  next(signal: AbortSignal): Promise<void> {
    return orAborted(this.#next.promise, signal);
  }
}

/**
 * Runs lanes side by side. When one fails the others are stopped, and the first failure is thrown once all have ended, so
 * that nothing of a run goes on behind its back.
 */
export async function runLanes(
  signal: AbortSignal,
  lanes: readonly ((signal: AbortSignal) => Promise<void>)[],
): Promise<void> {
  const failed = new AbortController();
  const any = AbortSignal.any([signal, failed.signal]);
  let first: { readonly error: unknown } | null = null;
  await Promise.all(
    lanes.map((lane) =>
      lane(any).catch((error: unknown) => {
        first ??= { error };
        failed.abort(error);
      }),
    ),
  );
  signal.throwIfAborted();
  if (first) throw (first as { readonly error: unknown }).error;
}

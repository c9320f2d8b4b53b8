/** Something others wait for again and again: "there is more to do". */
export class Notifier {
  #notify: () => void = () => undefined;
  #next: Promise<void> = Promise.resolve();

  constructor() {
    this.#arm();
  }

  #arm(): void {
    this.#next = new Promise((resolve) => {
      this.#notify = resolve;
    });
  }

  /** Wakes everyone who waits. */
  notify(): void {
    const notify = this.#notify;
    this.#arm();
    notify();
  }

  /** Resolves at the next notice; rejects when aborted. */
  async next(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    let stop = () => {};
    const aborted = new Promise<never>((_, reject) => {
      stop = () => reject(signal.reason);
      signal.addEventListener('abort', stop, { once: true });
    });
    try {
      await Promise.race([this.#next, aborted]);
    } finally {
      signal.removeEventListener('abort', stop);
    }
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

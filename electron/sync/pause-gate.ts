/** Lets work through, or holds it while paused. */
export class PauseGate {
  #open: Promise<void> = Promise.resolve();
  #release: (() => void) | null = null;

  get closed(): boolean {
    return this.#release !== null;
  }

  close(): void {
    if (this.#release) return;
    this.#open = new Promise((resolve) => {
      this.#release = resolve;
    });
  }

  open(): void {
    this.#release?.();
    this.#release = null;
  }

  /** Resolves when open; rejects when aborted. */
  async pass(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (!this.#release) return;
    await Promise.race([
      this.#open,
      new Promise<never>((_, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
      ),
    ]);
  }
}

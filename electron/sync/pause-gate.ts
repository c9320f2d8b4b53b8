import { orAborted } from './lanes.ts';

/** Lets work through, or holds it while paused. */
export class PauseGate {
  #held: PromiseWithResolvers<void> | null = null;

  get closed(): boolean {
    return this.#held !== null;
  }

  close(): void {
    this.#held ??= Promise.withResolvers();
  }

  open(): void {
    this.#held?.resolve();
    this.#held = null;
  }

  /** Resolves when open; rejects when aborted. */
  async pass(signal: AbortSignal): Promise<void> {
    await orAborted(this.#held?.promise ?? Promise.resolve(), signal);
  }
}

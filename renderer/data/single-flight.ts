/** One question at a time, of which the newest counts. */
interface Latest<I> {
  /** Asks at once when nothing is under way; else this question takes the place of the one that waits. */
  ask(input: I): void;
  /** Cancels what is under way and forgets what waits. */
  stop(): void;
}

type Outcome<O> = { readonly ok: true; readonly answer: O } | { readonly ok: false; readonly error: unknown };

/**
 * Runs one question at a time. While it runs only the newest of those asked meanwhile is kept, so that typing never
 * queues, and every question that runs has its answer shown: none is computed to be thrown away.
 */
export function singleFlight<I, O>(
  run: (input: I, signal: AbortSignal) => Promise<O>,
  show: (input: I, outcome: Outcome<O>, newerWaits: boolean) => void,
): Latest<I> {
  let abort: AbortController | null = null;
  let waiting: { readonly input: I } | null = null;
  function start(input: I): void {
    const mine = new AbortController();
    abort = mine;
    const settle = (outcome: Outcome<O>) => {
      if (abort !== mine) return;
      abort = null;
      const next = waiting;
      waiting = null;
      show(input, outcome, next !== null);
      if (next && !abort) start(next.input);
    };
    run(input, mine.signal).then(
      (answer) => settle({ ok: true, answer }),
      (error) => settle({ ok: false, error }),
    );
  }
  return {
    ask(input) {
      if (abort) waiting = { input };
      else start(input);
    },
    stop() {
      waiting = null;
      const under = abort;
      abort = null;
      under?.abort();
    },
  };
}

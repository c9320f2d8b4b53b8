import { batch, createEffect, createSignal, on, onCleanup } from 'solid-js';
import type { RequestInput } from '../../electron/contract/bridge.ts';
import { EarshotError } from '../../electron/contract/errors.ts';
import type { Output, ProcedureName } from '../../electron/contract/procedures.ts';
import { bridge } from '../bridge/bridge.ts';
import { singleFlight } from './single-flight.ts';
import { structuralShare } from './structural-share.ts';

/** An answer of the core that stays on screen while a newer one is on its way. */
export interface Query<T, I = unknown> {
  data(): T | undefined;
  /** The question that `data` answers. */
  asked(): I | undefined;
  error(): EarshotError | null;
  loading(): boolean;
  refetch(): void;
}

/** Anything thrown as the error type of the view. */
export function asError(error: unknown): EarshotError {
  return error instanceof EarshotError
    ? error
    : new EarshotError({
        code: 'view/unexpected',
        message: String(error instanceof Error ? error.message : error),
        nextStep: 'Try again.',
        retryable: true,
      });
}

let waiting = 0;
/** How many questions of the pages wait for their answer. */
export const questionsWaiting = (): number => waiting;

/** Counts a question until it is answered. */
async function counted<T>(answer: Promise<T>): Promise<T> {
  waiting++;
  try {
    return await answer;
  } finally {
    waiting--;
  }
}

/**
 * Asks a procedure whenever its input changes (null: not now). A newer question aborts the older one; with `everyShown`
 * it waits for it instead, and only the newest waits, so that whatever the core computes is also shown. With `live` it
 * asks again when the store's content changes.
 */
export function createQuery<N extends ProcedureName>(
  name: N,
  input: () => RequestInput<N> | null,
  options: {
    live?: boolean;
    everyShown?: boolean;
    /** An answer that was asked for ahead of time; used for the first question only. */
    ahead?: (input: RequestInput<N>) => Promise<Output<N>> | undefined;
  } = {},
): Query<Output<N>, RequestInput<N>> {
  const [data, setData] = createSignal<Output<N>>();
  const [asked, setAsked] = createSignal<RequestInput<N>>();
  const [error, setError] = createSignal<EarshotError | null>(null);
  const [loading, setLoading] = createSignal(false);
  const [round, setRound] = createSignal(0);
  const asker = singleFlight<RequestInput<N>, Output<N>>(
    (value, signal) =>
      counted(
        (round() === 0 ? options.ahead?.(value) : undefined) ?? bridge.request(name, value, { signal }),
      ),
    (value, outcome, newerWaits) =>
      batch(() => {
        if (outcome.ok) {
          setAsked(() => value);
          setData((before) => structuralShare(before, outcome.answer));
          setError(null);
        } else {
          const failure = asError(outcome.error);
          if (failure.code !== 'core/cancelled') setError(failure);
        }
        if (!newerWaits) setLoading(false);
      }),
  );
  createEffect(
    on([() => JSON.stringify(input()), round], () => {
      const value = input();
      if (value === null || !options.everyShown) asker.stop();
      if (value === null) return;
      setLoading(true);
      asker.ask(value);
    }),
  );
  if (options.live) onCleanup(bridge.on('store/changed', () => setRound((n) => n + 1)));
  onCleanup(() => asker.stop());
  return { data, asked, error, loading, refetch: () => setRound((n) => n + 1) };
}

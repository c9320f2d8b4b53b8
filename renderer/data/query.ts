import { createEffect, createSignal, on, onCleanup } from 'solid-js';
import type { RequestInput } from '../../electron/contract/bridge.ts';
import { EarshotError } from '../../electron/contract/errors.ts';
import type { Output, ProcedureName } from '../../electron/contract/procedures.ts';
import { bridge } from '../bridge/bridge.ts';

/** An answer of the core that stays on screen while a newer one is on its way. */
export interface Query<T> {
  data(): T | undefined;
  error(): EarshotError | null;
  loading(): boolean;
  refetch(): void;
}

const quiet = new Set(['core/superseded', 'core/cancelled']);

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

/**
 * Asks a procedure whenever its input changes (null: not now); a newer question aborts the older one. With `live` it asks
 * again when the store's content changes.
 */
export function createQuery<N extends ProcedureName>(
  name: N,
  input: () => RequestInput<N> | null,
  options: {
    live?: boolean;
    /** An answer that was asked for ahead of time; used for the first question only. */
    ahead?: (input: RequestInput<N>) => Promise<Output<N>> | undefined;
  } = {},
): Query<Output<N>> {
  const [data, setData] = createSignal<Output<N>>();
  const [error, setError] = createSignal<EarshotError | null>(null);
  const [loading, setLoading] = createSignal(false);
  const [round, setRound] = createSignal(0);
  let abort: AbortController | null = null;
  createEffect(
    on([() => JSON.stringify(input()), round], () => {
      const value = input();
      abort?.abort();
      if (value === null) return;
      const mine = new AbortController();
      abort = mine;
      setLoading(true);
      const ahead = round() === 0 ? options.ahead?.(value) : undefined;
      (ahead ?? bridge.request(name, value, { signal: mine.signal })).then(
        (answer) => {
          if (mine.signal.aborted) return;
          setData(() => answer);
          setError(null);
          setLoading(false);
        },
        (reason) => {
          const failure = asError(reason);
          if (mine.signal.aborted || quiet.has(failure.code)) return;
          setError(failure);
          setLoading(false);
        },
      );
    }),
  );
  if (options.live) onCleanup(bridge.on('store/changed', () => setRound((n) => n + 1)));
  onCleanup(() => abort?.abort());
  return { data, error, loading, refetch: () => setRound((n) => n + 1) };
}

import { createSignal } from 'solid-js';
import type { EarshotError } from '../../electron/contract/errors.ts';
import { asError } from './query.ts';

/** Work that somebody waits for: whether it is under way, and why it failed last, in a sentence or two where that is `problem`. */
export function createTask() {
  const [busy, setBusy] = createSignal(false);
  const [error, setError] = createSignal<EarshotError | null>(null);
  return {
    busy,
    error,
    problem: () => {
      const failure = error();
      return failure && `${failure.message} ${failure.nextStep}`.trim();
    },
    forget: () => void setError(null),
    async run(work: () => Promise<unknown>): Promise<void> {
      setBusy(true);
      setError(null);
      try {
        await work();
      } catch (reason) {
        setError(asError(reason));
      }
      setBusy(false);
    },
  };
}

import { EarshotError } from '../../electron/contract/errors.ts';

const times = 6;
const pauseMs = 25;

/**
 * Asks again when a question that is still wanted was superseded. Requests travel on several connections: an older one
 * of the same view, already cancelled here, can reach the core after the newer one and take its place there.
 */
export async function insist<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let left = times; ; left--) {
    try {
      return await ask();
    } catch (error) {
      const superseded = error instanceof EarshotError && error.code === 'core/superseded';
      if (!superseded || signal.aborted || left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}

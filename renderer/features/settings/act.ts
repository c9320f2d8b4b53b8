import { asError } from '../../data/query.ts';
import { toast } from '../../ui/kit.tsx';

/** Runs a command and says what went wrong, if it did. */
export async function act<T>(work: Promise<T>, done?: (value: T) => void): Promise<void> {
  try {
    done?.(await work);
  } catch (reason) {
    const error = asError(reason);
    toast(`${error.message} ${error.nextStep}`);
  }
}

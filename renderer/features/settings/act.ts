import { sayError } from '../../data/edits.ts';

/** Runs a command and says what went wrong, if it did. */
export async function act<T>(work: Promise<T>, done?: (value: T) => void): Promise<void> {
  try {
    done?.(await work);
  } catch (error) {
    sayError(error);
  }
}

import { sayError } from '../../data/edits.ts';

/** Runs a command and says what went wrong, if it did. */
export async function runCommand<T>(work: Promise<T>, done?: (value: T) => void): Promise<void> {
  try {
    done?.(await work);
  } catch (error) {
    sayError(error);
  }
}

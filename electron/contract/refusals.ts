import type * as v from 'valibot';
import { EarshotError } from './errors.ts';

/** The error of a name that is no procedure. */
export function unknownMethod(name: unknown): EarshotError {
  return new EarshotError({
    code: 'core/unknown-method',
    message: `Earshot has no procedure called ${JSON.stringify(String(name).slice(0, 100))}.`,
    nextStep: 'Reload the window: the page and the core may be of different versions.',
  });
}

/** The error of an input the contract refuses; names each field and what is wrong with it. */
export function invalidInput(name: string, issues: readonly v.BaseIssue<unknown>[]): EarshotError {
  const problems = issues.slice(0, 3).map((issue) => {
    const path = issue.path?.map((item) => String(item.key)).join('.');
    // What was received is not quoted: it may be a secret in the wrong place.
    const message = issue.message.replace(/ but received .*$/s, '');
    return path ? `${path}: ${message}` : message;
  });
  return new EarshotError({
    code: 'core/invalid-input',
    message: `${name} was asked with input it cannot take (${problems.join('; ')}).`,
    nextStep: 'Change the value and try again.',
  });
}

/** The error of a procedure nobody answers. */
export function notAvailable(name: string): EarshotError {
  return new EarshotError({
    code: 'core/not-available',
    message: `${name} is not available here.`,
    nextStep: 'Update Earshot.',
  });
}

/** The error of a change where the folder is only read. */
export function readOnly(): EarshotError {
  return new EarshotError({
    code: 'core/read-only',
    message: 'Another Earshot is using this data folder, so it was opened for reading only.',
    nextStep: 'Close the other Earshot and try again.',
    retryable: true,
  });
}

/** The error of what Earshot would add to a full disk. */
export function diskIsFull(): EarshotError {
  return new EarshotError({
    code: 'store/full',
    message:
      'The disk is full. Calls can be read and searched; the sync waits, and changes may not be stored.',
    nextStep:
      'Free some space: remove kept recordings below, or files of others. Everything goes on by itself then.',
    retryable: true,
  });
}

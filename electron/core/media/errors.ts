import { EarshotError, toWireError } from '../../contract/errors.ts';

/** The recording cannot be had now; `code` says why. */
export function mediaError(
  code:
    | 'media/off'
    | 'media/none'
    | 'media/gone'
    | 'media/erased'
    | 'media/refused'
    | 'media/broken'
    | 'media/changed'
    | 'media/address'
    | 'media/budget'
    | 'media/disk'
    | 'media/unreachable',
  message: string,
  nextStep: string,
  options: { retryable?: boolean; cause?: unknown } = {},
): EarshotError {
  return new EarshotError({ code, message, nextStep, ...options });
}

/** Code of anything thrown. */
export const codeOf = (error: unknown): string => toWireError(error).code;

/** One line for people: what happened and what to do. */
export function sentence(error: unknown): string {
  const { message, nextStep } = toWireError(error);
  return `${message} ${nextStep}`.trim();
}

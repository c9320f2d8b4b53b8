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
    | 'media/redirect'
    | 'call/not-found'
    | 'media/budget'
    | 'media/disk'
    | 'media/unreachable',
  message: string,
  nextStep: string,
  options: { retryable?: boolean; cause?: unknown } = {},
): EarshotError {
  return new EarshotError({ code, message, nextStep, ...options });
}

/** A call that the user's settings hide: it is as if it were not there. */
export const hiddenCall = () =>
  mediaError(
    'call/not-found',
    'There is no such call in this store.',
    'It may not be synced yet, be hidden by your settings, or belong to another profile.',
  );

/** A call on which somebody was erased. */
export const erasedCall = () =>
  mediaError(
    'media/erased',
    'Somebody on this call was erased, so its recording is neither kept nor played.',
    'What the others said can be read.',
  );

/** What is said where a recording cannot be loaded for want of room. */
export const noRoom = () =>
  mediaError(
    'media/budget',
    'The media host cannot jump within a recording, and the disk budget has no room to load it first.',
    'Raise the budget under Sync & settings, or remove kept calls; it plays from its start without.',
  );

/** Code of anything thrown. */
export const codeOf = (error: unknown): string => toWireError(error).code;

/** One line for people: what happened and what to do. */
export function sentence(error: unknown): string {
  const { message, nextStep } = toWireError(error);
  return `${message} ${nextStep}`.trim();
}

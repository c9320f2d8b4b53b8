import type { Handlers } from '../../../contract/procedures.ts';
import type { MainContext } from '../context.ts';
import { appMain } from './app.ts';
import { mediaMain } from './media.ts';
import { privacyMain } from './privacy.ts';
import { syncMain } from './sync.ts';

/** Every main-thread procedure's handler; one that is missing is a type error. */
export const mainHandlers: Handlers<'main', MainContext> = {
  ...appMain,
  ...mediaMain,
  ...syncMain,
  ...privacyMain,
};

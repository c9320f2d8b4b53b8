import { landed } from '../../landing.ts';
import { appMain } from './app.ts';

/** Every main-thread procedure's handler. */
export const mainHandlers: Record<string, never> = {
  ...appMain,
  ...(await landed(() => import('./media.ts'))).mediaMain,
  ...(await landed(() => import('./sync.ts'))).syncMain,
} as never;

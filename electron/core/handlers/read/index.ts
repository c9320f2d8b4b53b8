import { landed } from '../../landing.ts';

/** Every read procedure's handler. */
export const readHandlers: Record<string, never> = {
  ...(await landed(() => import('./app.ts'))).appRead,
  ...(await landed(() => import('./call.ts'))).callRead,
  ...(await landed(() => import('./exports.ts'))).exportsRead,
  ...(await landed(() => import('./library.ts'))).libraryRead,
  ...(await landed(() => import('./sync.ts'))).syncRead,
  ...(await landed(() => import('./trends.ts'))).trendsRead,
} as never;

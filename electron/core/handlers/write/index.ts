import { landed } from '../../landing.ts';

/** Every write procedure's handler. */
export const writeHandlers: Record<string, never> = {
  ...(await landed(() => import('./library.ts'))).libraryWrite,
  ...(await landed(() => import('./mine.ts'))).mineWrite,
  ...(await landed(() => import('./trends.ts'))).trendsWrite,
} as never;

import type { Handlers } from '../../../../contract/procedures.ts';
import type { WriterContext } from '../../context.ts';
import { libraryWrite } from './library.ts';
import { mineWrite } from './mine.ts';
import { trendsWrite } from './trends.ts';

/** Every write procedure's handler. */
export const writeHandlers: Handlers<'write', WriterContext> = {
  ...libraryWrite,
  ...mineWrite,
  ...trendsWrite,
};

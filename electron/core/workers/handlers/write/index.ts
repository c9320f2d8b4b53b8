import type { Handlers } from '../../../../contract/procedures.ts';
import type { WriterContext } from '../../context.ts';
import { appWrite } from './app.ts';
import { libraryWrite } from './library.ts';
import { personalWrite } from './personal.ts';
import { trendsWrite } from './trends.ts';

/** Every write procedure's handler. */
export const writeHandlers: Handlers<'write', WriterContext> = {
  ...appWrite,
  ...libraryWrite,
  ...personalWrite,
  ...trendsWrite,
};

import type { Handlers } from '../../../../contract/procedures.ts';
import type { ReaderContext } from '../../context.ts';
import { appRead } from './app.ts';
import { callRead } from './call.ts';
import { exportsRead } from './exports.ts';
import { libraryRead } from './library.ts';
import { privacyRead } from './privacy.ts';
import { receiptsRead } from './receipts.ts';
import { syncRead } from './sync.ts';
import { trendsRead } from './trends.ts';

/** Every read procedure's handler. */
export const readHandlers: Handlers<'read', ReaderContext> = {
  ...appRead,
  ...callRead,
  ...exportsRead,
  ...libraryRead,
  ...privacyRead,
  ...receiptsRead,
  ...syncRead,
  ...trendsRead,
};

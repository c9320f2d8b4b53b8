import { readReceipts } from '../../../../../db/receipts/read.ts';
import type { Handlers } from '../../../../contract/procedures.ts';
import type { ReaderContext } from '../../context.ts';

/** Where in the recording the statements of a summary are supported. */
export const receiptsRead = {
  'call/receipts': ({ db }, { id }) => readReceipts(db, id),
} satisfies Partial<Handlers<'read', ReaderContext>>;

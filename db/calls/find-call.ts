import { EarshotError } from '../../electron/contract/errors.ts';
import type { Db } from '../store/open.ts';
import type { call } from '../store/schema.ts';
import { prepared } from '../store/statements.ts';

/** A row of `call`, column for column. */
export type CallRow = typeof call.$inferSelect;

/** The stored row of a call the user may see. Throws call/not-found. */
export function findCall(db: Db, gongId: string): CallRow {
  const row = prepared(db, 'SELECT * FROM call WHERE gong_id = ? AND hidden = 0').get(gongId);
  if (!row) {
    throw new EarshotError({
      code: 'call/not-found',
      message: `There is no call ${gongId} in this store.`,
      nextStep: 'It may not be synced yet, be hidden by your settings, or belong to another profile.',
    });
  }
  return row as CallRow;
}

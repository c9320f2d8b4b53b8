import { readChoices, readProblems, readRuns } from '../../../../../db/sync/sync-log.ts';
import type { Handlers } from '../../../../contract/procedures.ts';
import type { ReaderContext } from '../../context.ts';

/** What the sync page reads from the store. */
export const syncRead = {
  'sync/runs': ({ db }) => readRuns(db),
  'sync/problems': ({ db }) => readProblems(db),
  'sync/choices': ({ db }) => readChoices(db),
} satisfies Partial<Handlers<'read', ReaderContext>>;

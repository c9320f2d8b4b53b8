import { sql as absence } from './0011-absence.ts';
import { sql as people } from './0012-people.ts';
import { sql as reviews } from './0013-reviews.ts';
import { sql as seenInLists } from './0014-seen-in-lists.ts';
import { sql as edits } from './0015-edits.ts';
import { sql as erasing } from './0016-erasing.ts';
import { sql as removalHost } from './0017-removal-host.ts';

/**
 * Every migration, in order: each makes its version of a store of the one before, the first of version 10. A new store is made by
 * the tables of schema.ts at once. Never edit a released one. A new column of `call` is one statement here, and a second fills it from what is stored, where `unpack`
 * gives the text of Gong's record: `UPDATE call SET x = (SELECT unpack(json) ->> '$.metaData.x' FROM call_raw WHERE call_id = id)`.
 */
export const migrations: readonly { readonly version: number; readonly sql: string }[] = [
  { version: 11, sql: absence },
  { version: 12, sql: people },
  { version: 13, sql: reviews },
  { version: 14, sql: seenInLists },
  { version: 15, sql: edits },
  { version: 16, sql: erasing },
  { version: 17, sql: removalHost },
];

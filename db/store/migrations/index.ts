import { sql as store } from './0010-store.ts';
import { sql as absence } from './0011-absence.ts';
import { sql as people } from './0012-people.ts';
import { sql as reviews } from './0013-reviews.ts';
import { sql as seenInLists } from './0014-seen-in-lists.ts';

/**
 * Every migration, in order: the first makes version 10 of an empty file, each of the others its version of the one before. Never
 * edit a released one. A new column of `call` is one statement here, and a second fills it from what is stored, where `unpack`
 * gives the text of Gong's record: `UPDATE call SET x = (SELECT unpack(json) ->> '$.metaData.x' FROM call_raw WHERE call_id = id)`.
 */
export const migrations: readonly { readonly version: number; readonly sql: string }[] = [
  { version: 10, sql: store },
  { version: 11, sql: absence },
  { version: 12, sql: people },
  { version: 13, sql: reviews },
  { version: 14, sql: seenInLists },
];

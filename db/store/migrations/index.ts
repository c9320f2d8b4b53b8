import { sql as store } from './0001-store.ts';
import { sql as ingest } from './0002-ingest.ts';
import { sql as trackers } from './0003-trackers.ts';
import { sql as savedOrder } from './0004-saved-order.ts';
import { sql as indexes } from './0005-indexes.ts';
import { sql as words } from './0006-words.ts';
import { sql as annotations } from './0007-annotations.ts';
import { sql as hitSets } from './0008-hit-sets.ts';
import { sql as oneIndex } from './0009-one-index.ts';
import { sql as annotationEnds } from './0010-annotation-ends.ts';
import { sql as absence } from './0011-absence.ts';
import { sql as people } from './0012-people.ts';
import { sql as reviews } from './0013-reviews.ts';
import { sql as seenInLists } from './0014-seen-in-lists.ts';
import { sql as edits } from './0015-edits.ts';

/** Every migration, in order: entry 0 brings an empty file to schema version 1, and so on. Never edit a released one. */
export const migrations: readonly { readonly name: string; readonly sql: string }[] = [
  { name: '0001-store', sql: store },
  { name: '0002-ingest', sql: ingest },
  { name: '0003-trackers', sql: trackers },
  { name: '0004-saved-order', sql: savedOrder },
  { name: '0005-indexes', sql: indexes },
  { name: '0006-words', sql: words },
  { name: '0007-annotations', sql: annotations },
  { name: '0008-hit-sets', sql: hitSets },
  { name: '0009-one-index', sql: oneIndex },
  { name: '0010-annotation-ends', sql: annotationEnds },
  { name: '0011-absence', sql: absence },
  { name: '0012-people', sql: people },
  { name: '0013-reviews', sql: reviews },
  { name: '0014-seen-in-lists', sql: seenInLists },
  { name: '0015-edits', sql: edits },
];

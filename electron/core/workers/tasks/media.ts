import { hasErased } from '../../../../db/erase/eraser.ts';
import {
  dropKept,
  isHidden,
  keptOf,
  listKept,
  queueKept,
  requeueKept,
  saveKept,
} from '../../../../db/media/files.ts';
import type { Db, WriterDb } from '../../../../db/store/open.ts';
import type { AsyncTasks } from '../../../../db/store/tasks.ts';
import { readSetting, writeSetting } from '../../../../db/sync/sync.ts';

/** What media asks of the store, on the reader worker. */
export const mediaReads = { keptOf, isHidden, hasErased };

/** What media asks of the store, on the writer worker. */
export const mediaTasks = {
  listKept,
  queueKept,
  saveKept,
  dropKept,
  requeueKept,
  readMediaBudget(db: Db): number | null {
    const bytes = readSetting(db, 'mediaBudget');
    return typeof bytes === 'number' ? bytes : null;
  },
  writeMediaBudget: (db: WriterDb, bytes: number) => writeSetting(db, 'mediaBudget', bytes),
};
export type MediaTasks = AsyncTasks<typeof mediaTasks>;

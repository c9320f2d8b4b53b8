import { hasErased } from '../../../../db/erase/eraser.ts';
import {
  dropKept,
  isHidden,
  type KeptTrack,
  keptOf,
  listKept,
  queueKept,
  requeueKept,
  saveKept,
} from '../../../../db/media/files.ts';
import type { Db, WriterDb } from '../../../../db/store/open.ts';
import type { AsyncTasks } from '../../../../db/store/tasks.ts';
import { readSetting, writeSetting } from '../../../../db/sync/sync.ts';

/** What the store says of a call whose recording somebody wants. */
export interface StoredMedia {
  /** The settings hide the call; false for one that is not in the store. */
  readonly hidden: boolean;
  /** Somebody on the call was erased: a recording cannot be played without them. */
  readonly erased: boolean;
  readonly kept: readonly KeptTrack[];
}

/** What media asks of the store, on the reader worker: one question a request of the player. */
export const mediaReads = {
  storedMedia: (db: Db, callId: string): StoredMedia => ({
    hidden: isHidden(db, callId),
    erased: hasErased(db, callId),
    kept: keptOf(db, callId),
  }),
};

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

import {
  dropKept,
  keptOf,
  listKept,
  queueKept,
  requeueKept,
  saveKept,
  type TrackKind,
} from '../../../../db/media/files.ts';
import { readSetting, writeSetting } from '../../../../db/sync/sync.ts';
import type { ReaderContext, WriterContext } from '../context.ts';

/** What media asks of the store, on the reader worker. */
export const mediaReads = {
  keptOf: ({ db }: Pick<ReaderContext, 'db'>, callId: string) => keptOf(db, callId),
};

/** What media asks of the store, on the writer worker. */
export const mediaTasks = {
  listKept: ({ db }: WriterContext) => listKept(db),
  queueKept: ({ db }: WriterContext, ids: readonly string[], kind: TrackKind, atMs: number) =>
    queueKept(db, ids, kind, atMs),
  saveKept: ({ db }: WriterContext, callId: string, kind: TrackKind, now: Parameters<typeof saveKept>[3]) =>
    saveKept(db, callId, kind, now),
  dropKept: ({ db }: WriterContext, ids: readonly string[], kind?: TrackKind) => dropKept(db, ids, kind),
  requeueKept: ({ db }: WriterContext) => requeueKept(db),
  readMediaBudget: ({ db }: WriterContext) => {
    const bytes = readSetting(db, 'mediaBudget');
    return typeof bytes === 'number' ? bytes : null;
  },
  writeMediaBudget: ({ db }: WriterContext, bytes: number) => writeSetting(db, 'mediaBudget', bytes),
};

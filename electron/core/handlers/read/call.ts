import { heardShares, listTags } from '../../../../db/mine/layer.ts';
import { readCallDetail } from '../../../../db/read/call-detail.ts';
import { readChanges, readRaw } from '../../../../db/read/call-history.ts';
import { findInCall } from '../../../../db/read/find-in-call.ts';
import { readTranscript } from '../../../../db/read/transcript.ts';
import type { Handlers } from '../../../contract/procedures.ts';
import type { ReaderContext } from '../../contexts.ts';

/** What the call page reads from the store. */
export const callRead = {
  'call/get': ({ db, columns }, { id }) => readCallDetail(db, columns, id),
  'call/transcript': ({ db }, { id }) => readTranscript(db, id),
  'call/find': ({ db }, { id, q }) => findInCall(db, id, q),
  'call/changes': ({ db }, { id }) => readChanges(db, id),
  'call/raw': ({ db }, { id }) => readRaw(db, id),
  'mine/heard': ({ db }, { ids }) => heardShares(db, ids),
  'mine/tags': ({ db }) => listTags(db),
} satisfies Partial<Handlers<'read', ReaderContext>>;

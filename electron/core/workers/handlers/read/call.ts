import { readCallDetail } from '../../../../../db/calls/call-detail.ts';
import { readChanges, readRaw } from '../../../../../db/calls/call-history.ts';
import { findInCall } from '../../../../../db/calls/find-in-call.ts';
import { readTranscript } from '../../../../../db/calls/transcript.ts';
import { heardShares, listTags } from '../../../../../db/personal/layer.ts';
import type { Handlers } from '../../../../contract/procedures.ts';
import { withoutNames } from '../../../../documents/mask.ts';
import type { ReaderContext } from '../../context.ts';

/** What the call page reads from the store. */
export const callRead = {
  'call/get': ({ db, columns }, { id }) => readCallDetail(db, columns, id),
  'call/transcript': ({ db }, { id }) => readTranscript(db, id),
  'call/find': ({ db }, input) => findInCall(db, input),
  'call/changes': ({ db }, { id }) => readChanges(db, id),
  'call/raw': ({ db }, { id }) => readRaw(db, id),
  'call/withoutNames': ({ db, columns }, { id, texts }) =>
    withoutNames(readCallDetail(db, columns, id), texts),
  'personal/heard': ({ db }, { ids }) => heardShares(db, ids),
  'personal/tags': ({ db }) => listTags(db),
} satisfies Partial<Handlers<'read', ReaderContext>>;

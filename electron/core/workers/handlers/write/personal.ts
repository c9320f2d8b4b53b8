import { stepEdit } from '../../../../../db/personal/journal.ts';
import {
  addNote,
  editNote,
  markMany,
  removeNote,
  saveProgress,
  seenChanges,
  setReviewed,
  setStar,
  setTag,
} from '../../../../../db/personal/layer.ts';
import { editTables } from '../../../../../db/trackers/store.ts';
import type { Handlers } from '../../../../contract/procedures.ts';
import type { WriterContext } from '../../context.ts';

/** The user's own layer: stars, tags, reviews, notes, progress; and taking back any edit. */
export const personalWrite = {
  'personal/star': (context, { id, on }) => setStar(context.db, id, on, context.now()),
  'personal/review': (context, { id, on }) => setReviewed(context.db, id, on, context.now()),
  'personal/tag': (context, { id, tag, on }) => setTag(context.db, id, tag, on, context.now()),
  'personal/markMany': (context, { ids, mark }) => markMany(context.db, ids, mark, context.now()),
  'personal/addNote': (context, { id, ...note }) => addNote(context.db, id, note, context.now()),
  'personal/editNote': (context, { noteId, text }) => editNote(context.db, noteId, text, context.now()),
  'personal/removeNote': (context, { noteId }) => removeNote(context.db, noteId, context.now()),
  // Playback saves its position every few seconds: no search or list depends on it, so it starts no generation.
  'personal/progress': (context, { id, ...progress }) => {
    saveProgress(context.db, id, progress, context.now());
    return { ok: true };
  },
  'personal/seenChanges': (context, { id }) => seenChanges(context.db, id, context.now()),
  'edits/undo': ({ db, now }, { id }) => ({ edit: stepEdit(db, 'undo', id, now(), editTables) }),
  'edits/redo': ({ db, now }, { id }) => ({ edit: stepEdit(db, 'redo', id, now(), editTables) }),
} satisfies Partial<Handlers<'write', WriterContext>>;

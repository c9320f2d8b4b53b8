import { undoEdit } from '../../../../../db/personal/edits.ts';
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
import type { Handlers } from '../../../../contract/procedures.ts';
import type { WriterContext } from '../../context.ts';

/** The user's own layer: stars, tags, reviews, notes, progress, and undo. */
export const mineWrite = {
  'mine/star': (context, { id, on }) => ({ undo: setStar(context.db, id, on, context.now()) }),
  'mine/review': (context, { id, on }) => ({ undo: setReviewed(context.db, id, on, context.now()) }),
  'mine/tag': (context, { id, tag, on }) => ({ undo: setTag(context.db, id, tag, on, context.now()) }),
  'mine/markMany': (context, { ids, mark }) => markMany(context.db, ids, mark, context.now()),
  'mine/addNote': (context, { id, ...note }) => addNote(context.db, id, note, context.now()),
  'mine/editNote': (context, { noteId, text }) => ({
    undo: editNote(context.db, noteId, text, context.now()),
  }),
  'mine/removeNote': (context, { noteId }) => ({ undo: removeNote(context.db, noteId, context.now()) }),
  'mine/undo': (context, { undo }) => undoEdit(context.db, undo, context.now()),
  // Playback saves its position every few seconds: no search or list depends on it, so it starts no generation.
  'mine/progress': (context, { id, ...progress }) => {
    saveProgress(context.db, id, progress, context.now());
    return { ok: true };
  },
  'mine/seenChanges': (context, { id }) => ({ undo: seenChanges(context.db, id, context.now()) }),
} satisfies Partial<Handlers<'write', WriterContext>>;

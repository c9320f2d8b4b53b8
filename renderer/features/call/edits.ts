import type { Note } from '../../../electron/contract/call.ts';
import { bridge } from '../../bridge/bridge.ts';
import { makeEdit } from '../../data/edits.ts';

/** Edits of one call's own layer. */
export function callEdits(id: () => string) {
  return {
    star: (on: boolean) => makeEdit(bridge.request('personal/star', { id: id(), on })),
    review: (on: boolean) => makeEdit(bridge.request('personal/review', { id: id(), on })),
    tag: (tag: string, on: boolean) => makeEdit(bridge.request('personal/tag', { id: id(), tag, on })),
    addNote: (
      kind: Note['kind'],
      startSec: number | null,
      text: string,
      more: { endSec?: number | null; quote?: string | null } = {},
    ) =>
      makeEdit(
        bridge.request('personal/addNote', {
          id: id(),
          kind,
          startSec,
          endSec: more.endSec ?? null,
          text,
          quote: more.quote ?? null,
        }),
      ),
    editNote: (noteId: number, text: string) =>
      makeEdit(bridge.request('personal/editNote', { noteId, text })),
    removeNote: (noteId: number) => makeEdit(bridge.request('personal/removeNote', { noteId })),
    seenChanges: () => makeEdit(bridge.request('personal/seenChanges', { id: id() })),
  };
}
export type CallEdits = ReturnType<typeof callEdits>;

import type { Note } from '../../../electron/contract/call.ts';
import { bridge } from '../../bridge/bridge.ts';
import { asError } from '../../data/query.ts';
import { toast } from '../../ui/kit.tsx';

/** Does an edit of the user's own layer, says so, and offers to take it back. `done` refreshes the page. */
async function edit(work: Promise<{ undo: number }>, said: string, done: () => void): Promise<void> {
  try {
    const { undo } = await work;
    done();
    toast(said, () => {
      bridge.request('mine/undo', { undo }).then(done, (error) => toast(asError(error).message));
    });
  } catch (error) {
    const { message, nextStep } = asError(error);
    toast(`${message} ${nextStep}`.trim());
  }
}

/** Edits of one call's own layer. */
export function mineOf(id: () => string, done: () => void) {
  return {
    star: (on: boolean) =>
      edit(bridge.request('mine/star', { id: id(), on }), on ? 'Starred' : 'Star removed', done),
    review: (on: boolean) =>
      edit(
        bridge.request('mine/review', { id: id(), on }),
        on ? 'Marked as reviewed' : 'Back in the inbox',
        done,
      ),
    tag: (tag: string, on: boolean) =>
      edit(
        bridge.request('mine/tag', { id: id(), tag, on }),
        on ? `Tagged “${tag}”` : `Tag “${tag}” removed`,
        done,
      ),
    add: (
      kind: Note['kind'],
      startSec: number | null,
      text: string,
      more: { endSec?: number | null; quote?: string | null } = {},
    ) =>
      edit(
        bridge.request('mine/addNote', {
          id: id(),
          kind,
          startSec,
          endSec: more.endSec ?? null,
          text,
          quote: more.quote ?? null,
        }),
        { note: 'Note saved', bookmark: 'Bookmark set', highlight: 'Highlighted' }[kind],
        done,
      ),
    editNote: (noteId: number, text: string) =>
      edit(bridge.request('mine/editNote', { noteId, text }), 'Note changed', done),
    removeNote: (noteId: number) => edit(bridge.request('mine/removeNote', { noteId }), 'Note removed', done),
    async seen(): Promise<void> {
      await bridge.request('mine/seenChanges', { id: id() }).catch(() => undefined);
      done();
    },
  };
}
export type Mine = ReturnType<typeof mineOf>;

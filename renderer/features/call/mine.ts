import type { Note } from '../../../electron/contract/call.ts';
import { bridge } from '../../bridge/bridge.ts';
import { asError } from '../../data/query.ts';
import { toast } from '../../ui/kit.tsx';

/** Told when an edit was made, and with `true` when it was taken back. */
type Done = (back?: boolean) => void;

/** Edits of this window that can be taken back, the newest last. */
const edits: { readonly undo: number; readonly said: string; readonly done: Done }[] = [];

/** Takes an edit back, or does it again, and offers the other. */
async function takeBack(undo: number, said: string, done: Done, again = false): Promise<void> {
  const at = edits.findIndex((item) => item.undo === undo);
  if (at >= 0) edits.splice(at, 1);
  try {
    const { undo: next } = await bridge.request('mine/undo', { undo });
    done(!again);
    toast(`${again ? 'Done again' : 'Taken back'}: ${said}`, () => void takeBack(next, said, done, !again));
  } catch (error) {
    toast(asError(error).message);
  }
}

/** Edits on their way to the store: what is taken back next may be one of them. */
let underway: Promise<unknown> = Promise.resolve();

/** Takes back the last edit made in this window; says so when there is none. */
export async function undoLast(): Promise<void> {
  await underway.catch(() => undefined);
  const last = edits.at(-1);
  if (last) await takeBack(last.undo, last.said, last.done);
  else toast('Nothing to take back.');
}

/** Does an edit of the user's own layer, says so, and offers to take it back. `done` refreshes the page. */
export async function edit(work: Promise<{ undo: number }>, said: string, done: Done): Promise<void> {
  underway = Promise.allSettled([underway, work]);
  try {
    const { undo } = await work;
    edits.push({ undo, said, done });
    done();
    toast(said, () => void takeBack(undo, said, done));
  } catch (error) {
    const { message, nextStep } = asError(error);
    toast(`${message} ${nextStep}`.trim());
  }
}

/** Edits of one call's own layer. */
export function mineOf(id: () => string, done: Done) {
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
    seen: () => edit(bridge.request('mine/seenChanges', { id: id() }), 'Changes marked as seen', done),
    undo: undoLast,
  };
}
export type Mine = ReturnType<typeof mineOf>;

import { beforeEach, expect, test, vi } from 'vitest';
import type { Edit } from '../../electron/contract/edits.ts';
import { EarshotError } from '../../electron/contract/errors.ts';
import { createFakeBridge } from '../../test/support/fake-bridge.ts';

// The store as this window sees it: edits that stand, and those taken back, the last of either at the end.
const stands: Edit[] = [];
const undone: Edit[] = [];
const move = (from: Edit[], to: Edit[], id: number | undefined): { edit: Edit | null } => {
  const edit = from.findLast((item) => id === undefined || item.id === id);
  if (!edit) return { edit: null };
  from.splice(from.indexOf(edit), 1);
  to.push(edit);
  return { edit };
};
let fails = false;
const fake = createFakeBridge({
  'edits/undo': ({ id }) => {
    if (fails)
      throw new EarshotError({ code: 'edits/changed-since', message: 'Changed.', nextStep: 'By hand.' });
    return move(stands, undone, id);
  },
  'edits/redo': ({ id }) => move(undone, stands, id),
});
vi.mock('../bridge/bridge.ts', () => ({
  get bridge() {
    return fake;
  },
}));

const { makeEdit, redoLast, undoLast } = await import('./edits.ts');
const { toasts } = await import('../ui/toasts.ts');
const texts = () => toasts.list().map(({ text }) => text);
const make = async (what: string, ms = 0, options = {}) => {
  const edit = { id: stands.length + undone.length + 1, what };
  const work = new Promise<{ edit: Edit }>((resolve) => {
    setTimeout(() => {
      stands.push(edit);
      resolve({ edit });
    }, ms);
  });
  return makeEdit(work, options);
};
/** Lets what a message does run to its end. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

beforeEach(() => {
  stands.length = 0;
  undone.length = 0;
  fails = false;
  for (const { id } of toasts.list()) toasts.dismiss(id);
});

test('an edit is told, taken back and done again, with one message that says where it stands', async () => {
  await make('Starred', 0, { more: '.' });
  expect(texts()).toEqual(['Starred.']);
  await undoLast();
  expect(texts()).toEqual(['Taken back: Starred']);
  toasts.undo();
  await settled();
  expect(texts()).toEqual(['Done again: Starred']);
  toasts.undo();
  await settled();
  await redoLast();
  expect(texts()).toEqual(['Done again: Starred']);
  expect(stands).toHaveLength(1);
});

test('going back step by step, the message of another edit takes back just that one', async () => {
  await make('One');
  await make('Two', 0, { quiet: true });
  await make('Three');
  expect(texts()).toEqual(['One', 'Three']);
  await undoLast();
  await undoLast();
  expect(texts()).toEqual(['One', 'Taken back: Three', 'Taken back: Two']);
  toasts.undo(toasts.list()[0]?.id);
  await settled();
  expect(stands).toEqual([]);
  await undoLast();
  expect(texts().at(-1)).toBe('Nothing to take back.');
  await redoLast();
  expect(texts().at(-1)).toBe('Done again: One');
});

test('what is taken back at once may be an edit on its way', async () => {
  const slow = make('Slow', 50);
  await undoLast();
  await slow;
  expect(undone.map(({ what }) => what)).toEqual(['Slow']);
});

test('what goes wrong is told with what to do, and no answer comes', async () => {
  await make('Starred');
  fails = true;
  await undoLast();
  expect(texts().at(-1)).toBe('Changed. By hand.');
  expect(await makeEdit(Promise.reject(new Error('no disk')))).toBeUndefined();
  expect(texts().at(-1)).toBe('no disk Try again.');
});

test('a message of something else that can be taken back goes first, if it is the newest', async () => {
  await make('Starred');
  expect(toasts.hasOther()).toBe(false);
  toasts.show('Removed from this laptop', () => undefined);
  expect(toasts.hasOther()).toBe(true);
  toasts.undo();
  expect(toasts.hasOther()).toBe(false);
});

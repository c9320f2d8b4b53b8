import { createRoot } from 'solid-js';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createFakeBridge } from '../../../test/support/fake-bridge.ts';

let asked = 0;
const fake = createFakeBridge({
  'trends/trackers': () => {
    asked++;
    return [];
  },
  'edits/undo': () => ({ edit: null }),
});
vi.mock('../../bridge/bridge.ts', () => ({
  get bridge() {
    return fake;
  },
}));
const { makeEdit, undoLast } = await import('../../data/edits.ts');
const { createLive } = await import('./live.ts');

let dispose = () => {};
beforeEach(async () => {
  vi.useFakeTimers();
  asked = 0;
  createRoot((end) => {
    dispose = end;
    createLive('trends/trackers', () => ({}));
  });
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toBe(1);
});
afterEach(() => {
  dispose();
  vi.useRealTimers();
});

const changed = async (generation: number) => {
  fake.emit('store/changed', { generation });
  await vi.advanceTimersByTimeAsync(0);
};

test('while a sync changes the store, a question rests between two answers', async () => {
  for (let generation = 1; generation <= 10; generation++) await changed(generation);
  expect(asked).toBe(1);
  await vi.advanceTimersByTimeAsync(4000);
  expect(asked).toBe(2);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(asked).toBe(2);
});

test('what this window edited is asked at once, also in the middle of a sync', async () => {
  await changed(1);
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked).toBe(1);
  await makeEdit(Promise.resolve({ edit: { id: null, what: 'Starred' } }), { quiet: true });
  await changed(2);
  expect(asked).toBe(2);
  await vi.advanceTimersByTimeAsync(1000);
  await undoLast();
  await changed(3);
  expect(asked).toBe(3);
  // Nothing that waited is left.
  await vi.advanceTimersByTimeAsync(20_000);
  expect(asked).toBe(3);
});

test('a change that comes before the answer of the edit is asked at once too', async () => {
  const { promise, resolve } = Promise.withResolvers<{ edit: { id: null; what: string } }>();
  const edit = makeEdit(promise, { quiet: true });
  await changed(1);
  expect(asked).toBe(2);
  resolve({ edit: { id: null, what: 'Starred' } });
  await edit;
  await vi.advanceTimersByTimeAsync(20_000);
  expect(asked).toBe(2);
});

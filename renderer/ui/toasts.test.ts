import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createToasts, toastMs } from './toasts.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const texts = (toasts: ReturnType<typeof createToasts>) => toasts.list().map((item) => item.text);

it('a message goes by itself, later when it can be taken back', () => {
  const toasts = createToasts();
  toasts.show('plain');
  toasts.show('undo', () => {});
  vi.advanceTimersByTime(toastMs.plain);
  expect(texts(toasts)).toEqual(['undo']);
  vi.advanceTimersByTime(toastMs.undo - toastMs.plain);
  expect(texts(toasts)).toEqual([]);
});

it('the newest three stay, and what an old one could take back is let be', () => {
  const toasts = createToasts();
  const undone: string[] = [];
  for (const name of ['a', 'b', 'c', 'd']) toasts.show(name, () => void undone.push(name));
  expect(texts(toasts)).toEqual(['b', 'c', 'd']);
  expect(undone).toEqual([]);
});

it('while somebody is at them the time stands still, and leaving gives a moment more', () => {
  const toasts = createToasts();
  toasts.show('read me');
  vi.advanceTimersByTime(toastMs.plain - 10);
  toasts.hold(true);
  toasts.show('came meanwhile');
  vi.advanceTimersByTime(60_000);
  expect(texts(toasts)).toEqual(['read me', 'came meanwhile']);
  toasts.hold(false);
  vi.advanceTimersByTime(1400);
  expect(texts(toasts)).toEqual(['read me', 'came meanwhile']);
  vi.advanceTimersByTime(200);
  expect(texts(toasts)).toEqual(['came meanwhile']);
  vi.advanceTimersByTime(toastMs.plain);
  expect(texts(toasts)).toEqual([]);
});

it('when the last one is closed under the pointer, the next is not held for ever', () => {
  const toasts = createToasts();
  toasts.show('a');
  toasts.hold(true);
  toasts.dismiss(toasts.list()[0]?.id as number);
  toasts.show('b');
  vi.advanceTimersByTime(toastMs.plain);
  expect(texts(toasts)).toEqual([]);
});

it('takes back the newest that can be, once', () => {
  const toasts = createToasts();
  const undone: string[] = [];
  toasts.show('a', () => void undone.push('a'));
  toasts.show('b', () => void undone.push('b'));
  toasts.show('plain');
  expect([toasts.undo(), toasts.undo(), toasts.undo()]).toEqual([true, true, false]);
  expect(undone).toEqual(['b', 'a']);
  expect(texts(toasts)).toEqual(['plain']);
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createEventBus } from './event-bus.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a burst of changes arrives as the first and the last', () => {
  const bus = createEventBus(() => {});
  const seen: number[] = [];
  bus.on('store/changed', ({ generation }) => seen.push(generation));
  for (let generation = 1; generation <= 50; generation++) bus.emit('store/changed', { generation });
  expect(seen).toEqual([1]);
  vi.advanceTimersByTime(250);
  expect(seen).toEqual([1, 50]);
  vi.advanceTimersByTime(1000);
  bus.emit('store/changed', { generation: 51 });
  expect(seen).toEqual([1, 50, 51]);
});

test('closing delivers what was waiting, and sequence numbers have no gaps', () => {
  const bus = createEventBus(() => {});
  const seen: number[] = [];
  bus.onAny((_event, _data, seq) => seen.push(seq));
  bus.emit('store/changed', { generation: 1 });
  bus.emit('store/changed', { generation: 2 });
  bus.close();
  expect(seen).toEqual([1, 2]);
});

test('a listener that throws is reported and does not keep others from hearing', () => {
  const errors: unknown[] = [];
  const bus = createEventBus((error) => errors.push(error));
  const heard: number[] = [];
  bus.on('store/changed', () => {
    throw new Error('broken');
  });
  const stop = bus.on('store/changed', ({ generation }) => heard.push(generation));
  bus.emit('store/changed', { generation: 1 });
  stop();
  vi.advanceTimersByTime(250);
  bus.emit('store/changed', { generation: 2 });
  expect(heard).toEqual([1]);
  expect(errors).toHaveLength(2);
});

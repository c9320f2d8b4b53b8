import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { testFolder } from '../../../test/support/folder.ts';
import { createReserve } from './reserve.ts';

test('space is kept back while there is room, and given up before what can be made again, never what cannot', () => {
  const dir = testFolder();
  mkdirSync(join(dir, 'sample'));
  for (const name of ['store.db', 'store.db.mine', 'store.db.columns', 'store.db.words'])
    writeFileSync(join(dir, 'sample', name), name);
  let room = true;
  const told: string[] = [];
  vi.useFakeTimers();
  const reserve = createReserve(dir, () => room);
  const end = reserve.watch({ full: () => told.push('full'), room: () => told.push('room') });
  vi.advanceTimersByTime(20_000);
  expect(statSync(join(dir, 'reserve')).size).toBe(4 * 2 ** 20);
  room = false;
  vi.advanceTimersByTime(40_000);
  expect(told).toEqual(['full']);
  expect(reserve.release()).toBe(true);
  expect(existsSync(join(dir, 'reserve'))).toBe(false);
  expect(existsSync(join(dir, 'sample', 'store.db.columns'))).toBe(true);
  expect(reserve.release()).toBe(true);
  expect(reserve.release()).toBe(false);
  expect(existsSync(join(dir, 'sample', 'store.db.columns'))).toBe(false);
  for (const name of ['store.db', 'store.db.mine']) expect(existsSync(join(dir, 'sample', name))).toBe(true);
  room = true;
  vi.advanceTimersByTime(20_000);
  expect(told).toEqual(['full', 'room']);
  expect(existsSync(join(dir, 'reserve'))).toBe(true);
  end();
  vi.useRealTimers();
});

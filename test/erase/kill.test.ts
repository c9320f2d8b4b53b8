import { expect, test } from 'vitest';
import { testFolder } from '../support/folder.ts';
import { seed } from '../support/seed.ts';
import { eraseAtRandom } from './kills.ts';

test('an erase that is killed at a random moment leaves no byte of the calls once Earshot was started again', async () => {
  const { wrong, killedIn } = await eraseAtRandom(testFolder(), { seed, calls: 30, erased: 6, kills: 4 });
  expect(wrong).toEqual([]);
  expect(Object.values(killedIn).reduce((a, b) => a + b)).toBeGreaterThan(0);
});

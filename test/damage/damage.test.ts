import { expect, test } from 'vitest';
import { runDamages } from './rounds.ts';

test('twenty random damages of a data folder: calls, what is found and the user’s own are as they were after the next sync', async () => {
  const rounds = await runDamages({ rounds: 20, seed: 19, calls: 12, parallel: 4 });
  expect(rounds).toHaveLength(20);
  expect(rounds.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
});

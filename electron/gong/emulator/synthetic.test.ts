import { expect, it } from 'vitest';
import { parseCallData } from '../schema/call.ts';
import { compareHeads } from './corpus.ts';
import { createSyntheticCorpus } from './synthetic.ts';

it('makes as many calls as asked, the same ones for the same seed', () => {
  const one = createSyntheticCorpus({ calls: 500, seed: 7 });
  const two = createSyntheticCorpus({ calls: 500, seed: 7 });
  const other = createSyntheticCorpus({ calls: 500, seed: 8 });
  const heads = one.heads();
  expect(new Set(heads.map((head) => head.id)).size).toBe(500);
  expect([...heads].sort(compareHeads)).toEqual(heads);
  const id = heads[42]?.id as string;
  expect(one.call(id)).toEqual(two.call(id));
  expect(other.call(id)).toBeNull();
  for (const head of heads) expect(parseCallData(one.call(head.id))).toMatchObject({ ok: true });
  expect(one.transcript(id)?.callId).toBe(id);
});

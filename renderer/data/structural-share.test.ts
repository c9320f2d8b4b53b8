import fc from 'fast-check';
import { expect, test } from 'vitest';
import { structuralShare } from './structural-share.ts';

const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
const json = fc.jsonValue({ maxDepth: 4 }).map(copy);

test('what comes out equals the newer answer, and the older one is left alone', () => {
  fc.assert(
    fc.property(json, json, (before, now) => {
      const asItWas = copy(before);
      const asItIs = copy(now);
      expect(structuralShare(before, now)).toEqual(asItIs);
      expect(before).toEqual(asItWas);
    }),
  );
});

test('an answer that says the same is the same', () => {
  fc.assert(
    fc.property(json, (before) => {
      expect(structuralShare(before, copy(before))).toBe(before);
    }),
  );
});

test('only what changed is new', () => {
  const before = {
    mine: { positionSec: 1 },
    trackers: [{ name: 'a', hits: [1, 2] }, { name: 'b' }],
    tags: [],
  };
  const now = copy(before);
  now.mine.positionSec = 2;
  now.trackers.push({ name: 'c' });
  const shared = structuralShare(before, now);
  expect(shared).not.toBe(before);
  expect(shared.mine).toEqual({ positionSec: 2 });
  expect(shared.trackers[0]).toBe(before.trackers[0]);
  expect(shared.trackers[1]).toBe(before.trackers[1]);
  expect(shared.trackers).toHaveLength(3);
  expect(shared.tags).toBe(before.tags);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KeptTrack } from '../../../db/media/files.ts';
import { batchLifeMs, likelyBytes, planBatch, planEviction } from './plan.ts';

const track: fc.Arbitrary<KeptTrack> = fc.record({
  callId: fc.uuid(),
  kind: fc.constantFrom('audio' as const, 'video' as const),
  title: fc.constant('A call'),
  durationSec: fc.nat(20_000),
  state: fc.constantFrom('queued' as const, 'done' as const, 'failed' as const),
  bytes: fc.nat(200_000_000),
  totalBytes: fc.option(fc.integer({ min: 200_000_000, max: 900_000_000 })),
  file: fc.constant(null),
  contentType: fc.constant(null),
  validator: fc.constant(null),
  error: fc.constant(null),
  addedMs: fc.nat(1_000_000),
  playedMs: fc.option(fc.nat(2_000_000)),
}) as fc.Arbitrary<KeptTrack>;

test('a batch ends well inside the life of its addresses at the measured speed, and always moves on', () => {
  fc.assert(
    fc.property(
      fc.array(track, { minLength: 1, maxLength: 150 }),
      fc.integer({ min: 1000, max: 50_000_000 }),
      (queue, speed) => {
        const batch = planBatch(queue, speed);
        expect(batch.length).toBeGreaterThanOrEqual(1);
        expect(batch.length).toBeLessThanOrEqual(100);
        expect(batch).toEqual(queue.slice(0, batch.length));
        const bytes = batch.reduce((sum, item) => sum + likelyBytes(item) - item.bytes, 0);
        if (batch.length > 1) expect((bytes / speed) * 1000).toBeLessThanOrEqual(batchLifeMs);
        expect(batchLifeMs).toBeLessThan(8 * 3_600_000);
      },
    ),
  );
});

test('eviction makes just enough room, oldest played first, and never takes what was asked for together or later', () => {
  fc.assert(
    fc.property(
      fc.array(track, { maxLength: 40 }),
      fc.nat(500_000_000),
      fc.nat(3_000_000_000),
      fc.nat(1_000_000),
      (tracks, needed, budget, addedMs) => {
        const out = planEviction(tracks, needed, budget, addedMs);
        const used = tracks.reduce((sum, item) => sum + item.bytes, 0);
        if (out === null) {
          const takeable = tracks.filter((item) => item.state === 'done' && item.addedMs < addedMs);
          const freed = takeable.reduce((sum, item) => sum + item.bytes, 0);
          expect(used - freed + needed).toBeGreaterThan(budget);
          return;
        }
        for (const item of out) {
          expect(item.state).toBe('done');
          expect(item.addedMs).toBeLessThan(addedMs);
        }
        const freed = out.reduce((sum, item) => sum + item.bytes, 0);
        expect(used - freed + needed).toBeLessThanOrEqual(budget);
        const last = out.at(-1);
        if (last) expect(used - (freed - last.bytes) + needed).toBeGreaterThan(budget);
        const age = (item: KeptTrack) => item.playedMs ?? item.addedMs;
        const kept = tracks.filter(
          (item) => item.state === 'done' && item.addedMs < addedMs && !out.includes(item),
        );
        for (const stays of kept) for (const goes of out) expect(age(goes)).toBeLessThanOrEqual(age(stays));
      },
    ),
  );
});

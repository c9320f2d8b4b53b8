import fc from 'fast-check';
import { expect, test } from 'vitest';
import { markAt, pixelOf, secondAt, zoomed } from './timeline-draw.ts';

test('pixels and seconds are each other’s inverse', () => {
  const view = { from: 100, to: 400 };
  expect(secondAt(pixelOf(250, 900, view), 900, view)).toBeCloseTo(250);
});

test('zooming never leaves the call and keeps the second under the pointer', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.2, max: 5, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (factor, share) => {
        const total = 14_400;
        const view = { from: 3000, to: 6000 };
        const around = view.from + share * (view.to - view.from);
        const next = zoomed(view, factor, around, total);
        expect(next.from).toBeGreaterThanOrEqual(0);
        expect(next.to).toBeLessThanOrEqual(total + 1e-6);
        if (next.from > 0 && next.to < total)
          expect(pixelOf(around, 1000, next)).toBeCloseTo(pixelOf(around, 1000, view), 3);
      },
    ),
  );
});

test('the nearest mark wins, the shorter one where two overlap', () => {
  const mark = (from: number, to: number) => ({
    from,
    to,
    label: `${from}`,
    side: 'unknown' as const,
    speaker: -1,
  });
  const lane = {
    id: 'outline' as const,
    label: '',
    one: '',
    marks: [mark(0, 50), mark(20, 22), mark(80, 80)],
  };
  const view = { from: 0, to: 100 };
  expect(markAt(lane, 210, 1000, view)?.label).toBe('20');
  expect(markAt(lane, 400, 1000, view)?.label).toBe('0');
  expect(markAt(lane, 803, 1000, view)?.label).toBe('80');
  expect(markAt(lane, 700, 1000, view)).toBeNull();
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RowWindow } from './row-window.ts';

/** A list whose true heights are known to the test and told row by row, as a browser measures what is laid out. */
function list(count: number, heightOf: (index: number) => number = () => 100): RowWindow {
  const rows = new RowWindow(120);
  rows.count = count;
  rows.viewport = 600;
  const measure = () => {
    for (let round = 0; round < 4; round++) {
      for (const { index } of rows.rows()) rows.measured(index, heightOf(index));
      rows.settle();
    }
  };
  measure();
  return Object.assign(rows, { measure });
}
const measure = (rows: RowWindow) => (rows as RowWindow & { measure(): void }).measure();

/** Laid-out rows follow each other without gap, and cover the viewport (or all there is). */
function expectCovered(rows: RowWindow): void {
  const placed = rows.rows();
  placed.slice(1).forEach((row, at) => {
    const before = placed[at] as { index: number; top: number };
    expect(row.index).toBe(before.index + 1);
    expect(row.top).toBeCloseTo(before.top + rows.height(before.index), 3);
  });
  const [first, last] = [placed[0], placed.at(-1)];
  if (!first || !last) throw new Error('no rows');
  expect(first.index === 0 || first.top <= 0).toBe(true);
  expect(last.index === rows.count - 1 || last.top + rows.height(last.index) >= rows.viewport).toBe(true);
  expect(placed.length).toBeLessThan(60);
}

describe('the window of rows', () => {
  it('covers the viewport wherever it is put, in lists of any length and heights', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 3, 40, 1000, 100_000, 1_000_000),
        fc.integer({ min: 1, max: 50 }),
        fc.array(
          fc.oneof(
            fc.record({ by: fc.integer({ min: -1500, max: 1500 }) }),
            fc.record({ jump: fc.double({ min: 0, max: 1, noNaN: true }) }),
            fc.record({ show: fc.double({ min: 0, max: 1, noNaN: true }) }),
          ),
          { maxLength: 20 },
        ),
        (count, seed, steps) => {
          const rows = list(count, (index) => 60 + ((index * 7919 + seed) % 13) * 15);
          for (const step of steps) {
            if ('by' in step) rows.scrollBy(step.by);
            else if ('jump' in step) rows.jump(step.jump * (rows.boxHeight() - rows.viewport));
            else {
              const index = Math.min(count - 1, Math.floor(step.show * count));
              rows.show(index);
              expect(rows.rows().some((row) => row.index === index)).toBe(true);
            }
            measure(rows);
            expectCovered(rows);
            expect(rows.boxHeight()).toBeLessThanOrEqual(8_000_600);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('jumps to both ends and the middle', () => {
    for (const count of [100_000, 1_000_000]) {
      const rows = list(count);
      rows.jump(rows.boxHeight() - rows.viewport);
      measure(rows);
      expect(rows.rows().at(-1)?.index).toBe(count - 1);
      expect(rows.below()).toBeCloseTo(0, 3);
      rows.jump(rows.boxHeight() / 2);
      expect(Math.abs(rows.anchor - count / 2)).toBeLessThan(count / 50);
      rows.jump(0);
      measure(rows);
      expect([rows.anchor, rows.shift]).toEqual([0, 0]);
    }
  });

  it('scrolls pixel by pixel in the middle of a million rows, and the bar agrees with the place', () => {
    const rows = list(1_000_000);
    rows.jump(4_000_000);
    measure(rows);
    const { anchor } = rows;
    for (let step = 0; step < 10; step++) rows.scrollBy(100);
    expect(rows.anchor).toBe(anchor + 10);
    const bar = rows.scrollTop();
    const other = list(1_000_000);
    other.jump(bar);
    expect(Math.abs(other.anchor - rows.anchor)).toBeLessThan(2);
  });

  it('a row above that turns out taller moves nothing the reader sees', () => {
    const rows = list(1000);
    rows.scrollBy(5000);
    measure(rows);
    const seen = rows.rows().find((row) => row.index === rows.anchor)?.top;
    rows.measured(rows.anchor - 1, 400);
    rows.settle();
    expect(rows.rows().find((row) => row.index === rows.anchor)?.top).toBe(seen);
  });

  it('goes to its very end, and stays there while the last rows find their heights', () => {
    const rows = list(1000);
    rows.toEnd();
    expect(rows.below()).toBe(0);
    measure(rows);
    rows.settle();
    expect([rows.below(), rows.rows().at(-1)?.index]).toEqual([0, 999]);
    rows.toTop();
    expect([rows.anchor, rows.shift]).toEqual([0, 0]);
  });

  it('shows a row by moving as little as possible', () => {
    const rows = list(1000);
    rows.show(3);
    expect(rows.anchor).toBe(0);
    rows.show(8);
    expect(rows.rows().find((row) => row.index === 8)?.top).toBe(500);
    rows.show(0);
    expect([rows.anchor, rows.shift]).toEqual([0, 0]);
  });
});

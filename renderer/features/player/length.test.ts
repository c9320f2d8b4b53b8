import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recordingLength } from './length.ts';

test('the recording’s own length comes first, then what the browser found, unless it is longer than the call', () => {
  expect(recordingLength(3600.4, 3600.216, 3600)).toBe(3600.216);
  expect(recordingLength(5852, 3600.1, 3600)).toBe(3600.1);
  expect(recordingLength(3600.4, null, 3600)).toBe(3600.4);
  // An MP3 of variable bit rate without a header, ADTS, the WebM of a recorder, nothing yet.
  expect(recordingLength(5852, null, 3600)).toBe(3600);
  expect(recordingLength(4241, null, 3600)).toBe(3600);
  expect(recordingLength(Number.POSITIVE_INFINITY, null, 3600)).toBe(3600);
  expect(recordingLength(Number.NaN, null, 3600)).toBe(3600);
  // A recording that was cut off, and a call whose length Gong does not tell.
  expect(recordingLength(2000, null, 3600)).toBe(2000);
  expect(recordingLength(2000, null, 0)).toBe(2000);
  expect(recordingLength(Number.NaN, null, 0)).toBe(0);
});

test('whatever browser, index and Gong say, a length is finite and never longer than the call without an index', () => {
  const any = fc.oneof(
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -1),
    fc.double({ min: 0, max: 1e9 }),
  );
  fc.assert(
    fc.property(any, fc.option(any), any, (browser, index, gong) => {
      const length = recordingLength(browser, index, gong);
      expect(Number.isFinite(length)).toBe(true);
      expect(length).toBeGreaterThanOrEqual(0);
      const told = index !== null && Number.isFinite(index) && index > 0;
      if (!told && Number.isFinite(gong) && gong > 0) expect(length).toBeLessThanOrEqual(gong * 1.02 + 2);
    }),
  );
});

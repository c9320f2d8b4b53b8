import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pitchOf, toneRate, toneTrack } from './tone.ts';

const slots = [
  { startMs: 1000, endMs: 2500, speaker: 0, text: 'a' },
  { startMs: 4000, endMs: 5000, speaker: 1, text: 'b' },
];

describe('tone recordings', () => {
  const track = toneTrack(() => slots, 10);
  const whole = track.read(0, track.size - 1);

  test('any byte range equals the same bytes of the whole', () => {
    fc.assert(
      fc.property(fc.nat(track.size - 1), fc.nat(5000), (start, length) => {
        const end = Math.min(track.size - 1, start + length);
        expect(Buffer.compare(track.read(start, end), whole.subarray(start, end + 1))).toBe(0);
      }),
    );
  });

  test('is silent between the turns and sounds within them, at the second of the transcript', () => {
    const loud = (second: number) => {
      const from = 44 + second * toneRate;
      return whole.subarray(from, from + 800).some((byte) => Math.abs(byte - 128) > 20);
    };
    expect([0.5, 1.2, 2.3, 3, 4.5, 6].map(loud)).toEqual([false, true, true, false, true, false]);
  });

  test('each speaker has its own pitch', () => {
    const crossings = (second: number) => {
      let count = 0;
      const from = 44 + second * toneRate;
      for (let at = from + 1; at < from + toneRate / 2; at++)
        if ((whole[at - 1] as number) < 128 && (whole[at] as number) >= 128) count++;
      return count * 2;
    };
    expect(Math.abs(crossings(1.5) - pitchOf(0))).toBeLessThan(4);
    expect(Math.abs(crossings(4.2) - pitchOf(1))).toBeLessThan(4);
  });

  test('the header states the length of the data', () => {
    const view = new DataView(whole.buffer, whole.byteOffset, 44);
    expect(view.getUint32(40, true)).toBe(whole.length - 44);
    expect(view.getUint32(24, true)).toBe(8000);
  });
});

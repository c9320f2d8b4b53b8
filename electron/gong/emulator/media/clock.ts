/** Pictures of the sample video: a big clock, a progress bar and the frame number in binary. 8-bit grey. */

export const clockWidth = 320;
export const clockHeight = 180;
/** The bottom row holds the frame number, most significant bit first, in squares of this size. */
const bitSize = 20;
const bitCount = 16;

/** 3 × 5 dots of the digits and the colon, a row each. */
const glyphs: Readonly<Record<string, readonly number[]>> = {
  '0': [7, 5, 5, 5, 7],
  '1': [2, 6, 2, 2, 7],
  '2': [7, 1, 7, 4, 7],
  '3': [7, 1, 7, 1, 7],
  '4': [5, 5, 7, 1, 1],
  '5': [7, 4, 7, 1, 7],
  '6': [7, 4, 7, 5, 7],
  '7': [7, 1, 1, 1, 1],
  '8': [7, 5, 7, 5, 7],
  '9': [7, 5, 7, 1, 7],
  ':': [0, 2, 0, 2, 0],
  '.': [0, 0, 0, 0, 2],
};

function fill(frame: Uint8Array, x: number, y: number, w: number, h: number, grey: number): void {
  for (let row = y; row < y + h; row++) frame.fill(grey, row * clockWidth + x, row * clockWidth + x + w);
}

/** Frame number `at` of a video with so many frames a second. */
export function clockFrame(at: number, framesPerSecond: number): Buffer {
  const frame = Buffer.alloc(clockWidth * clockHeight, 28);
  const tenths = Math.floor((at * 10) / framesPerSecond);
  const seconds = Math.floor(tenths / 10);
  const two = (value: number) => String(value).padStart(2, '0');
  const text = `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}.${tenths % 10}`;
  const dot = 9;
  const left = Math.floor((clockWidth - text.length * 4 * dot + dot) / 2);
  [...text].forEach((char, index) => {
    glyphs[char]?.forEach((bits, row) => {
      for (let column = 0; column < 3; column++)
        if (bits & (4 >> column))
          fill(frame, left + (index * 4 + column) * dot, 50 + row * dot, dot - 1, dot - 1, 235);
    });
  });
  fill(frame, 10, 120, Math.round((300 * (seconds % 60)) / 60), 6, 150);
  for (let bit = 0; bit < bitCount; bit++) {
    const on = (at >> (bitCount - 1 - bit)) & 1;
    fill(frame, bit * bitSize, clockHeight - bitSize, bitSize, bitSize, on ? 235 : 16);
  }
  return frame;
}

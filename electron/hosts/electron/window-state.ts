import { readFileSync, writeFileSync } from 'node:fs';
import * as v from 'valibot';

const bounds = v.object({
  x: v.optional(v.pipe(v.number(), v.integer())),
  y: v.optional(v.pipe(v.number(), v.integer())),
  width: v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(20_000)),
  height: v.pipe(v.number(), v.integer(), v.minValue(300), v.maxValue(20_000)),
  maximized: v.fallback(v.boolean(), false),
});
/** Where the window was, in screen pixels. */
type WindowState = v.InferOutput<typeof bounds>;

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const usual: WindowState = { width: 1360, height: 880, maximized: false };

/** The window's state of last time, moved back if the screen it was on is gone. */
export function readWindowState(file: string, screens: readonly Area[]): WindowState {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return usual;
  }
  const parsed = v.safeParse(bounds, value);
  if (!parsed.success) return usual;
  const { x, y, ...size } = parsed.output;
  if (x === undefined || y === undefined) return size;
  const reachable = screens.some(
    (screen) =>
      x + size.width > screen.x + 100 &&
      x < screen.x + screen.width - 100 &&
      y >= screen.y - 10 &&
      y < screen.y + screen.height - 50,
  );
  return reachable ? parsed.output : size;
}

/** Remembers the window's state; a folder that cannot be written loses it, nothing else. */
export function writeWindowState(file: string, state: WindowState): void {
  try {
    writeFileSync(file, JSON.stringify(state));
  } catch {
    // The next start uses the usual size.
  }
}

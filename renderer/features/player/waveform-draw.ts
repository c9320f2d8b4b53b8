import { peakOf, peaksPerSecond, type Waveform } from '../../../electron/contract/levels.ts';
import { quantileOf } from './waveform-levels.ts';

/** What is drawn: above the middle and below it. */
interface Halves {
  readonly above: Uint8Array;
  readonly below: Uint8Array;
}

/** Levels of a channel, and the highest of sixteen each: an hour on a thousand pixels looks at 4,500, not 72,000. */
const coarseness = 16;
const coarse = new WeakMap<Uint8Array, Uint8Array>();
function coarseOf(levels: Uint8Array): Uint8Array {
  let known = coarse.get(levels);
  if (!known) {
    known = new Uint8Array(Math.ceil(levels.length / coarseness));
    for (let at = 0; at < levels.length; at++) {
      const to = Math.floor(at / coarseness);
      known[to] = Math.max(known[to] as number, levels[at] as number);
    }
    coarse.set(levels, known);
  }
  return known;
}

const loudest = new WeakMap<Waveform, number>();
/** Peak that is drawn in full height: a call that was recorded softly is seen as well. */
function topOf(waveform: Waveform): number {
  let top = loudest.get(waveform);
  if (top === undefined) {
    const levels = waveform.channels.map((channel) => quantileOf(channel, 0.995));
    top = Math.max(0.001, peakOf(Math.max(...levels)));
    loudest.set(waveform, top);
  }
  return top;
}

const merged = new WeakMap<Waveform, Uint8Array>();
/** The company above and the customer below where each has a channel; else the louder channel on both sides. */
export function halvesOf(
  waveform: Waveform,
  sides: { readonly company: number; readonly customer: number } | null,
): Halves {
  const channel = (index: number) => waveform.channels[index] ?? new Uint8Array();
  if (sides) return { above: channel(sides.company), below: channel(sides.customer) };
  let both = merged.get(waveform);
  if (!both) {
    both =
      waveform.channels.length === 1
        ? channel(0)
        : channel(0).map((level, at) => Math.max(level, channel(1)[at] as number));
    merged.set(waveform, both);
  }
  return { above: both, below: both };
}

/** The highest level under each pixel of a stretch in seconds. */
export function columnsOf(levels: Uint8Array, view: { from: number; to: number }, width: number): Uint8Array {
  const perPixel = ((view.to - view.from) * peaksPerSecond) / width;
  const rough = perPixel > 2 * coarseness;
  const of = rough ? coarseOf(levels) : levels;
  const scale = peaksPerSecond / (rough ? coarseness : 1);
  const columns = new Uint8Array(width);
  for (let x = 0; x < width; x++) {
    const first = Math.floor((view.from + (x / width) * (view.to - view.from)) * scale);
    const last = Math.max(
      first + 1,
      Math.floor((view.from + ((x + 1) / width) * (view.to - view.from)) * scale),
    );
    let most = 0;
    for (let at = Math.max(0, first); at < last && at < of.length; at++)
      if ((of[at] as number) > most) most = of[at] as number;
    columns[x] = most;
  }
  return columns;
}

/** Draws a waveform into a box of whole pixels, the colours above and below its middle given. */
export function drawWaveform(
  context: CanvasRenderingContext2D,
  box: { readonly top: number; readonly width: number; readonly height: number },
  waveform: Waveform,
  halves: Halves,
  view: { readonly from: number; readonly to: number },
  colours: { readonly above: string; readonly below: string },
): void {
  const width = Math.max(1, Math.floor(box.width));
  const tall = box.height / 2;
  const middle = box.top + tall;
  const top = topOf(waveform);
  // Softened, as the ear does: what is half as loud is not half as small.
  const heights = Float32Array.from({ length: 256 }, (_, level) =>
    level === 0 ? 0 : Math.min(1, (peakOf(level) / top) ** 0.7) * (tall - 1),
  );
  const half = (levels: Uint8Array, colour: string, direction: 1 | -1) => {
    const columns = columnsOf(levels, view, width);
    context.fillStyle = colour;
    context.beginPath();
    context.moveTo(0, middle);
    for (let x = 0; x < width; x++) {
      const y = middle + direction * Math.max(0.5, heights[columns[x] as number] as number);
      context.lineTo(x, y);
      context.lineTo(x + 1, y);
    }
    context.lineTo(width, middle);
    context.fill();
  };
  half(halves.above, colours.above, -1);
  half(halves.below, colours.below, 1);
}

import type { Waveform } from '../../../electron/contract/levels.ts';
import type { Lane, Mark } from '../player/moments.ts';
import { drawWaveform, type halvesOf } from '../player/waveform-draw.ts';

const laneHeight = 18;
export const axisHeight = 16;
const waveHeight = 34;

/** The waveform of the call, drawn below the lane of the speakers. */
export interface Wave {
  readonly waveform: Waveform;
  readonly halves: ReturnType<typeof halvesOf>;
  /** Whether each side has a half of its own. */
  readonly apart: boolean;
}

/**
 * Where a lane begins, in pixels from the top; that of the first after the last is the height of all. With `band` there is room for a
 * waveform, whether or not it has come.
 */
export const laneTop = (row: number, band: boolean): number =>
  axisHeight + row * laneHeight + (band && row > 0 ? waveHeight : 0);

/** The lane at a pixel; -1 above the first, and within the waveform that of the speakers. */
export function laneAt(y: number, band: boolean): number {
  const row = Math.floor((y - axisHeight) / laneHeight);
  if (!band || row < 1) return row;
  return Math.max(0, Math.floor((y - axisHeight - waveHeight) / laneHeight));
}

/** Part of the call that is shown, in seconds. */
export interface View {
  readonly from: number;
  readonly to: number;
}

/** Colours of the theme, read once per theme. */
export interface Palette {
  readonly speakers: readonly string[];
  readonly sides: Readonly<Record<'company' | 'customer' | 'unknown', string>>;
  readonly lanes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly line: string;
  readonly focus: string;
}

/** Reads the palette from the element's custom properties; canvas knows no `light-dark()`, so colours are resolved. */
export function readPalette(element: HTMLElement): Palette {
  const probe = document.createElement('span');
  element.append(probe);
  const resolve = (name: string) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const palette = {
    speakers: Array.from({ length: 8 }, (_, at) => resolve(`--spk-${at}`)),
    sides: {
      company: resolve('--company'),
      customer: resolve('--customer'),
      unknown: resolve('--unknown'),
    },
    lanes: {
      outline: resolve('--text-3'),
      highlights: resolve('--ok'),
      comments: resolve('--accent'),
      notes: resolve('--warn'),
      hits: resolve('--danger'),
    },
    text: resolve('--text-3'),
    line: resolve('--line'),
    focus: resolve('--accent'),
  };
  probe.remove();
  return palette;
}

/** Second under a pixel. */
export const secondAt = (x: number, width: number, view: View): number =>
  view.from + (x / width) * (view.to - view.from);
export const pixelOf = (sec: number, width: number, view: View): number =>
  ((sec - view.from) / (view.to - view.from)) * width;

/** Zooms by a factor around a second, inside the call. */
export function zoomed(view: View, factor: number, around: number, total: number): View {
  const span = Math.min(total, Math.max(10, (view.to - view.from) * factor));
  const share = (around - view.from) / (view.to - view.from);
  const from = Math.max(0, Math.min(total - span, around - share * span));
  return { from, to: from + span };
}

/** The mark of a lane that is drawn nearest to a pixel, at most `reach` pixels away. */
export function markAt(lane: Lane, x: number, width: number, view: View, reach = 6): Mark | null {
  let best: Mark | null = null;
  let distance = reach;
  for (const mark of lane.marks) {
    const left = pixelOf(mark.from, width, view);
    const right = Math.max(left + 2, pixelOf(mark.to, width, view));
    if (left > x + reach) break;
    const away = x < left ? left - x : x > right ? x - right : 0;
    if (away < distance || (away === 0 && best && mark.to - mark.from < best.to - best.from)) {
      best = mark;
      distance = away;
    }
  }
  return best;
}

const steps = [5, 10, 30, 60, 120, 300, 600, 900, 1800, 3600];

/** Draws all lanes. Marks that fall on the same pixel are drawn once, so that 5,000 cost what the width costs. */
export function draw(
  context: CanvasRenderingContext2D,
  size: { width: number; height: number },
  lanes: readonly Lane[],
  view: View,
  palette: Palette,
  label: (sec: number) => string,
  chosen: { lane: number; mark: Mark } | null,
  band: boolean,
  wave: Wave | null,
): void {
  const { width, height } = size;
  context.clearRect(0, 0, width, height);
  const step = steps.find((sec) => (sec / (view.to - view.from)) * width > 64) ?? 3600;
  context.font = '11px ui-monospace, Menlo, Consolas, monospace';
  context.textBaseline = 'middle';
  for (let sec = Math.ceil(view.from / step) * step; sec <= view.to; sec += step) {
    const x = Math.round(pixelOf(sec, width, view));
    context.fillStyle = palette.line;
    context.fillRect(x, axisHeight, 1, height - axisHeight);
    context.fillStyle = palette.text;
    if (x + 34 < width) context.fillText(label(sec), x + 3, axisHeight / 2);
  }
  if (wave) {
    const { company, customer, unknown } = palette.sides;
    const colours = wave.apart ? { above: company, below: customer } : { above: unknown, below: unknown };
    const top = axisHeight + laneHeight;
    drawWaveform(context, { top, width, height: waveHeight }, wave.waveform, wave.halves, view, colours);
  }
  lanes.forEach((lane, row) => {
    const top = laneTop(row, band) + 3;
    const tall = laneHeight - 6;
    let lastPixel = -1;
    const crowded = lane.marks.length > 12 && inView(lane, view) * 9 > width;
    lane.marks.forEach((mark, index) => {
      if (mark.to < view.from || mark.from > view.to) return;
      const left = Math.max(0, pixelOf(mark.from, width, view));
      const right = Math.min(width, pixelOf(mark.to, width, view));
      const wide = right - left >= 2;
      const pixel = Math.floor(left);
      if (!wide && pixel === lastPixel) return;
      lastPixel = pixel;
      context.fillStyle = colourOf(lane, mark, palette);
      if (lane.id === 'outline') {
        context.globalAlpha = index % 2 ? 0.35 : 0.6;
        context.fillRect(left, top, Math.max(2, right - left - 1), tall);
        context.globalAlpha = 1;
      } else if (wide) context.fillRect(left, top, right - left, tall);
      else if (lane.id === 'turns') context.fillRect(left, top, 1, tall);
      // Where points would run into each other they become strokes.
      else if (crowded) context.fillRect(pixel, top, 1.5, tall);
      else {
        // A point: round for the company, square for the customer, so that sides do not hang on colour alone.
        context.beginPath();
        if (mark.side === 'customer') context.rect(left - 3, top + tall / 2 - 3, 6, 6);
        else context.arc(left, top + tall / 2, 3.2, 0, 2 * Math.PI);
        context.fill();
      }
    });
  });
  if (chosen) {
    const left = pixelOf(chosen.mark.from, width, view);
    const right = Math.max(left + 2, pixelOf(chosen.mark.to, width, view));
    context.strokeStyle = palette.focus;
    context.lineWidth = 2;
    context.strokeRect(left - 4, laneTop(chosen.lane, band) + 1, right - left + 8, laneHeight - 2);
  }
}

/** How many marks of a lane are in view. */
function inView(lane: Lane, view: View): number {
  let count = 0;
  for (const mark of lane.marks) if (mark.to >= view.from && mark.from <= view.to) count++;
  return count;
}

function colourOf(lane: Lane, mark: Mark, palette: Palette): string {
  if (lane.id === 'turns')
    return mark.speaker < 0 ? palette.sides.unknown : (palette.speakers[mark.speaker % 8] as string);
  if (lane.id === 'trackers' || lane.id === 'mine' || lane.id === 'questions')
    return palette.sides[mark.side];
  return palette.lanes[lane.id] ?? palette.sides.unknown;
}

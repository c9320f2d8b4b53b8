import type { Bar, ChartColumn, ChartLine, Drawing } from '../../db/reports/parts/part.ts';
import { type AnnotationMark, annotationDays } from '../contract/annotations.ts';
import { bandPath, linePath, runs, stacked } from '../contract/chart.ts';
import { isolate, isolateWithin } from '../contract/direction.ts';
import { shortened } from '../contract/lines.ts';
import { esc } from './html.ts';

const size = { width: 720, height: 220, left: 46, right: 12, top: 14, bottom: 26 };

/** Round steps of an axis up to `top`. */
export function ticks(top: number, count = 4): number[] {
  if (!(top > 0)) return [0, 1];
  const raw = top / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 2.5, 5, 10].find((times) => times * power >= raw) ?? 10) * power;
  const list: number[] = [];
  for (let value = 0; value < top + step * 0.999; value += step) list.push(Number(value.toPrecision(12)));
  return list;
}

const fixed = (value: number) => Number(value.toFixed(1));

const inner = { width: size.width - size.left - size.right, height: size.height - size.top - size.bottom };

/** The axis of values up to `most`: its grid with labels, and where a value lies. */
function valueAxis(most: number, format: (value: number) => string) {
  const steps = ticks(most);
  const top = steps.at(-1) as number;
  const y = (value: number) => fixed(size.top + inner.height * (1 - value / top));
  const grid = steps.map(
    (value) =>
      `<line class="grid" x1="${size.left}" x2="${size.width - size.right}" y1="${y(value)}" y2="${y(value)}"/><text x="${size.left - 6}" y="${y(value) + 4}" text-anchor="end">${esc(format(value))}</text>`,
  );
  return { y, grid: grid.join('') };
}

const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), 0);

const svg = (title: string, height: number, content: string) =>
  `<svg viewBox="0 0 ${size.width} ${height}" role="img" aria-label="${esc(title)}">${content}</svg>`;

/**
 * Annotations as upright lines with their numbers above, those that last as bands; `x` of a bucket's middle, `half`: from there to the
 * edge of a band.
 */
function noteMarks(notes: readonly AnnotationMark[], x: (at: number) => number, half: number): string {
  const height = size.height - size.bottom - size.top - 4;
  return notes
    .map(({ at, label, items, ends }) => {
      const words = items.map((item) => `${annotationDays(item)} ${isolate(item.text)}`).join('; ');
      const bands = items.map((item, nth) =>
        item.endDay === null
          ? ''
          : `<rect x="${fixed(x(at) - half)}" width="${fixed(x(ends[nth] as number) - x(at) + 2 * half)}" y="${size.top + 4}" height="${height}"/>`,
      );
      return `<g class="note"><title>${esc(words)}</title>${bands.join('')}<line x1="${x(at)}" x2="${x(at)}" y1="${size.top + 4}" y2="${size.height - size.bottom}"/><text x="${x(at)}" y="${size.top}" text-anchor="middle">${esc(label)}</text></g>`;
    })
    .join('');
}

function lineChart(
  title: string,
  labels: readonly string[],
  lines: readonly ChartLine[],
  format: (value: number) => string,
  notes: readonly AnnotationMark[],
): string {
  const { y, grid } = valueAxis(
    most(
      lines.flatMap((line) => [
        ...line.values.flatMap((value) => value ?? []),
        ...(line.band ?? []).flatMap((band) => band?.[1] ?? []),
      ]),
    ),
    format,
  );
  const longest = most([labels.length, ...lines.map((line) => line.values.length)]);
  const x = (at: number) =>
    fixed(size.left + (longest < 2 ? inner.width / 2 : (at / (longest - 1)) * inner.width));
  const every = Math.max(1, Math.ceil(labels.length / 6));
  const below = labels
    .map((label, at) =>
      at % every === 0
        ? `<text x="${x(at)}" y="${size.height - 8}" text-anchor="${at === 0 ? 'start' : 'middle'}">${esc(label)}</text>`
        : '',
    )
    .join('');
  const drawn = lines
    .map((line, index) => {
      const tone = `s${index % 5}${line.ghost ? ' ghost' : ''}`;
      const band = bandPath(line.band ?? [], x, y);
      const course = linePath(line.values, x, y);
      // A line through one point is none.
      const dots = runs(line.values.length, (at) => line.values[at] !== null)
        .filter(([first, last]) => first === last)
        .map(([at]) => `<circle class="dot ${tone}" cx="${x(at)}" cy="${y(line.values[at] ?? 0)}" r="3"/>`);
      return [
        band && `<path class="band ${tone}" d="${band}"/>`,
        course && `<path class="line ${tone}" d="${course}"/>`,
        ...dots,
      ].join('');
    })
    .join('');
  return svg(title, size.height, grid + below + noteMarks(notes, x, 3) + drawn);
}

/** A label; the names in one of ours run their own way. */
const labelSvg = (label: string) =>
  label.includes('\u2068') ? isolateWithin(label, (name) => `<tspan>${esc(name)}</tspan>`, esc) : esc(label);

/** Horizontal bars as SVG, with their figures in words. */
function barChart(title: string, bars: readonly Bar[]): string {
  const row = 24;
  const height = bars.length * row + 8;
  const left = 200;
  const right = 130;
  const top = most(bars.map((bar) => bar.value)) || 1;
  const drawn = bars
    .map((bar, at) => {
      const y = 4 + at * row;
      const width = fixed((bar.value / top) * (size.width - left - right));
      return `<text x="${left - 8}" y="${y + 15}" text-anchor="end">${labelSvg(shortened(bar.label, 30))}</text><rect class="bar${bar.faint ? ' faint' : ''}" x="${left}" y="${y + 3}" width="${width}" height="${row - 8}" rx="2"/><text x="${left + width + 6}" y="${y + 15}">${esc(bar.text)}</text>`;
    })
    .join('');
  return svg(title, height, drawn);
}

/** Upright stacked bars as SVG. */
function columnChart(
  title: string,
  columns: readonly ChartColumn[],
  notes: readonly AnnotationMark[],
): string {
  const stacks = columns.map(({ parts }) => stacked(parts));
  const { y, grid } = valueAxis(most(stacks.map((parts) => parts.at(-1)?.[1] ?? 0)), (value) =>
    value.toLocaleString('en'),
  );
  const width = inner.width / Math.max(1, columns.length);
  const every = Math.max(1, Math.ceil(columns.length / 10));
  const drawn = columns
    .map((column, at) => {
      const x = fixed(size.left + at * width);
      const parts = (stacks[at] ?? [])
        .map(([from, to], index) =>
          to > from
            ? `<rect class="bar s${index % 5}" x="${x + 1}" y="${y(to)}" width="${fixed(Math.max(1, width - 2))}" height="${fixed(y(from) - y(to))}"/>`
            : '',
        )
        .join('');
      const label =
        at % every === 0 ? `<text x="${x}" y="${size.height - 8}">${esc(column.label)}</text>` : '';
      return parts + label;
    })
    .join('');
  const middle = (at: number) => fixed(size.left + (at + 0.5) * width);
  return svg(title, size.height, grid + drawn + noteMarks(notes, middle, width / 2));
}

/** A chart as SVG without scripts; colours come from the page's style. */
export function drawn(title: string, drawing: Drawing, notes: readonly AnnotationMark[] = []): string {
  if (drawing.kind === 'bars') return barChart(title, drawing.bars);
  if (drawing.kind === 'columns') return columnChart(title, drawing.columns, notes);
  return lineChart(title, drawing.labels, drawing.lines, drawing.format, notes);
}

import type { Bar, ChartColumn, ChartLine, Drawing } from '../../db/reports/parts/part.ts';
import { type AnnotationMark, annotationDays } from '../contract/annotations.ts';
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

/** Stretches of neighbouring values, so that a gap stays a gap. */
function stretches<T>(values: readonly (T | null)[]): (readonly [number, T])[][] {
  const out: (readonly [number, T])[][] = [];
  let open: (readonly [number, T])[] | null = null;
  values.forEach((value, at) => {
    if (value === null) {
      open = null;
      return;
    }
    if (!open) {
      open = [];
      out.push(open);
    }
    open.push([at, value]);
  });
  return out;
}

/**
 * Annotations as upright lines with their numbers above, those that last as bands; `x` of a bucket's middle, `half`: from there to the
 * edge of a band.
 */
function noteMarks(notes: readonly AnnotationMark[], x: (at: number) => number, half: number): string {
  const height = size.height - size.bottom - size.top - 4;
  return notes
    .map(({ at, label, items, ends }) => {
      const words = items.map((item) => `${annotationDays(item)} ${item.text}`).join('; ');
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
  const all = lines.flatMap((line) => [
    ...line.values.flatMap((value) => value ?? []),
    ...(line.band ?? []).flatMap((band) => band?.[1] ?? []),
  ]);
  const steps = ticks(all.reduce((most, value) => Math.max(most, value), 0));
  const top = steps.at(-1) as number;
  const longest = lines.reduce((most, line) => Math.max(most, line.values.length), labels.length);
  const inner = { width: size.width - size.left - size.right, height: size.height - size.top - size.bottom };
  const x = (at: number) =>
    fixed(size.left + (longest < 2 ? inner.width / 2 : (at / (longest - 1)) * inner.width));
  const y = (value: number) => fixed(size.top + inner.height * (1 - value / top));
  const grid = steps
    .map(
      (value) =>
        `<line class="grid" x1="${size.left}" x2="${size.width - size.right}" y1="${y(value)}" y2="${y(value)}"/><text x="${size.left - 6}" y="${y(value) + 4}" text-anchor="end">${esc(format(value))}</text>`,
    )
    .join('');
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
      const bands = stretches(line.band ?? [])
        .map((stretch) => {
          const upper = stretch.map(([at, [, high]]) => `${x(at)},${y(high)}`);
          const lower = stretch.toReversed().map(([at, [low]]) => `${x(at)},${y(low)}`);
          return `<polygon class="band ${tone}" points="${[...upper, ...lower].join(' ')}"/>`;
        })
        .join('');
      const paths = stretches(line.values)
        .map((stretch) =>
          stretch.length === 1
            ? `<circle class="dot ${tone}" cx="${x(stretch[0]?.[0] ?? 0)}" cy="${y(stretch[0]?.[1] ?? 0)}" r="3"/>`
            : `<polyline class="line ${tone}" points="${stretch.map(([at, value]) => `${x(at)},${y(value)}`).join(' ')}"/>`,
        )
        .join('');
      return bands + paths;
    })
    .join('');
  return `<svg viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${esc(title)}">${grid}${below}${noteMarks(notes, x, 3)}${drawn}</svg>`;
}

/** Horizontal bars as SVG, with their figures in words. */
function barChart(title: string, bars: readonly Bar[]): string {
  const row = 24;
  const height = bars.length * row + 8;
  const left = 200;
  const right = 130;
  const top = bars.reduce((most, bar) => Math.max(most, bar.value), 0) || 1;
  const drawn = bars
    .map((bar, at) => {
      const y = 4 + at * row;
      const width = fixed((bar.value / top) * (size.width - left - right));
      const label = bar.label.length > 30 ? `${bar.label.slice(0, 29)}…` : bar.label;
      return `<text x="${left - 8}" y="${y + 15}" text-anchor="end">${esc(label)}</text><rect class="bar${bar.faint ? ' faint' : ''}" x="${left}" y="${y + 3}" width="${width}" height="${row - 8}" rx="2"/><text x="${left + width + 6}" y="${y + 15}">${esc(bar.text)}</text>`;
    })
    .join('');
  return `<svg viewBox="0 0 ${size.width} ${height}" role="img" aria-label="${esc(title)}">${drawn}</svg>`;
}

/** Upright stacked bars as SVG. */
function columnChart(
  title: string,
  columns: readonly ChartColumn[],
  notes: readonly AnnotationMark[],
): string {
  const steps = ticks(
    columns.reduce(
      (most, column) =>
        Math.max(
          most,
          column.parts.reduce((a, b) => a + b, 0),
        ),
      0,
    ),
  );
  const top = steps.at(-1) as number;
  const inner = { width: size.width - size.left - size.right, height: size.height - size.top - size.bottom };
  const y = (value: number) => fixed(size.top + inner.height * (1 - value / top));
  const width = inner.width / Math.max(1, columns.length);
  const grid = steps
    .map(
      (value) =>
        `<line class="grid" x1="${size.left}" x2="${size.width - size.right}" y1="${y(value)}" y2="${y(value)}"/><text x="${size.left - 6}" y="${y(value) + 4}" text-anchor="end">${value.toLocaleString('en')}</text>`,
    )
    .join('');
  const every = Math.max(1, Math.ceil(columns.length / 10));
  const drawn = columns
    .map((column, at) => {
      const x = fixed(size.left + at * width);
      let from = 0;
      const parts = column.parts
        .map((part, index) => {
          const rect = `<rect class="bar s${index % 5}" x="${x + 1}" y="${y(from + part)}" width="${fixed(Math.max(1, width - 2))}" height="${fixed(y(from) - y(from + part))}"/>`;
          from += part;
          return part > 0 ? rect : '';
        })
        .join('');
      const label =
        at % every === 0 ? `<text x="${x}" y="${size.height - 8}">${esc(column.label)}</text>` : '';
      return parts + label;
    })
    .join('');
  return `<svg viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${esc(title)}">${grid}${drawn}${noteMarks(notes, (at) => fixed(size.left + (at + 0.5) * width), width / 2)}</svg>`;
}

/** A chart as SVG without scripts; colours come from the page's style. */
export function drawn(title: string, drawing: Drawing, notes: readonly AnnotationMark[] = []): string {
  if (drawing.kind === 'bars') return barChart(title, drawing.bars);
  if (drawing.kind === 'columns') return columnChart(title, drawing.columns, notes);
  return lineChart(title, drawing.labels, drawing.lines, drawing.format, notes);
}

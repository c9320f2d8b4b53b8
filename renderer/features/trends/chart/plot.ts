import { scaleLinear, scalePoint } from 'd3-scale';
import { type Accessor, createMemo } from 'solid-js';
import type { AnnotationMark } from '../../../../electron/contract/annotations.ts';
import { shortened } from '../../../../electron/contract/lines.ts';
import type { Bucket } from '../../../../electron/contract/trends.ts';
import { flagRoom } from './flags.tsx';
import { toneStyle } from './marks.tsx';
import { spread } from './ticks.ts';

/** A figure of one series in one bucket. */
export interface LinePoint {
  /** Null where there is nothing to say; never drawn as zero. */
  readonly value: number | null;
  /** Band of uncertainty, where the figure has one. */
  readonly low?: number;
  readonly high?: number;
  /** Too few calls to mean much, or a stretch of time that is not over: drawn hollow, its lines grey. */
  readonly few: boolean;
  /** Everything the point says, for the readout and for screen readers. */
  readonly words: string;
}

export interface Line {
  readonly name: string;
  /** 0..4: colour, form of the points and dashes. */
  readonly tone: number;
  readonly points: readonly LinePoint[];
  /** Rolling mean, drawn over the points. */
  readonly mean: readonly (number | null)[] | null;
  /** The compared period on the same axis: thin and grey, not a mark of its own. */
  readonly ghost: { readonly name: string; readonly values: readonly (number | null)[] } | null;
}

/** What a chart of lines shows. */
export interface LineData {
  froms: readonly string[];
  unit: Bucket;
  lines: readonly Line[];
  format: (value: number) => string;
  /** Highest value the figure can have: 1 for shares. */
  ceiling?: number;
  height?: number;
  /** Stretches of buckets, first and last, that have no such figures, and why: the axis visibly breaks there. */
  missing?: readonly { readonly from: number; readonly to: number; readonly why: string }[];
  /** The user's annotations. */
  notes: readonly AnnotationMark[];
}

const left = 46;

/** What stands at the right end of a line. */
const labelText = (name: string) => shortened(name, 22);

/** Index of the last figure there is. */
const lastAt = (values: readonly (number | null)[]) => values.findLastIndex((value) => value !== null);

/** The last figure of a line, as it is written. */
function lastWords(one: Line, format: LineData['format']): string {
  const last = one.points[lastAt(one.points.map((point) => point.value))]?.value;
  return last === null || last === undefined ? '' : format(last);
}

/** The edges of the plot in a drawing of `width` pixels, and where buckets and figures stand in it. */
export function createPlot(chart: LineData, width: Accessor<number>) {
  const height = () => chart.height ?? 300;
  const count = () => chart.froms.length;
  const top = () => 14 + (chart.notes.length > 0 ? flagRoom : 0);
  const bottom = () => height() - 38;
  const right = () => {
    const names = chart.lines.flatMap((one) => [
      ...(chart.lines.length > 1 ? [labelText(one.name)] : [lastWords(one, chart.format)]),
      ...(one.ghost && chart.lines.length === 1 ? [one.ghost.name] : []),
    ]);
    const widest = Math.max(0, ...names.map((name) => name.length * 7.4 + 20));
    return width() - Math.min(width() * 0.3, Math.max(24, widest));
  };
  const x = createMemo(() =>
    scalePoint<number>()
      .domain(Array.from({ length: count() }, (_, at) => at))
      .range([left + 6, right()])
      .padding(count() === 1 ? 0.5 : 0),
  );
  const at = (index: number) => x()(index) ?? left;
  const step = () => (count() > 1 ? x().step() : width());
  const y = createMemo(() => {
    const values = chart.lines.flatMap((one) => [
      ...one.points.flatMap((point) => (point.value === null ? [] : [point.value])),
      ...(one.ghost?.values.filter((value): value is number => value !== null) ?? []),
    ]);
    // A band may be far wider than what it belongs to: the axis follows the figures and a part of the band.
    const bands = chart.lines.length === 1 ? (chart.lines[0]?.points ?? []) : [];
    const highest = Math.max(0, ...values);
    const withBand = Math.min(
      Math.max(0, ...bands.filter((point) => !point.few).map((point) => point.high ?? 0)),
      highest * 1.5,
    );
    const upper = Math.max(highest, withBand) || chart.ceiling || 1;
    const scale = scaleLinear().domain([0, upper]).nice(4).range([bottom(), top()]);
    const [, nice] = scale.domain();
    return chart.ceiling && (nice ?? 0) > chart.ceiling ? scale.domain([0, chart.ceiling]) : scale;
  });
  return { height, left, right, top, bottom, at, step, y };
}

export type Plot = ReturnType<typeof createPlot>;

/** What stands at the right ends of the lines: names, or of one line its last figure; moved apart where they would meet. */
export function endLabels(chart: LineData, plot: Plot) {
  const wanted = chart.lines.flatMap((one) => {
    const last = lastAt(one.points.map((point) => point.value));
    const value = one.points[last]?.value;
    const ghostLast = one.ghost ? lastAt(one.ghost.values) : -1;
    const ghost = one.ghost?.values[ghostLast];
    return [
      ...(value === null || value === undefined
        ? []
        : [
            {
              text: chart.lines.length > 1 ? labelText(one.name) : lastWords(one, chart.format),
              class: 'endlabel',
              style: toneStyle(one.tone),
              x: plot.at(last),
              y: plot.y()(value),
            },
          ]),
      ...(ghost === null || ghost === undefined || chart.lines.length > 1
        ? []
        : [
            {
              text: one.ghost?.name ?? '',
              class: 'endlabel ghost',
              style: {},
              // It may end some days before the line: its name would stand on that.
              x: plot.at(Math.max(ghostLast, last)),
              y: plot.y()(ghost),
            },
          ]),
    ];
  });
  const ys = spread(
    wanted.map((label) => label.y),
    15,
    plot.top() + 2,
    plot.bottom() - 2,
  );
  return wanted.map((label, index) => ({ ...label, y: ys[index] as number }));
}

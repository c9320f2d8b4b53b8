import { annotationDays, annotationMarks, annotationsAt } from '../../../electron/contract/annotations.ts';
import { sideNames, sides } from '../../../electron/contract/chart.ts';
import type { ChartSpec } from '../../../electron/contract/dashboards.ts';
import { isolate } from '../../../electron/contract/direction.ts';
import type {
  Bucket,
  Comparison,
  GhostSeries,
  PointsReport,
  RaisedFirst,
  ReportSeries,
  SeriesFigures,
  SeriesPoint,
  SeriesRef,
} from '../../../electron/contract/trends.ts';
import { percent } from '../../../electron/contract/units.ts';
import type { ColumnStore } from '../../index/columns/columns.ts';
import { dayText, nextBucket } from '../../index/columns/local-days.ts';
import { changeOf } from '../../index/figures/wilson.ts';
import { annotationsOn } from '../../personal/annotations.ts';
import type { QueryContext } from '../../search/match.ts';
import type { Db } from '../../store/open.ts';
import { type Axis, axisOf, coveredDays } from '../axis.ts';
import { and, type Base, dateClauses, openBase, withoutDates, written } from '../base.ts';
import { type Compared, comparedBase } from '../compare.ts';
import { footerOf } from '../footer.ts';
import { groupsOf, overlay, type Stretch } from '../overlay.ts';
import { entriesIn } from '../selected.ts';
import { sentenceOf } from '../sentence.ts';
import { openSeries, type Series } from '../series.ts';
import { figuresOf, type Groups, inAll, type Tally, tally } from '../tally.ts';
import { figureColumns, namesake, number, round, shareText, tableOf } from './cells.ts';
import type { Cell, Chart, ChartLine, Part } from './part.ts';

interface PointsInput extends QueryContext {
  readonly q: string;
  readonly series: readonly SeriesRef[];
  readonly bucket: Bucket;
  readonly compare: Comparison | null;
}

/** Buckets of the rolling mean: about a week of days, a month of weeks, a quarter of months, a year of quarters. */
const windows: Readonly<Record<Bucket, number>> = { day: 7, week: 4, month: 3, quarter: 4 };

/** The figures of a series in all: every call lies in one of the groups. */
const totalOf = (base: Base, series: Series, sums: Tally): SeriesFigures =>
  figuresOf(inAll(sums), 0, series, written([...base.nodes, ...series.nodes]), written(base.nodes));

/** The buckets of an axis as they are answered: cut to the days that it covers. */
const bucketsOf = (axis: Axis): Pick<Stretch, 'from' | 'to' | 'cut'>[] =>
  axis.starts.map((start) => {
    const next = nextBucket(start, axis.unit);
    const [from, to] = [Math.max(start, axis.from), Math.min(next, axis.to)];
    return { from, to, cut: from > start || to < next };
  });

/** The figures of a series per stretch of days, each with its drill-down. */
function pointsOf(
  base: Base,
  series: Series,
  unit: Bucket,
  sums: Tally,
  stretches: readonly Pick<Stretch, 'from' | 'to' | 'cut'>[],
): SeriesPoint[] {
  const window = windows[unit];
  const all = withoutDates(base.nodes);
  const allText = written(all);
  const text = written([...all, ...series.nodes]);
  return stretches.map(({ from, to, cut }, at) => {
    const dates = dateClauses(from, to);
    return {
      ...figuresOf(sums, at, series, and(text, dates), and(allText, dates)),
      from: dayText(from),
      to: dayText(to),
      partial: cut || to > base.today,
      rolling: rolling(sums, at, window),
    };
  });
}

function rolling(sums: Tally, at: number, window: number): number | null {
  let known = 0;
  let mentioning = 0;
  for (let index = Math.max(0, at - window + 1); index <= at; index++) {
    known += sums.known[index] as number;
    mentioning += sums.mentioning[index] as number;
  }
  return known > 0 ? mentioning / known : null;
}

/** Which side was the first to bring it up; null where sides are not known. */
function raisedFirst(base: Base, series: Series): RaisedFirst | null {
  const { block } = series;
  if (!block) return null;
  let company = 0;
  let customer = 0;
  const entries = entriesIn(base, block);
  const { mentions, first } = block;
  for (let index = 0; index < entries.length; index++) {
    const entry = entries[index] as number;
    const side = mentions[entry] === 0 ? 0 : (first[entry] as number);
    company += side & 1;
    customer += side >> 1;
  }
  return { known: company + customer, company, customer };
}

/** A compared period, laid under an axis: the same for all series of a report. */
interface Ghost {
  readonly base: Base;
  readonly label: string;
  readonly days: { readonly from: number; readonly to: number };
  readonly stretches: readonly Stretch[];
  readonly groups: Groups;
}

function ghostUnder(axis: Axis, compared: Extract<Compared, { base: Base }>): Ghost {
  const { base, label, shift } = compared;
  const days = coveredDays(base, true);
  const stretches = overlay(axis, days, shift, base.where.weekStart);
  return { base, label, days, stretches, groups: groupsOf(stretches, base.columns, base.where.tz) };
}

function ghostOf(
  report: { readonly total: SeriesFigures; readonly points: readonly SeriesPoint[] },
  ghost: Ghost,
  ref: SeriesRef,
  unit: Bucket,
): GhostSeries {
  const { base, days, stretches, groups } = ghost;
  const series = openSeries(base, ref);
  const sums = tally(base, series, groups);
  const total = totalOf(base, series, sums);
  const all = pointsOf(base, series, unit, sums, stretches);
  const points: (SeriesPoint | null)[] = report.points.map(() => null);
  stretches.forEach(({ under }, at) => {
    if (under !== null) points[under] = all[at] as SeriesPoint;
  });
  return {
    label: ghost.label,
    from: dayText(days.from),
    to: dayText(days.to),
    points,
    unmatched: all.filter((_, at) => stretches[at]?.under === null),
    total,
    change: changeOf(
      { part: total.mentioning ?? 0, whole: total.known },
      { part: report.total.mentioning ?? 0, whole: report.total.known },
    ),
  };
}

/** One or several series over a base, on one axis. Throws 'trends/unknown-tracker', 'trends/query-too-long'. */
export function pointsReport(db: Db, store: ColumnStore, input: PointsInput): PointsReport {
  const begin = performance.now();
  const base = openBase(db, store, input.q, input);
  const compared = input.compare ? comparedBase(base, input.compare) : null;
  const other = compared && 'base' in compared ? compared : null;
  const axis = axisOf(base, input.bucket, other !== null);
  const ghost = other && ghostUnder(axis, other);
  const buckets = bucketsOf(axis);
  const opened = input.series.map((ref) => openSeries(base, ref));
  const series = opened.map((one): ReportSeries => {
    const { ref } = one;
    const sums = tally(base, one, axis.groups, axis.shift);
    const points = pointsOf(base, one, axis.unit, sums, buckets);
    const total = totalOf(base, one, sums);
    return {
      ref,
      name: one.name,
      type: one.type,
      points,
      total,
      raisedFirst: raisedFirst(base, one),
      ghost: ghost ? ghostOf({ total, points }, ghost, ref, axis.unit) : null,
      definition: one.definition,
    };
  });
  return {
    generation: base.columns.generation,
    sentence: sentenceOf(series[0], axis.unit, base),
    bucket: axis.unit,
    rollingWindow: windows[axis.unit],
    series,
    annotations: annotationsOn(
      db,
      dayText(axis.from),
      dayText(axis.to),
      opened.map(({ tracker }) => tracker?.keys ?? null),
    ),
    compareNote: compared && 'note' in compared ? compared.note : null,
    footer: footerOf(base, opened, input.compare),
    ms: performance.now() - begin,
  };
}

/** A compared period in order of time, with what lies under no bucket of the report. */
const allOf = ({ points, unmatched }: GhostSeries): SeriesPoint[] =>
  [...points.filter((point) => point !== null), ...unmatched].sort((a, b) => (a.from < b.from ? -1 : 1));

const measures: Readonly<Record<ChartSpec['measure'], (point: SeriesPoint) => number | null>> = {
  share: (point) => point.share,
  calls: (point) => point.mentioning,
  mentions: (point) => point.mentions,
  perCall: (point) => point.perCall,
  perHour: (point) => point.perHour,
  sides: (point) => (point.bySide ? point.mentions : null),
};

/** Lines of the series and of what they are compared with. */
function linesOf({ series: all }: PointsReport, measure: ChartSpec['measure']): ChartLine[] {
  const value = measures[measure];
  const banded = all.length === 1 && measure === 'share';
  const lines = all.flatMap((series): ChartLine[] => [
    {
      name: series.name,
      values: series.points.map(value),
      ...(banded
        ? {
            band: series.points.map((point) =>
              point.low === null || point.high === null ? null : ([point.low, point.high] as const),
            ),
          }
        : {}),
    },
    ...(series.ghost
      ? [
          {
            name: `${isolate(series.name)}, ${isolate(series.ghost.label)}`,
            values: series.ghost.points.map((point) => (point === null ? null : value(point))),
            ghost: true,
          },
        ]
      : []),
  ]);
  // A period before the first call has nothing to draw.
  return lines.filter((line) => !line.ghost || line.values.some((one) => one !== null));
}

function chartOf(report: PointsReport, measure: ChartSpec['measure']): Chart {
  const points = report.series[0]?.points ?? [];
  const lines = linesOf(report, measure);
  const bySides = measure === 'sides' && report.series.length === 1;
  const notes = annotationMarks(points, report.annotations);
  return {
    sentence: report.sentence,
    notes,
    drawing: bySides
      ? {
          kind: 'columns',
          columns: points.map(({ from, bySide }) => ({
            label: from,
            parts: bySide ? sides.map((side) => bySide[side]) : [],
          })),
        }
      : {
          kind: 'lines',
          labels: points.map((point) => point.from),
          lines,
          format: measure === 'share' ? percent : number,
        },
    legend: bySides
      ? sides.map((side) => sideNames[side].toLowerCase())
      : lines.length > 1
        ? lines.map((line) => line.name)
        : [],
    columns: [
      'From',
      ...report.series.flatMap((series) => [series.name, 'of calls', 'share', 'mentions']),
      ...(notes.length > 0 ? ['annotations'] : []),
    ],
    rows: points.map((point, at) => [
      point.partial ? `${point.from} (in part)` : point.from,
      ...report.series.flatMap((series): Cell[] => {
        const here = series.points[at] as SeriesPoint;
        return [here.mentioning ?? 'n/a', here.known, shareText(here.share), here.mentions ?? 'n/a'];
      }),
      ...(notes.length > 0 ? [annotationsAt(notes, at)?.label ?? null] : []),
    ]),
  };
}

export const points: Part<'points'> = {
  report: pointsReport,
  table(db, store, request) {
    const report = pointsReport(db, store, { ...request, series: request.all });
    const noted = (point: SeriesPoint) =>
      annotationMarks([point], report.annotations)
        .flatMap(({ items }) => items.map((item) => `${annotationDays(item)} ${item.text}`))
        .join('; ') || null;
    const rows = report.series.flatMap(({ name, points, ghost }) => [
      ...points.map((point) => ({ ...point, series: name })),
      ...(ghost ? allOf(ghost).map((point) => ({ ...point, series: `${name}, ${ghost.label}` })) : []),
    ]);
    return tableOf(rows, [
      ...namesake('series', 'from', 'to'),
      ...figureColumns,
      ['rolling share', (row) => round(row.rolling)],
      ['annotations', noted],
      ['query', (row) => row.q],
    ]);
  },
  chart: (db, store, request) =>
    chartOf(pointsReport(db, store, { ...request, series: request.all }), request.measure),
};

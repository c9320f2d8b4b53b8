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
} from '../../electron/contract/trends.ts';
import type { Db } from '../open.ts';
import type { ColumnStore } from '../search/columns.ts';
import { dayText, nextBucket } from '../search/local-days.ts';
import type { Where } from '../search/match.ts';
import { annotationsOn } from './annotations.ts';
import { type Axis, axisOf } from './axis.ts';
import { and, type Base, dateClauses, openBase, withoutDates, written } from './base.ts';
import { comparedBase } from './compare.ts';
import { footerOf, queriesOf } from './footer.ts';
import { entriesIn } from './selected.ts';
import { sentenceOf } from './sentence.ts';
import { openSeries, type Series } from './series.ts';
import { figuresOf, inAll, type Tally, tally } from './tally.ts';
import { changeOf } from './wilson.ts';

export interface PointsInput extends Where {
  readonly q: string;
  readonly series: readonly SeriesRef[];
  readonly bucket: Bucket;
  readonly compare: Comparison | null;
}

/** Buckets of the rolling mean: about a week of days, a month of weeks, a quarter of months, a year of quarters. */
const windows: Readonly<Record<Bucket, number>> = { day: 7, week: 4, month: 3, quarter: 4 };

/** The figures of one series per bucket of an axis, each with its drill-down, and in all: every call lies on its axis. */
function figuresOn(
  base: Base,
  series: Series,
  axis: Axis,
): { readonly points: SeriesPoint[]; readonly total: SeriesFigures } {
  const sums = tally(base, series, axis.groups, axis.shift);
  const total = figuresOf(
    inAll(sums),
    0,
    series,
    written([...base.nodes, ...series.nodes]),
    written(base.nodes),
  );
  return { points: pointsOf(base, series, axis, sums), total };
}

function pointsOf(base: Base, series: Series, axis: Axis, sums: Tally): SeriesPoint[] {
  const window = windows[axis.unit];
  const all = withoutDates(base.nodes);
  const allText = written(all);
  const text = written([...all, ...series.nodes]);
  return axis.starts.map((start, at) => {
    const next = nextBucket(start, axis.unit);
    const from = Math.max(start, axis.from);
    const to = Math.min(next, axis.to);
    const dates = dateClauses(from, to);
    return {
      ...figuresOf(sums, at, series, and(text, dates), and(allText, dates)),
      from: dayText(from),
      to: dayText(to),
      partial: from > start || to < next || next > base.today,
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

function ghostOf(
  report: { readonly total: SeriesFigures },
  ghost: { readonly base: Base; readonly label: string },
  ref: SeriesRef,
  unit: Bucket,
): GhostSeries {
  const series = openSeries(ghost.base, ref);
  const axis = axisOf(ghost.base, unit, true);
  const { points, total } = figuresOn(ghost.base, series, axis);
  return {
    label: ghost.label,
    from: dayText(axis.from),
    to: dayText(axis.to),
    points,
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
  const ghost = compared && 'base' in compared ? compared : null;
  const axis = axisOf(base, input.bucket, ghost !== null);
  const opened = input.series.map((ref) => openSeries(base, ref));
  const series = opened.map((one): ReportSeries => {
    const { ref } = one;
    const { points, total } = figuresOn(base, one, axis);
    return {
      ref,
      name: one.name,
      type: one.type,
      points,
      total,
      raisedFirst: raisedFirst(base, one),
      ghost: ghost ? ghostOf({ total }, ghost, ref, axis.unit) : null,
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
    footer: footerOf(
      base,
      input.q,
      queriesOf(input.series, input.compare),
      series.map((one) => one.definition),
    ),
    ms: performance.now() - begin,
  };
}

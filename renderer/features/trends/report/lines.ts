import {
  type AnnotationMark,
  annotationMarks,
  annotationsAt,
} from '../../../../electron/contract/annotations.ts';
import { runs } from '../../../../electron/contract/chart.ts';
import type { PointsReport, ReportSeries, SeriesPoint } from '../../../../electron/contract/trends.ts';
import type { Figures } from '../chart/figures.ts';
import { annotationWords } from '../chart/flags.tsx';
import type { Line } from '../chart/plot.ts';
import { rollingMean } from '../chart/ticks.ts';
import { bucketName, figureOf, pointWords } from '../figure-text.ts';
import type { Measure } from '../state.ts';
import { footerNote } from './footer-note.ts';

/** A series as the chart draws it. */
export function lineOf(
  report: PointsReport,
  series: ReportSeries,
  tone: number,
  measure: Measure,
  mean: boolean,
): Line {
  const value = (point: SeriesPoint) =>
    // A bucket without calls has no share; of counts it truly is zero.
    point.available === 'empty' && (measure === 'calls' || measure === 'mentions')
      ? 0
      : figureOf(point, measure);
  const values = series.points.map(value);
  return {
    name: series.name,
    tone,
    points: series.points.map((point, at) => ({
      value: values[at] ?? null,
      ...(measure === 'share' && point.low !== null && point.high !== null
        ? { low: point.low, high: point.high }
        : {}),
      few: (measure === 'share' && point.small) || point.partial,
      words: `${series.name}, ${bucketName(point.from, report.bucket)}: ${pointWords(point, measure)}`,
    })),
    mean: mean
      ? measure === 'share'
        ? series.points.map((point) => point.rolling)
        : rollingMean(values, report.rollingWindow)
      : null,
    ghost: series.ghost
      ? {
          name: series.ghost.label,
          values: series.points.map((_, at) =>
            series.ghost?.points[at] ? value(series.ghost.points[at]) : null,
          ),
        }
      : null,
  };
}

/** Where the axis breaks: calls are there, but nothing can be told about them. */
export function breaks(report: PointsReport) {
  const points = report.series[0]?.points ?? [];
  const is = (at: number, what: string) => report.series.every((one) => one.points[at]?.available === what);
  // Buckets without calls in between belong to the same break.
  return runs(points.length, (at) => is(at, 'none') || is(at, 'empty'))
    .map(([from, to]) => {
      let [first, last] = [from, to];
      while (first <= last && !is(first, 'none')) first++;
      while (last >= first && !is(last, 'none')) last--;
      return { from: first, to: last, why: 'no tracker figures here' };
    })
    .filter((gap) => gap.from <= gap.to);
}

/** The column that lists annotations in a table of buckets; none where there are none. */
export const annotationColumn = (notes: readonly AnnotationMark[]): Figures['columns'] =>
  notes.length > 0 ? [{ label: 'Annotations', empty: true }] : [];
export const annotationCell = (notes: readonly AnnotationMark[], at: number): (string | null)[] =>
  notes.length > 0 ? [annotationsAt(notes, at)?.items.map(annotationWords).join('; ') ?? null] : [];

/** The note below pictures and files of a chart: how it was counted, and what its numbers stand for. */
export const chartNote = (report: PointsReport, notes: readonly AnnotationMark[]): string =>
  [
    ...notes.flatMap(({ items }) => items).map((item, at) => `${at + 1}: ${annotationWords(item)}.`),
    footerNote(report.footer),
  ].join(' ');

/** The figures of all series: the table behind the chart. */
export function pointFigures(report: PointsReport): Figures {
  const several = report.series.length > 1;
  const notes = annotationMarks(report.series[0]?.points ?? [], report.annotations);
  return {
    columns: [
      { label: 'From' },
      ...(several ? [{ label: 'Series' }] : []),
      ...[
        'Calls',
        'Known',
        'Mentioning',
        'Share',
        '95 % from',
        '95 % to',
        'Mentions',
        'Per call',
        'Per hour',
        'Company',
        'Customer',
        'Side not known',
      ].map((label) => ({ label, num: true, percent: ['Share', '95 % from', '95 % to'].includes(label) })),
      ...annotationColumn(notes),
    ],
    rows: report.series.flatMap((series) =>
      series.points.map((point, at) => [
        point.from,
        ...(several ? [series.name] : []),
        point.calls,
        point.known,
        point.mentioning,
        point.share,
        point.low,
        point.high,
        point.mentions,
        point.perCall,
        point.perHour,
        point.bySide?.company ?? null,
        point.bySide?.customer ?? null,
        point.bySide?.unknown ?? null,
        ...annotationCell(notes, at),
      ]),
    ),
  };
}

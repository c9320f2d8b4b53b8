import type { ChartSpec } from '../../electron/contract/dashboards.ts';
import { EarshotError } from '../../electron/contract/errors.ts';
import type { SeriesPoint, SeriesRef } from '../../electron/contract/trends.ts';
import type { Db } from '../open.ts';
import type { ColumnStore } from '../search/columns.ts';
import type { Where } from '../search/match.ts';
import { breakdownReport } from '../trends/breakdown.ts';
import { followsReport } from '../trends/follows.ts';
import { phrasesReport } from '../trends/phrases.ts';
import { pointsReport } from '../trends/points.ts';
import { positionsReport } from '../trends/positions.ts';
import { percent } from '../trends/sentence.ts';
import { stagesReport } from '../trends/stages.ts';
import { type Cell, footerLines, type TableInput, tableOf } from '../trends/tables.ts';
import { togetherReport } from '../trends/together.ts';
import { barChart, type ChartLine, columnChart, lineChart } from './svg.ts';

/** One chart of a report, ready to be written as HTML or Markdown. */
export interface Section {
  readonly title: string;
  readonly sentence: string | null;
  readonly svg: string;
  /** Names of the lines or colours of the chart, in their order. */
  readonly legend: readonly string[];
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  readonly footer: readonly string[];
}

const shownRows = 30;
const number = (value: number) => value.toLocaleString('en', { maximumFractionDigits: 2 });

const measures: Readonly<
  Record<
    ChartSpec['measure'],
    { readonly of: (point: SeriesPoint) => number | null; readonly percent: boolean }
  >
> = {
  share: { of: (point) => point.share, percent: true },
  calls: { of: (point) => point.mentioning, percent: false },
  mentions: { of: (point) => point.mentions, percent: false },
  perCall: { of: (point) => point.perCall, percent: false },
  perHour: { of: (point) => point.perHour, percent: false },
  sides: { of: (point) => (point.bySide ? point.mentions : null), percent: false },
};

type Drawn = Pick<Section, 'sentence' | 'svg' | 'legend' | 'columns' | 'rows'>;

function trend(db: Db, store: ColumnStore, title: string, spec: ChartSpec, where: Where): Drawn {
  const report = pointsReport(db, store, { ...where, ...spec });
  const measure = measures[spec.measure];
  const format = measure.percent ? percent : number;
  const single = report.series.length === 1 && spec.measure === 'share';
  const all = report.series.flatMap((series): ChartLine[] => [
    {
      name: series.name,
      values: series.points.map(measure.of),
      ...(single
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
            name: `${series.name}, ${series.ghost.label}`,
            values: series.ghost.points.map(measure.of),
            ghost: true,
          },
        ]
      : []),
  ]);
  // A period before the first call has nothing to draw.
  const lines = all.filter((line) => !line.ghost || line.values.some((value) => value !== null));
  const points = report.series[0]?.points ?? [];
  const sides = spec.measure === 'sides' && report.series.length === 1;
  return {
    sentence: report.sentence,
    svg: sides
      ? columnChart(
          title,
          points.map((point) => ({
            label: point.from,
            parts: point.bySide ? [point.bySide.company, point.bySide.customer, point.bySide.unknown] : [],
          })),
        )
      : lineChart(
          title,
          points.map((point) => point.from),
          lines,
          format,
        ),
    legend: sides
      ? ['company', 'customer', 'not known']
      : lines.length > 1
        ? lines.map((line) => line.name)
        : [],
    columns: ['From', ...report.series.flatMap((series) => [series.name, 'of calls', 'share', 'mentions'])],
    rows: points.map((point, at) => [
      point.partial ? `${point.from} (in part)` : point.from,
      ...report.series.flatMap((series): Cell[] => {
        const here = series.points[at] as SeriesPoint;
        return [
          here.mentioning ?? 'n/a',
          here.known,
          here.share === null ? 'n/a' : percent(here.share),
          here.mentions ?? 'n/a',
        ];
      }),
    ]),
  };
}

function breakdown(
  db: Db,
  store: ColumnStore,
  title: string,
  spec: ChartSpec,
  where: Where,
  series: SeriesRef,
): Drawn {
  const report = breakdownReport(db, store, { ...where, ...spec, series, limit: shownRows });
  return {
    sentence: null,
    legend: [],
    svg: barChart(
      title,
      report.rows.slice(0, 15).map((row) => ({
        label: row.label,
        value: row.share ?? 0,
        text: row.share === null ? 'n/a' : `${percent(row.share)} (${row.mentioning} of ${row.known})`,
        faint: row.small,
      })),
    ),
    columns: [spec.field, 'Calls', 'Mentioning', 'Share', '95 % band', 'Change', 'Mentions'],
    rows: report.rows.map((row) => [
      row.small ? `${row.label} (too few)` : row.label,
      row.known,
      row.mentioning ?? 'n/a',
      row.share === null ? 'n/a' : percent(row.share),
      row.low === null || row.high === null ? 'n/a' : `${percent(row.low)} – ${percent(row.high)}`,
      row.change === null
        ? 'n/a'
        : `${row.change.delta > 0 ? '+' : ''}${Math.round(row.change.delta * 100)} points${row.change.certain ? '' : ' (within chance)'}`,
      row.mentions ?? 'n/a',
    ]),
  };
}

function positions(
  db: Db,
  store: ColumnStore,
  title: string,
  spec: ChartSpec,
  where: Where,
  series: SeriesRef,
): Drawn {
  const report = positionsReport(db, store, { ...where, ...spec, series });
  const unit = report.unit === 'percent' ? '%' : 'min';
  const name = (bin: { from: number; to: number | null }) =>
    bin.to === null ? `from ${bin.from} ${unit}` : `${bin.from}–${bin.to} ${unit}`;
  return {
    sentence: null,
    svg: columnChart(
      title,
      report.bins.map((bin) => ({ label: String(bin.from), parts: bin.counts })),
    ),
    legend: report.groups.map((group) => group.label),
    columns: ['Part of the call', ...report.groups.map((group) => group.label)],
    rows: report.bins.map((bin) => [name(bin), ...bin.counts]),
  };
}

function others(
  db: Db,
  store: ColumnStore,
  title: string,
  spec: ChartSpec,
  where: Where,
  series: SeriesRef,
): Drawn {
  const input = { ...where, q: spec.q, series };
  if (spec.kind === 'phrases') {
    const rows = phrasesReport(db, store, input).rows.slice(0, shownRows);
    return {
      sentence: null,
      legend: [],
      svg: barChart(
        title,
        rows
          .slice(0, 15)
          .map((row) => ({ label: row.phrase, value: row.mentions, text: number(row.mentions) })),
      ),
      columns: ['Phrase', 'Mentions', 'Calls', 'First said', 'Last said'],
      rows: rows.map((row) => [
        row.phrase,
        row.mentions,
        row.calls,
        row.first ?? 'never',
        row.last ?? 'never',
      ]),
    };
  }
  if (spec.kind === 'stages') {
    const rows = stagesReport(db, store, input).rows.slice(0, shownRows);
    return {
      sentence: null,
      legend: [],
      svg: barChart(
        title,
        rows.slice(0, 15).map((row) => ({
          label: `${row.atCall ?? 'none'} → ${row.now ?? 'none'}`,
          value: row.share ?? 0,
          text: row.share === null ? 'n/a' : `${percent(row.share)} (${row.mentioning} of ${row.known})`,
          faint: row.small,
        })),
      ),
      columns: ['Stage at call time', 'Stage now', 'Calls', 'Mentioning', 'Share'],
      rows: rows.map((row) => [
        row.atCall ?? 'none',
        row.now ?? 'none',
        row.known,
        row.mentioning,
        row.share === null ? 'n/a' : percent(row.share),
      ]),
    };
  }
  const follows = spec.kind === 'follows';
  const rows = follows
    ? followsReport(db, store, { ...input, withinSec: 60 }).rows.map((row) => ({
        ...row,
        count: row.followed,
      }))
    : togetherReport(db, store, input).rows.map((row) => ({ ...row, count: row.both }));
  const shown = rows.slice(0, shownRows);
  return {
    sentence: null,
    legend: [],
    svg: barChart(
      title,
      shown.slice(0, 15).map((row) => ({
        label: row.name,
        value: row.lift,
        text: `${row.lift.toFixed(2)} times (${number(row.count)})`,
        faint: row.small,
      })),
    ),
    columns: ['Tracker', follows ? 'Followed within 60 s' : 'Calls with both', 'Expected by chance', 'Lift'],
    rows: shown.map((row) => [row.name, row.count, number(row.expected), row.lift.toFixed(2)]),
  };
}

/** A chart with its figures and its footer. A tracker that is gone is said in words and stops nothing else. */
export function sectionOf(db: Db, store: ColumnStore, title: string, spec: ChartSpec, where: Where): Section {
  const series = spec.series[0] as SeriesRef;
  const kind = spec.kind === 'trend' ? 'points' : spec.kind;
  try {
    const drawn =
      spec.kind === 'trend'
        ? trend(db, store, title, spec, where)
        : spec.kind === 'breakdown'
          ? breakdown(db, store, title, spec, where, series)
          : spec.kind === 'positions'
            ? positions(db, store, title, spec, where, series)
            : others(db, store, title, spec, where, series);
    const input: TableInput = { ...where, ...spec, filter: {} };
    return { title, ...drawn, footer: footerLines(tableOf(db, store, kind, input).footer) };
  } catch (error) {
    if (!(error instanceof EarshotError)) throw error;
    return {
      title,
      sentence: `${error.message} ${error.nextStep}`,
      svg: '',
      legend: [],
      columns: [],
      rows: [],
      footer: [],
    };
  }
}

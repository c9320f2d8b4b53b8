import type { ColumnStore } from '../../db/index/columns/columns.ts';
import { breakdownReport } from '../../db/reports/parts/breakdown.ts';
import { followsReport } from '../../db/reports/parts/follows.ts';
import { phrasesReport } from '../../db/reports/parts/phrases.ts';
import { pointsReport } from '../../db/reports/parts/points.ts';
import { positionsReport } from '../../db/reports/parts/positions.ts';
import { scoresReport } from '../../db/reports/parts/scores.ts';
import { stagesReport } from '../../db/reports/parts/stages.ts';
import { togetherReport } from '../../db/reports/parts/together.ts';
import type { Where } from '../../db/search/match.ts';
import type { Db } from '../../db/store/open.ts';
import { type AnnotationMark, annotationMarks, annotationsAt } from '../contract/annotations.ts';
import type { ChartSpec } from '../contract/dashboards.ts';
import { EarshotError } from '../contract/errors.ts';
import type { SeriesPoint, SeriesRef, StageRow, TogetherRow } from '../contract/trends.ts';
import { percent } from '../contract/units.ts';
import { type Cell, footerFor, footerLines } from './report-tables.ts';
import { type Bar, barChart, type ChartLine, columnChart, lineChart } from './svg.ts';

/** One chart of a report, ready to be written as HTML or Markdown. */
export interface Section {
  readonly title: string;
  readonly sentence: string | null;
  readonly svg: string;
  /** Names of the lines or colours of the chart, in their order. */
  readonly legend: readonly string[];
  /** The user's annotations on the chart, by their numbers in it. */
  readonly notes: readonly AnnotationMark[];
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  readonly footer: readonly string[];
}

const shownRows = 30;
const shownBars = 15;
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

type Drawn = Omit<Section, 'title' | 'footer'>;

/** What a chart is drawn from. */
interface Asked {
  readonly db: Db;
  readonly store: ColumnStore;
  readonly title: string;
  readonly spec: ChartSpec;
  readonly where: Where;
  /** The series of a chart about one. */
  readonly series: SeriesRef;
}

/** Rows as bars, the first of them, and as a table. */
function ranked<R>(
  title: string,
  all: readonly R[],
  columns: readonly string[],
  of: { readonly bar: (row: R) => Bar; readonly cells: (row: R) => Cell[] },
): Drawn {
  const rows = all.slice(0, shownRows);
  return {
    sentence: null,
    legend: [],
    notes: [],
    svg: barChart(title, rows.slice(0, shownBars).map(of.bar)),
    columns,
    rows: rows.map(of.cells),
  };
}

/** A share with the calls it is of. */
function shareBar(
  label: string,
  row: Pick<StageRow, 'share' | 'known' | 'small'> & { readonly mentioning: number | null },
): Bar {
  return {
    label,
    value: row.share ?? 0,
    text: row.share === null ? 'n/a' : `${percent(row.share)} (${row.mentioning} of ${row.known})`,
    faint: row.small,
  };
}

const shareText = (share: number | null) => (share === null ? 'n/a' : percent(share));

function trend({ db, store, title, spec, where }: Asked): Drawn {
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
            values: series.ghost.points.map((point) => (point === null ? null : measure.of(point))),
            ghost: true,
          },
        ]
      : []),
  ]);
  // A period before the first call has nothing to draw.
  const lines = all.filter((line) => !line.ghost || line.values.some((value) => value !== null));
  const points = report.series[0]?.points ?? [];
  const sides = spec.measure === 'sides' && report.series.length === 1;
  const notes = annotationMarks(points, report.annotations);
  return {
    sentence: report.sentence,
    svg: sides
      ? columnChart(
          title,
          points.map((point) => ({
            label: point.from,
            parts: point.bySide ? [point.bySide.company, point.bySide.customer, point.bySide.unknown] : [],
          })),
          notes,
        )
      : lineChart(
          title,
          points.map((point) => point.from),
          lines,
          format,
          notes,
        ),
    notes,
    legend: sides
      ? ['company', 'customer', 'not known']
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

function breakdown({ db, store, title, spec, where, series }: Asked): Drawn {
  const { rows } = breakdownReport(db, store, { ...where, ...spec, series, limit: shownRows });
  return ranked(
    title,
    rows,
    [spec.field, 'Calls', 'Mentioning', 'Share', '95 % band', 'Change', 'Mentions'],
    {
      bar: (row) => shareBar(row.label, row),
      cells: (row) => [
        row.small ? `${row.label} (too few)` : row.label,
        row.known,
        row.mentioning ?? 'n/a',
        shareText(row.share),
        row.low === null || row.high === null ? 'n/a' : `${percent(row.low)} – ${percent(row.high)}`,
        row.change === null
          ? 'n/a'
          : `${row.change.delta > 0 ? '+' : ''}${Math.round(row.change.delta * 100)} points${row.change.certain ? '' : ' (within chance)'}`,
        row.mentions ?? 'n/a',
      ],
    },
  );
}

function positions({ db, store, title, spec, where, series }: Asked): Drawn {
  const report = positionsReport(db, store, { ...where, ...spec, series });
  const unit = report.unit === 'percent' ? '%' : 'min';
  const name = (bin: { from: number; to: number | null }) =>
    bin.to === null ? `from ${bin.from} ${unit}` : `${bin.from}–${bin.to} ${unit}`;
  return {
    sentence: null,
    notes: [],
    svg: columnChart(
      title,
      report.bins.map((bin) => ({ label: String(bin.from), parts: bin.counts })),
    ),
    legend: report.groups.map((group) => group.label),
    columns: ['Part of the call', ...report.groups.map((group) => group.label)],
    rows: report.bins.map((bin) => [name(bin), ...bin.counts]),
  };
}

function phrases({ db, store, title, spec, where, series }: Asked): Drawn {
  const { rows } = phrasesReport(db, store, { ...where, q: spec.q, series });
  return ranked(title, rows, ['Phrase', 'Mentions', 'Calls', 'First said', 'Last said'], {
    bar: (row) => ({ label: row.phrase, value: row.mentions, text: number(row.mentions) }),
    cells: (row) => [row.phrase, row.mentions, row.calls, row.first ?? 'never', row.last ?? 'never'],
  });
}

function stages({ db, store, title, spec, where, series }: Asked): Drawn {
  const { rows } = stagesReport(db, store, { ...where, q: spec.q, series });
  return ranked(title, rows, ['Stage at call time', 'Stage now', 'Calls', 'Mentioning', 'Share'], {
    bar: (row) => shareBar(`${row.atCall ?? 'none'} → ${row.now ?? 'none'}`, row),
    cells: (row) => [
      row.atCall ?? 'none',
      row.now ?? 'none',
      row.known,
      row.mentioning,
      shareText(row.share),
    ],
  });
}

function scores({ db, store, title, spec, where, series }: Asked): Drawn {
  const report = scoresReport(db, store, { ...where, ...spec, series });
  const { calls, reviewed, mean } = report.total;
  const text = (value: number | null) => (value === null ? 'n/a' : `${Math.round(value)} %`);
  const about = report.scorecard ? `with ${report.scorecard}` : 'by a scorecard';
  return {
    sentence:
      mean === null
        ? `None of ${number(calls)} calls has a score ${about}; not reviewed: ${number(calls - reviewed)}.`
        : `Mean score ${text(mean)}, over the ${number(reviewed)} of ${number(calls)} calls that were reviewed ${about}; not reviewed: ${number(calls - reviewed)}.`,
    svg: lineChart(
      title,
      report.points.map((point) => point.from),
      [{ name: report.scorecard ?? 'Score', values: report.points.map((point) => point.mean) }],
      (value) => `${Math.round(value)} %`,
      [],
    ),
    legend: [],
    notes: [],
    columns: ['From', 'Mean score', 'Reviewed', 'Not reviewed', 'Calls'],
    rows: report.points.map((point) => [
      point.partial ? `${point.from} (in part)` : point.from,
      text(point.mean),
      point.reviewed,
      point.calls - point.reviewed,
      point.calls,
    ]),
  };
}

/** Trackers by their lift. */
function lifts(
  title: string,
  counted: string,
  rows: readonly (Pick<TogetherRow, 'name' | 'expected' | 'lift' | 'small'> & { readonly count: number })[],
): Drawn {
  return ranked(title, rows, ['Tracker', counted, 'Expected by chance', 'Lift'], {
    bar: (row) => ({
      label: row.name,
      value: row.lift,
      text: `${row.lift.toFixed(2)} times (${number(row.count)})`,
      faint: row.small,
    }),
    cells: (row) => [row.name, row.count, number(row.expected), row.lift.toFixed(2)],
  });
}

function together({ db, store, title, spec, where, series }: Asked): Drawn {
  const { rows } = togetherReport(db, store, { ...where, q: spec.q, series });
  return lifts(
    title,
    'Calls with both',
    rows.map((row) => ({ ...row, count: row.both })),
  );
}

function follows({ db, store, title, spec, where, series }: Asked): Drawn {
  const { rows } = followsReport(db, store, { ...where, q: spec.q, series, withinSec: 60 });
  return lifts(
    title,
    'Followed within 60 s',
    rows.map((row) => ({ ...row, count: row.followed })),
  );
}

const drawers: Readonly<Record<ChartSpec['kind'], (asked: Asked) => Drawn>> = {
  trend,
  breakdown,
  positions,
  phrases,
  together,
  follows,
  stages,
  scores,
};

/** A chart with its figures and its footer. A tracker that is gone is said in words and stops nothing else. */
export function sectionOf(db: Db, store: ColumnStore, title: string, spec: ChartSpec, where: Where): Section {
  const series = spec.series[0] as SeriesRef;
  try {
    const drawn = drawers[spec.kind]({ db, store, title, spec, where, series });
    const counted = spec.kind === 'trend' ? spec.series : [series];
    const compare = spec.kind === 'trend' ? spec.compare : null;
    return { title, ...drawn, footer: footerLines(footerFor(db, store, spec.q, counted, where, compare)) };
  } catch (error) {
    if (!(error instanceof EarshotError)) throw error;
    return {
      title,
      sentence: `${error.message} ${error.nextStep}`,
      svg: '',
      legend: [],
      notes: [],
      columns: [],
      rows: [],
      footer: [],
    };
  }
}

import type { ColumnStore } from '../../db/index/columns/columns.ts';
import { openBase } from '../../db/reports/base.ts';
import { breakdownReport } from '../../db/reports/breakdown.ts';
import { evidencePage } from '../../db/reports/evidence.ts';
import { followsReport } from '../../db/reports/follows.ts';
import { footerOf, queriesOf } from '../../db/reports/footer.ts';
import { phrasesReport } from '../../db/reports/phrases.ts';
import { pointsReport } from '../../db/reports/points.ts';
import { positionsReport } from '../../db/reports/positions.ts';
import { scoresReport } from '../../db/reports/scores.ts';
import { openSeries } from '../../db/reports/series.ts';
import { stagesReport } from '../../db/reports/stages.ts';
import { togetherReport } from '../../db/reports/together.ts';
import type { Where } from '../../db/search/match.ts';
import type { Db } from '../../db/store/open.ts';
import { annotationDays, annotationMarks } from '../contract/annotations.ts';
import { type CsvValue, idCell } from '../contract/csv.ts';
import type { ValueField } from '../contract/query/fields.ts';
import { marked } from '../contract/query/understood.ts';
import type {
  BreakdownSort,
  Bucket,
  Comparison,
  csvTables,
  EvidenceFilter,
  GhostSeries,
  ReportFooter,
  ScoreFigures,
  SeriesFigures,
  SeriesPoint,
  SeriesRef,
  ShareChange,
} from '../contract/trends.ts';
import { hours } from '../contract/units.ts';
import { datesIn } from './dates.ts';

export type TableKind = (typeof csvTables)[number];
export type Cell = CsvValue;

/** The figures of a report as a table, with what they were computed from. */
interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** How much did not fit; null when everything is there. */
  readonly note: string | null;
  readonly footer: ReportFooter;
}

/** Everything that any table may need. */
export interface TableInput extends Where {
  readonly q: string;
  readonly series: readonly SeriesRef[];
  readonly bucket: Bucket;
  readonly compare: Comparison | null;
  readonly field: ValueField;
  readonly sort: BreakdownSort;
  readonly unit: 'percent' | 'minutes';
  readonly split: 'side' | 'outcome';
  readonly filter: EvidenceFilter;
  readonly scorecard: string | null;
}

/** Rows of an evidence table at most; the rest is said to be left out. */
const evidenceRows = 50_000;
const breakdownRows = 500;

const round = (value: number | null, digits = 4) => (value === null ? null : Number(value.toFixed(digits)));
const figureColumns = [
  'calls',
  'known',
  'mentioning',
  'share',
  'low',
  'high',
  'mentions',
  'per call',
  'per hour',
  'hours',
  'company',
  'customer',
  'side not known',
  'available',
];
const figures = (of: SeriesFigures): Cell[] => [
  of.calls,
  of.known,
  of.mentioning,
  round(of.share),
  round(of.low),
  round(of.high),
  of.mentions,
  round(of.perCall),
  round(of.perHour),
  round(of.hours, 3),
  of.bySide?.company ?? null,
  of.bySide?.customer ?? null,
  of.bySide?.unknown ?? null,
  of.available,
];
const changeColumns = ['change', 'change low', 'change high'];
const change = (of: ShareChange | null): Cell[] => [
  round(of?.delta ?? null),
  round(of?.low ?? null),
  round(of?.high ?? null),
];

const liftColumns = ['expected', 'lift'];
const lift = (of: { readonly expected: number; readonly lift: number }): Cell[] => [
  round(of.expected, 2),
  round(of.lift, 3),
];

/** A compared period in order of time, with what lies under no bucket of the report. */
const allOf = ({ points, unmatched }: GhostSeries): SeriesPoint[] =>
  [...points.filter((point) => point !== null), ...unmatched].sort((a, b) => (a.from < b.from ? -1 : 1));

type Body = Omit<Table, 'footer' | 'note'> & { readonly note?: string };

const leftOut = (shown: number, all: number, of: string): { readonly note?: string } =>
  all > shown ? { note: `${(all - shown).toLocaleString('en')} further ${of} are left out.` } : {};

const makers: Readonly<
  Record<TableKind, (db: Db, store: ColumnStore, input: TableInput & { one: SeriesRef }) => Body>
> = {
  points(db, store, input) {
    const report = pointsReport(db, store, input);
    const noted = (point: SeriesPoint) =>
      annotationMarks([point], report.annotations)
        .flatMap(({ items }) => items.map((item) => `${annotationDays(item)} ${item.text}`))
        .join('; ') || null;
    return {
      columns: ['series', 'from', 'to', ...figureColumns, 'rolling share', 'annotations', 'query'],
      rows: report.series.flatMap((series) =>
        [{ name: series.name, points: series.points }]
          .concat(
            series.ghost
              ? [{ name: `${series.name}, ${series.ghost.label}`, points: allOf(series.ghost) }]
              : [],
          )
          .flatMap(({ name, points }) =>
            points.map((point): Cell[] => [
              name,
              point.from,
              point.to,
              ...figures(point),
              round(point.rolling),
              noted(point),
              point.q,
            ]),
          ),
      ),
    };
  },
  breakdown(db, store, input) {
    const report = breakdownReport(db, store, { ...input, series: input.one, limit: breakdownRows });
    return {
      columns: [input.field, ...figureColumns, ...changeColumns, 'query'],
      rows: report.rows.map((row) => [row.label, ...figures(row), ...change(row.change), row.q]),
      ...leftOut(report.rows.length, report.distinct, 'values'),
    };
  },
  positions(db, store, input) {
    const report = positionsReport(db, store, { ...input, series: input.one });
    return {
      columns: [`from ${report.unit}`, `to ${report.unit}`, ...report.groups.map((group) => group.label)],
      rows: report.bins.map((bin) => [bin.from, bin.to, ...bin.counts]),
    };
  },
  phrases(db, store, input) {
    const report = phrasesReport(db, store, { ...input, series: input.one });
    return {
      columns: ['phrase', 'mentions', 'calls', 'first said', 'last said', 'query'],
      rows: report.rows.map((row) => [row.phrase, row.mentions, row.calls, row.first, row.last, row.q]),
    };
  },
  together(db, store, input) {
    const { rows } = togetherReport(db, store, { ...input, series: input.one });
    return {
      columns: ['tracker', 'calls', 'calls with both', ...liftColumns, 'query'],
      rows: rows.map((row) => [row.name, row.calls, row.both, ...lift(row), row.q]),
    };
  },
  follows(db, store, input) {
    const report = followsReport(db, store, { ...input, series: input.one, withinSec: 60 });
    return {
      columns: ['tracker', 'calls', `followed within ${report.withinSec} s`, ...liftColumns],
      rows: report.rows.map((row) => [row.name, row.calls, row.followed, ...lift(row)]),
    };
  },
  stages(db, store, input) {
    const report = stagesReport(db, store, { ...input, series: input.one });
    return {
      columns: ['stage at call time', 'stage now', 'calls', 'known', 'mentioning', 'share', 'query'],
      rows: report.rows.map((row) => [
        row.atCall ?? 'none',
        row.now ?? 'none',
        row.calls,
        row.known,
        row.mentioning,
        round(row.share),
        row.q,
      ]),
    };
  },
  scores(db, store, input) {
    const report = scoresReport(db, store, { ...input, series: input.one });
    const row = (name: string, from: string | null, to: string | null, of: ScoreFigures): Cell[] => [
      name,
      from,
      to,
      of.calls,
      of.reviewed,
      of.calls - of.reviewed,
      of.scored,
      of.mean,
      of.q,
    ];
    const name = report.scorecard ?? 'all scorecards';
    return {
      columns: [
        'scorecard',
        'from',
        'to',
        'calls',
        'reviewed',
        'not reviewed',
        'scored',
        'mean score, percent',
        'query',
      ],
      rows: [
        ...report.points.map((point) => row(name, point.from, point.to, point)),
        row(`${name}, in all`, null, null, report.total),
        ...report.questions.map(({ question, calls, mean, q }): Cell[] => [
          `${name}: ${question ?? 'a question it has no more'}`,
          null,
          null,
          report.total.calls,
          report.total.reviewed,
          report.total.calls - report.total.reviewed,
          calls,
          mean,
          q,
        ]),
      ],
    };
  },
  evidence(db, store, input) {
    const page = evidencePage(db, store, {
      ...input,
      series: input.one,
      order: 'newest',
      offset: 0,
      limit: evidenceRows,
    });
    const dates = datesIn(input.tz);
    return {
      columns: [
        'call id',
        'title',
        'started',
        'at',
        'second',
        'side',
        'speaker',
        'phrase',
        'line',
        'verdict',
      ],
      rows: page.items.map((item) => [
        idCell(item.callId),
        item.title,
        dates.minute(item.startedMs),
        hours(item.startMs / 1000),
        round(item.startMs / 1000, 3),
        item.side,
        item.speaker,
        item.phrase,
        item.line,
        item.verdict,
      ]),
      ...leftOut(page.items.length, page.total, 'occurrences'),
    };
  },
};

/** What a table over these series was computed from. Throws 'trends/unknown-tracker'. */
export function footerFor(
  db: Db,
  store: ColumnStore,
  q: string,
  series: readonly SeriesRef[],
  where: Where,
  compare: Comparison | null = null,
) {
  const base = openBase(db, store, q, where);
  return footerOf(
    base,
    q,
    queriesOf(series, compare),
    series.map((ref) => openSeries(base, ref).definition),
  );
}

/** A report as a table. Throws 'trends/unknown-tracker', 'trends/query-too-long', 'export/bad-time-zone'. */
export function tableOf(db: Db, store: ColumnStore, kind: TableKind, input: TableInput): Table {
  const one = input.series[0] as SeriesRef;
  return {
    note: null,
    ...makers[kind](db, store, { ...input, one }),
    footer: footerFor(
      db,
      store,
      input.q,
      kind === 'points' ? input.series : [one],
      input,
      kind === 'points' ? input.compare : null,
    ),
  };
}

/** The footer in lines, for files. */
export function footerLines(footer: ReportFooter): string[] {
  const count = (value: number) => value.toLocaleString('en');
  return [
    ...footer.definitions,
    `Over: ${footer.filters}`,
    `${count(footer.denominator)} calls: ${count(footer.withTranscript)} with a transcript, ${count(footer.withTrackers)} with tracker figures, ${count(footer.withOccurrences)} with listed occurrences, ${count(footer.before2023)} from before 2023, ${count(footer.internal)} internal.${
      footer.privateHidden > 0 ? ` ${count(footer.privateHidden)} private calls are kept out.` : ''
    }`,
    ...footer.problems.map(
      ({ message, ...problem }) => `Not understood: ${message} (${marked(problem.q, problem)})`,
    ),
    ...(footer.unindexed > 0
      ? [
          `${count(footer.unindexed)} calls are still being prepared for text search and count as if they did not have the words.`,
        ]
      : []),
    `A call belongs to the local day on which it started, in ${footer.tz}. Shares are of the calls on which the series is known, with 95 % Wilson bands.`,
    footer.lastSyncMs === null
      ? 'Not synced yet.'
      : `Synced ${datesIn(footer.tz).minute(footer.lastSyncMs)} (${footer.tz}).`,
  ];
}

import type { ColumnStore } from '../../db/index/columns/columns.ts';
import { openBase } from '../../db/reports/base.ts';
import { footerOf } from '../../db/reports/footer.ts';
import { parts } from '../../db/reports/parts/index.ts';
import type { PartRequest } from '../../db/reports/parts/part.ts';
import { openSeries } from '../../db/reports/series.ts';
import type { QueryContext } from '../../db/search/match.ts';
import type { Db } from '../../db/store/open.ts';
import { csvText } from '../contract/csv.ts';
import type { ChartSpec } from '../contract/dashboards.ts';
import { fileName } from '../contract/file-name.ts';
import { marked } from '../contract/query/understood.ts';
import type { PartName, ReportFooter } from '../contract/trends.ts';
import { datesIn } from './dates.ts';

/** What a table or chart of a part is made from. Throws 'export/bad-time-zone'. */
export function requestOf(
  name: PartName,
  { series, ...spec }: Omit<ChartSpec, 'kind' | 'measure'> & Partial<Pick<PartRequest, 'filter' | 'measure'>>,
  { tz, weekStart, now }: QueryContext,
): PartRequest {
  const one = series[0] as PartRequest['series'];
  return {
    filter: {},
    measure: 'share',
    ...spec,
    tz,
    weekStart,
    now,
    series: one,
    all: name === 'points' ? series : [one],
    compare: name === 'points' ? spec.compare : null,
    minute: datesIn(tz).minute,
  };
}

/** What the table or chart of a part was computed from, in lines. Throws 'trends/unknown-tracker'. */
export function footerFor(db: Db, store: ColumnStore, request: PartRequest): string[] {
  const base = openBase(db, store, request.q, request);
  const series = request.all.map((ref) => openSeries(base, ref));
  return footerLines(footerOf(base, series, request.compare));
}

/**
 * The table of one part as CSV, the footer below it. Throws 'trends/unknown-tracker', 'trends/query-too-long',
 * 'export/bad-time-zone'.
 */
export function trendCsv(
  db: Db,
  store: ColumnStore,
  input: Parameters<typeof requestOf>[1] & QueryContext & { readonly table: PartName },
): { readonly name: string; readonly text: string } {
  const request = requestOf(input.table, input, input);
  const { columns, rows, note } = parts[input.table].table(db, store, request);
  const { name } = openSeries(openBase(db, store, request.q, request), request.series);
  return {
    name: fileName([datesIn(input.tz).day(input.now), name, input.table], 'csv'),
    text: csvText([
      columns,
      ...rows,
      [],
      ...(note === undefined ? [] : [[note]]),
      ...footerFor(db, store, request).map((line) => [line]),
    ]),
  };
}

/** The footer in lines, for files. */
function footerLines(footer: ReportFooter): string[] {
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

import type { ColumnStore } from '../../db/index/columns/columns.ts';
import { openBase } from '../../db/reports/base.ts';
import { openSeries } from '../../db/reports/series.ts';
import type { Db } from '../../db/store/open.ts';
import { csvText } from '../contract/csv.ts';
import { fileName } from '../contract/file-name.ts';
import { datesIn } from './dates.ts';
import { footerLines, type TableInput, type TableKind, tableOf } from './report-tables.ts';

/** One table of a report as CSV, the footer below it. */
export function trendCsv(
  db: Db,
  store: ColumnStore,
  input: TableInput & { readonly table: TableKind },
): { readonly name: string; readonly text: string } {
  const table = tableOf(db, store, input.table, input);
  const first = input.series[0];
  const name = first ? openSeries(openBase(db, store, input.q, input), first).name : '';
  return {
    name: fileName([datesIn(input.tz).day(input.now), name, input.table], 'csv'),
    text: csvText([
      table.columns,
      ...table.rows,
      [],
      ...(table.note === null ? [] : [[table.note]]),
      ...footerLines(table.footer).map((line) => [line]),
    ]),
  };
}

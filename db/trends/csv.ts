import { cell } from '../export/csv.ts';
import { datesIn } from '../export/dates.ts';
import { fileName } from '../export/file-name.ts';
import type { Db } from '../open.ts';
import type { ColumnStore } from '../search/columns.ts';
import { openBase } from './base.ts';
import { openSeries } from './series.ts';
import { footerLines, type TableInput, type TableKind, tableOf } from './tables.ts';

/** One table of a report as CSV (RFC 4180 with a byte order mark), the footer below it. */
export function trendCsv(
  db: Db,
  store: ColumnStore,
  input: TableInput & { readonly table: TableKind },
): { readonly name: string; readonly text: string } {
  const table = tableOf(db, store, input.table, input);
  const first = input.series[0];
  const name = first ? openSeries(openBase(db, store, input.q, input), first).name : '';
  const lines = [
    table.columns.map((column) => cell(column)),
    ...table.rows.map((row) => row.map(cell)),
    [],
    ...(table.note === null ? [] : [[cell(table.note)]]),
    ...footerLines(table.footer).map((line) => [cell(line)]),
  ];
  return {
    name: fileName(datesIn(input.tz).day(input.now), `${name} ${input.table}`, 'csv'),
    text: `\ufeff${lines.map((line) => `${line.join(',')}\r\n`).join('')}`,
  };
}

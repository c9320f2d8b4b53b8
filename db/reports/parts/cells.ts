import type { SeriesFigures } from '../../../electron/contract/trends.ts';
import { percent } from '../../../electron/contract/units.ts';
import type { Bar, Cell, Chart, Table } from './part.ts';

/** A figure for a spreadsheet, without digits that say nothing. */
export const round = (value: number | null, digits = 4) =>
  value === null ? null : Number(value.toFixed(digits));
/** A figure for a reader. */
export const number = (value: number) => value.toLocaleString('en', { maximumFractionDigits: 2 });
export const shareText = (share: number | null) => (share === null ? 'n/a' : percent(share));

/** Columns by their names, each with its cell of a row. */
type Columns<R> = readonly (readonly [name: string, cell: (row: R) => Cell])[];

/** Columns that are called like the properties they show. */
export const namesake = <K extends string>(...names: readonly K[]): Columns<Readonly<Record<K, Cell>>> =>
  names.map((name) => [name, (row) => row[name]]);

export const tableOf = <R>(rows: readonly R[], columns: Columns<R>): Pick<Table, 'columns' | 'rows'> => ({
  columns: columns.map(([name]) => name),
  rows: rows.map((row) => columns.map(([, cell]) => cell(row))),
});

/** The figures of a series over some calls. */
export const figureColumns: Columns<SeriesFigures> = [
  ...namesake('calls', 'known', 'mentioning'),
  ['share', (of) => round(of.share)],
  ['low', (of) => round(of.low)],
  ['high', (of) => round(of.high)],
  ['mentions', (of) => of.mentions],
  ['per call', (of) => round(of.perCall)],
  ['per hour', (of) => round(of.perHour)],
  ['hours', (of) => round(of.hours, 3)],
  ['company', (of) => of.bySide?.company ?? null],
  ['customer', (of) => of.bySide?.customer ?? null],
  ['side not known', (of) => of.bySide?.unknown ?? null],
  ['available', (of) => of.available],
];

/** The note of a table that does not hold all. */
export const leftOut = (shown: number, all: number, of: string): Pick<Table, 'note'> =>
  all > shown ? { note: `${(all - shown).toLocaleString('en')} further ${of} are left out.` } : {};

/** Rows of a written chart, and bars among them; the rest is in the CSV. */
export const shownRows = 30;
const shownBars = 15;

/** Rows as bars, the first of them, and as a table. */
export function ranked<R>(all: readonly R[], bar: (row: R) => Bar, columns: Columns<R>): Chart {
  const rows = all.slice(0, shownRows);
  return { drawing: { kind: 'bars', bars: rows.slice(0, shownBars).map(bar) }, ...tableOf(rows, columns) };
}

/** A share with the calls it is of. */
export function shareBar(
  label: string,
  row: Pick<SeriesFigures, 'share' | 'known' | 'mentioning' | 'small'>,
): Bar {
  return {
    label,
    value: row.share ?? 0,
    text: row.share === null ? 'n/a' : `${percent(row.share)} (${row.mentioning} of ${row.known})`,
    faint: row.small,
  };
}

interface Lift {
  readonly name: string;
  readonly expected: number;
  readonly lift: number;
  readonly small: boolean;
}

/** What a lift compares with. */
export const liftColumns: Columns<Lift> = [
  ['expected', (of) => round(of.expected, 2)],
  ['lift', (of) => round(of.lift, 3)],
];

/** Trackers by their lift; `counted`: what `count` is called. */
export const lifts = (counted: string, rows: readonly (Lift & { readonly count: number })[]): Chart =>
  ranked(
    rows,
    (row) => ({
      label: row.name,
      value: row.lift,
      text: `${row.lift.toFixed(2)} times (${number(row.count)})`,
      faint: row.small,
    }),
    [
      ['Tracker', (row) => row.name],
      [counted, (row) => row.count],
      ['Expected by chance', (row) => number(row.expected)],
      ['Lift', (row) => row.lift.toFixed(2)],
    ],
  );

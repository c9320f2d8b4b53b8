import type { SeriesFigures } from '../../../electron/contract/trends.ts';
import { percent } from '../../../electron/contract/units.ts';
import type { Bar, Cell, Chart, Table } from './part.ts';

/** A figure for a spreadsheet, without digits that say nothing. */
export const round = (value: number | null, digits = 4) =>
  value === null ? null : Number(value.toFixed(digits));
/** A figure for a reader. */
export const number = (value: number) => value.toLocaleString('en', { maximumFractionDigits: 2 });
export const shareText = (share: number | null) => (share === null ? 'n/a' : percent(share));

/** The figures of a series over some calls, as cells below `figureColumns`. */
export const figureColumns = [
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
export const figureCells = (of: SeriesFigures): Cell[] => [
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

/** The note of a table that does not hold all. */
export const leftOut = (shown: number, all: number, of: string): Pick<Table, 'note'> =>
  all > shown ? { note: `${(all - shown).toLocaleString('en')} further ${of} are left out.` } : {};

/** Rows of a written chart, and bars among them; the rest is in the CSV. */
export const shownRows = 30;
const shownBars = 15;

/** Rows as bars, the first of them, and as a table. */
export function ranked<R>(
  all: readonly R[],
  columns: readonly string[],
  of: { readonly bar: (row: R) => Bar; readonly cells: (row: R) => Cell[] },
): Chart {
  const rows = all.slice(0, shownRows);
  return {
    drawing: { kind: 'bars', bars: rows.slice(0, shownBars).map(of.bar) },
    columns,
    rows: rows.map(of.cells),
  };
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

/** What a lift compares with, as cells. */
export const liftColumns = ['expected', 'lift'];
export const liftCells = (of: { readonly expected: number; readonly lift: number }): Cell[] => [
  round(of.expected, 2),
  round(of.lift, 3),
];

/** Trackers by their lift; `counted`: what `count` is called. */
export const lifts = (
  counted: string,
  rows: readonly {
    readonly name: string;
    readonly expected: number;
    readonly lift: number;
    readonly small: boolean;
    readonly count: number;
  }[],
): Chart =>
  ranked(rows, ['Tracker', counted, 'Expected by chance', 'Lift'], {
    bar: (row) => ({
      label: row.name,
      value: row.lift,
      text: `${row.lift.toFixed(2)} times (${number(row.count)})`,
      faint: row.small,
    }),
    cells: (row) => [row.name, row.count, number(row.expected), row.lift.toFixed(2)],
  });

import { csvText } from '../../../../electron/contract/csv.ts';

/**
 * The figures behind a chart: what its table shows and its CSV holds. Null is "not available", never zero. `percent`: a share
 * 0..1, shown as percent and saved as it is.
 */
export interface Figures {
  readonly columns: readonly {
    readonly label: string;
    readonly num?: boolean;
    readonly percent?: boolean;
    /** Null is nothing here, instead of not available. */
    readonly empty?: boolean;
  }[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** Figures as CSV with a header; what is not available is empty, not zero. Ends with how they were counted, if given. */
export function toCsv(figures: Figures, note = ''): string {
  return csvText([
    figures.columns.map((column) => column.label),
    ...figures.rows.map((row) =>
      row.map((value) => (typeof value === 'number' ? Number(value.toFixed(6)) : value)),
    ),
    ...(note ? [[], [note]] : []),
  ]);
}

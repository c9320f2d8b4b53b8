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

/** A cell that no spreadsheet takes for a formula. */
function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(Number(value.toFixed(6)));
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Figures as CSV with a header; what is not available is empty, not zero. Ends with how they were counted, if given. */
export function toCsv(figures: Figures, note = ''): string {
  const lines = [figures.columns.map((column) => column.label), ...figures.rows].map((row) =>
    row.map(cell).join(','),
  );
  return [...lines, ...(note ? ['', cell(note)] : [])].join('\r\n');
}

/** Hands a file to the user. */
export function download(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name.replace(/[^\p{L}\p{N} ._-]/gu, '_');
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export const textBlob = (text: string, mime: string): Blob =>
  new Blob([text], { type: `${mime};charset=utf-8` });

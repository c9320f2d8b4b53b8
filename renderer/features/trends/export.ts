import type { TrendSeries } from '../../../electron/contract/trends.ts';

/** A cell that no spreadsheet takes for a formula. */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The series as CSV with a header; figures that are not available are empty, not zero. */
export function toCsv(series: TrendSeries): string {
  const rows = series.points.map((point) => [
    series.name,
    point.from,
    point.calls,
    point.mentioning,
    point.mentions,
    Number(point.hours.toFixed(3)),
    point.bySide?.company ?? '',
    point.bySide?.customer ?? '',
    point.bySide?.unknown ?? '',
  ]);
  return [
    ['tracker', 'from', 'calls', 'calls mentioning', 'mentions', 'hours', 'company', 'customer', 'unknown'],
    ...rows,
  ]
    .map((row) => row.map(cell).join(','))
    .join('\r\n');
}

/** Hands a text to the user as a file. */
export function download(name: string, mime: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${mime};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name.replace(/[^\p{L}\p{N} ._-]/gu, '_');
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

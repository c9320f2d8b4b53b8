import { beginning, clean } from './plain-text.ts';

/** A value of a CSV file: a number stays one, null is an empty cell, text is guarded. */
export type CsvValue = string | number | null;

/** What a spreadsheet may take for a formula, at the start of a cell (full-width and small forms, and spaces before it included). */
const formula = /^\s*[=+\-@|%\u2212\ufe62\ufe63\ufe66\ufe6b\uff05\uff0b\uff0d\uff1d\uff20\uff5c]/;

/**
 * The same after a semicolon or tab within a cell: where the system's list separator is the semicolon, Excel cuts a file with
 * commas there, and quotes in the middle of a line do not stop it.
 */
const formulaWithin = /([;\t]\s*)(?=[=@\uff1d\uff20]|[+\-\uff0b\uff0d][\p{L}\p{N}(])/gu;

/** Digits with separators or an exponent: a spreadsheet makes a number, a date or a time of it. */
const numberLike = /^\s*(?:\d[\d.,/:\s-]*|\d+(?:\.\d*)?e\d+)$/i;

/** Such texts that come out of a spreadsheet as they went in: plain numbers of up to 15 digits, ISO days and moments, h:mm:ss. */
const readBack =
  /^(?:(?:0|[1-9]\d{0,14})|(?=.{1,16}$)(?:0|[1-9]\d*)\.\d*[1-9]|\d{4}-\d\d-\d\d(?: \d\d:\d\d(?::\d\d)?)?|\d+:\d\d:\d\d)$/;

/** Excel's limit of characters in a cell; what is longer spills into the rows below. */
export const longestCell = 32_767;
const cutNote = ' … (cut: a cell holds 32,767 characters)';

/**
 * One CSV cell. Text is always quoted; what a spreadsheet would run as a formula or change by taking it for a number or a date
 * gets an apostrophe in front. What no cell can hold is cut and says so.
 */
export function csvCell(value: CsvValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  const text = clean(value).replace(formulaWithin, "$1'");
  const guarded = formula.test(text) || (numberLike.test(text) && !readBack.test(text)) ? `'${text}` : text;
  const fitting =
    guarded.length <= longestCell ? guarded : beginning(guarded, longestCell - cutNote.length) + cutNote;
  return `"${fitting.replaceAll('"', '""')}"`;
}

/** Rows as CSV: RFC 4180, UTF-8 with a byte order mark, without which Excel reads another encoding. */
export function csvText(rows: readonly (readonly CsvValue[])[]): string {
  return `\ufeff${rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')}`;
}

/**
 * A call's id as a cell: 'call:2363974057376326059'. A spreadsheet keeps 15 digits of a number and makes zeros of the rest,
 * so that ids are words here; unlike an apostrophe, these stay words when the file is saved there and opened again.
 */
export const idCell = (callId: string): string => `call:${callId}`;

/** A call's id as somebody may paste it: as it is, or as it stands in our CSV files. */
export const pastedId = (text: string): string => text.trim().replace(/^call:/i, '');

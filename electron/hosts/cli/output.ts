import type { WireError } from '../../contract/errors.ts';

/** Where a command prints: results to `out`, progress and errors to `err`. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether `out` is a terminal that shows bold text. */
  readonly styled: boolean;
  /** Whether `err` is a terminal on which a line can be redrawn. */
  readonly live: boolean;
  readonly columns: number;
}

/** The process's own terminal. */
export function processTerminal(): Terminal {
  return {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    styled: process.stdout.isTTY === true && !process.env['NO_COLOR'],
    live: process.stderr.isTTY === true,
    // A terminal without a size says 0.
    columns: process.stderr.columns || 80,
  };
}

/** Marked text with its matches bold, or plain. */
export function marked(text: string, styled: boolean): string {
  return text.replaceAll('\uE000', styled ? '\x1b[1m' : '').replaceAll('\uE001', styled ? '\x1b[22m' : '');
}

/** JSON for scripts: one document, without the private-use marks of matches. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, (_, item) => (typeof item === 'string' ? marked(item, false) : item))}\n`;
}

/** Rows in aligned columns; numbers to the right. */
export function table(rows: readonly (readonly (string | number)[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, String(cell).length);
    });
  }
  const line = (row: readonly (string | number)[]) =>
    row
      .map((cell, i) =>
        typeof cell === 'number' ? String(cell).padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return `${rows.map(line).join('\n')}\n`;
}

/** What went wrong and what to do next, as lines for people or as one JSON line. */
export function errorText(error: WireError, json: boolean): string {
  if (json) return `${JSON.stringify({ error })}\n`;
  const requestId = error.requestId ? `\n  Gong’s request id: ${error.requestId}` : '';
  const next = error.nextStep ? `\n  ${error.nextStep}` : '';
  return `earshot: ${error.message}${next}${requestId}\n  (${error.code})\n`;
}

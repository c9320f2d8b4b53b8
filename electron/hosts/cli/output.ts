import type { WireError } from '../../contract/errors.ts';

/**
 * Where a command prints. Nothing but this writes to the user's terminal, and no text of a call can make a terminal do something: what
 * would (escape sequences, control characters, directions) is written as a sign.
 */
export interface Terminal {
  /** Results: sentences, tables, JSON. The marks of matches (U+E000, U+E001) become bold text, or nothing. */
  out(text: string): void;
  /** Errors and notes. */
  err(text: string): void;
  /** The content of a file, which a file or another program gets as it is. */
  document(content: string): void;
  /** Draws the line of what is going on anew, on a live terminal; nothing wipes it away. */
  progress(line: string): void;
  /** A question, and the echo of what the user types. `\b` goes a letter back. */
  prompt(text: string): void;
  /** Whether `err` is a terminal on which a line can be redrawn. */
  readonly live: boolean;
  readonly columns: number;
}

/** What a terminal writes to. */
interface TerminalStreams {
  readonly out: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly err: { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number };
  /** Whether bold text may be used where `out` is a terminal. */
  readonly styled: boolean;
}

/** A terminal over two streams. */
export function createTerminal({ out, err, styled }: TerminalStreams): Terminal {
  const bold = styled && out.isTTY === true;
  return {
    out: (text) => void out.write(emboldened(harmless(text), bold)),
    err: (text) => void err.write(harmless(text)),
    document: (content) => void out.write(out.isTTY === true ? harmless(content) : content),
    progress: (line) => void err.write(`\r\x1b[2K${harmless(line)}`),
    prompt: (text) => void err.write(text.split('\b').map(harmless).join('\b')),
    live: err.isTTY === true,
    // A terminal without a size says 0.
    columns: err.columns || 80,
  };
}

/** The process's own terminal. */
export const processTerminal = (): Terminal =>
  createTerminal({ out: process.stdout, err: process.stderr, styled: !process.env['NO_COLOR'] });

/** Control characters of C0 (but line end and tab), DEL, C1, and what turns the direction of text that follows. */
const harmful = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g;

/** A text with signs for what a terminal would obey. */
function harmless(text: string): string {
  return text.replace(/\r\n/g, '\n').replace(harmful, (letter) => {
    const code = letter.charCodeAt(0);
    // Unicode has pictures of these.
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    if (code === 0x7f) return '\u2421';
    // Isolates without a direction of their own are ours; few terminals know them.
    return code === 0x2068 || code === 0x2069 ? '' : '\ufffd';
  });
}

/** The marks of matches as bold text that ends with the text, or dropped. */
function emboldened(text: string, bold: boolean): string {
  if (!bold) return unmarked(text);
  const written = text.replaceAll('\uE000', '\x1b[1m').replaceAll('\uE001', '\x1b[22m');
  return written === text ? text : `${written}\x1b[22m`;
}

const unmarked = (text: string) => text.replace(/[\uE000\uE001]/g, '');

/** A name or title on one line: nobody's text can look like a line of ours. */
export function oneLine(text: string): string {
  return text.replace(/[\n\r\u2028\u2029]+/g, ' ');
}

/** JSON for scripts: one document, without the private-use marks of matches. */
export function jsonText(value: unknown): string {
  return `${plainJson(JSON.stringify(value, (_, item) => (typeof item === 'string' ? unmarked(item) : item)))}\n`;
}

/** The same JSON with escapes for what a terminal would obey: JSON itself asks for that only below U+0020. */
export function plainJson(json: string): string {
  return json.replace(
    /[\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Rows in aligned columns; numbers to the right. */
export function table(given: readonly (readonly (string | number)[])[]): string {
  const widths: number[] = [];
  const rows = given.map((row) => row.map((cell) => (typeof cell === 'string' ? oneLine(cell) : cell)));
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
  if (json) return jsonText({ error });
  const requestId = error.requestId ? `\n  Gong’s request id: ${error.requestId}` : '';
  const next = error.nextStep ? `\n  ${error.nextStep}` : '';
  return `earshot: ${error.message}${next}${requestId}\n  (${error.code})\n`;
}

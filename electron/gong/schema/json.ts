/**
 * Deepest nesting of objects and lists we read. Gong's own records nest nine deep; a stranger one is stored like others as
 * long as every step after this one can walk it.
 */
export const maxDepth = 1000;

/** Why a body could not be read as JSON. */
export class JsonRefused extends Error {
  readonly cause_: 'depth' | 'syntax';
  constructor(cause: 'depth' | 'syntax', message: string) {
    super(message);
    this.cause_ = cause;
  }
}

/**
 * Whether brackets nest deeper than `limit`: a scan that stops before the parser's own recursion could. It reads bytes,
 * which in UTF-8 never look like a bracket or quotation mark inside another character, because that is twice as fast.
 */
function deeperThan(body: Uint8Array, limit: number): boolean {
  let depth = 0;
  for (let at = 0; at < body.length; at++) {
    const code = body[at];
    if (code === quote) at = endOfString(body, at);
    else if (code === openList || code === openObject) {
      if (++depth > limit) return true;
    } else if (code === closeList || code === closeObject) depth--;
  }
  return false;
}

const [quote, backslash] = [34, 92];
const [openList, closeList, openObject, closeObject] = [91, 93, 123, 125];

/** Position of the quotation mark that ends the string beginning at `start`. */
function endOfString(body: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < body.length && body[at] !== quote) at += body[at] === backslash ? 2 : 1;
  return at;
}

const digits = /\d{16}/;
const bigInteger = /[:[,]\s*-?\d{16,}/;
const oddCharacter = /\\u0000|\\u[dD][89abcdefABCDEF]/;

/** Whether the plain parser would lose something. Each test begins with a cheaper one that most bodies end at. */
const needsCare = (text: string) =>
  (digits.test(text) && bigInteger.test(text)) ||
  (text.includes('\\u') && oddCharacter.test(text)) ||
  !text.isWellFormed();

/**
 * Parses a body of Gong's (UTF-8): integers beyond 2^53 become text (ids must not be rounded), NUL and lone surrogates
 * become U+FFFD so that no store or index downstream can be cut short by them. Throws JsonRefused.
 */
export function parseGongJson(body: Uint8Array | string): unknown {
  const bytes =
    typeof body === 'string' ? Buffer.from(body) : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (deeperThan(bytes, maxDepth))
    throw new JsonRefused('depth', `The answer nests deeper than ${maxDepth} levels.`);
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  try {
    return needsCare(text) ? JSON.parse(text, exact) : JSON.parse(text);
  } catch {
    throw new JsonRefused('syntax', 'The answer is not complete JSON.');
  }
}

function exact(this: unknown, _key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value))
    return context?.source ?? String(value);
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\0', '\uFFFD');
  return value;
}

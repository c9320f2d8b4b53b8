/**
 * Deepest nesting of objects and lists we read. Gong's own records nest nine deep; a stranger one is stored like others as
 * long as every step after this one can walk it.
 */
const maxDepth = 1000;

/** Why a body could not be read as JSON. */
export class JsonRefused extends Error {
  readonly cause_: 'depth' | 'syntax';
  constructor(cause: 'depth' | 'syntax', message: string) {
    super(message);
    this.cause_ = cause;
  }
}

/** What one look at the bytes of a body tells. */
interface Look {
  readonly tooDeep: boolean;
  /** A number with more digits than a double holds, outside of strings. */
  readonly bigNumber: boolean;
  /** Some `\u…` in a string. */
  readonly escaped: boolean;
}

/**
 * Looks through a body before the parser does: at how deep brackets nest, so that it stops before the parser's own recursion
 * could, and for what the plain parser would lose. Bytes, because in UTF-8 none of them looks like a bracket, a digit or a
 * quotation mark inside another character, and reading them is twice as fast.
 */
function lookThrough(body: Uint8Array): Look {
  let depth = 0;
  let digits = 0;
  let bigNumber = false;
  let escaped = false;
  for (let at = 0; at < body.length; at++) {
    const code = body[at] as number;
    if (code >= zero && code <= nine) {
      if (++digits === 16) bigNumber = true;
      continue;
    }
    digits = 0;
    if (code === quote) {
      for (at++; at < body.length && body[at] !== quote; at++)
        if (body[at] === backslash && body[++at] === letterU) escaped = true;
    } else if (code === openList || code === openObject) {
      if (++depth > maxDepth) return { tooDeep: true, bigNumber, escaped };
    } else if (code === closeList || code === closeObject) depth--;
  }
  return { tooDeep: false, bigNumber, escaped };
}

const [quote, backslash, letterU, zero, nine] = [34, 92, 117, 48, 57];
const [openList, closeList, openObject, closeObject] = [91, 93, 123, 125];
const oddCharacter = /\\u0000|\\u[dD][89abcdefABCDEF]/;

/**
 * Parses a body of Gong's (UTF-8): integers beyond 2^53 become text (ids must not be rounded), NUL and lone surrogates
 * become U+FFFD so that no store or index downstream can be cut short by them. Throws JsonRefused.
 */
export function parseGongJson(body: Uint8Array | string): unknown {
  const bytes =
    typeof body === 'string' ? Buffer.from(body) : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const { tooDeep, bigNumber, escaped } = lookThrough(bytes);
  if (tooDeep) throw new JsonRefused('depth', `The answer nests deeper than ${maxDepth} levels.`);
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  const needsCare = bigNumber || (escaped && oddCharacter.test(text));
  try {
    return needsCare ? JSON.parse(text, exact) : JSON.parse(text);
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

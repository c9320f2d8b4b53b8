/** Deepest nesting of objects and lists we read; Gong's own records nest nine deep. */
export const maxDepth = 200;

/** Why a body could not be read as JSON. */
export class JsonRefused extends Error {
  readonly cause_: 'depth' | 'syntax';
  constructor(cause: 'depth' | 'syntax', message: string) {
    super(message);
    this.cause_ = cause;
  }
}

/** Deepest level of brackets outside strings: a cheap scan that stops before the parser's own recursion could. */
function deeperThan(body: string, limit: number): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < body.length; at++) {
    const code = body.charCodeAt(at);
    if (inString) {
      if (code === 92) at++;
      else if (code === 34) inString = false;
    } else if (code === 34) inString = true;
    else if (code === 91 || code === 123) {
      if (++depth > limit) return true;
    } else if (code === 93 || code === 125) depth--;
  }
  return false;
}

const bigInteger = /[:[,]\s*-?\d{16,}/;
const oddCharacter = /\\u0000|\\u[dD][89abcdefABCDEF]/;

/**
 * Parses a body of Gong's: integers beyond 2^53 become text (ids must not be rounded), NUL and lone surrogates become
 * U+FFFD so that no store or index downstream can be cut short by them. Throws JsonRefused.
 */
export function parseGongJson(body: string): unknown {
  if (deeperThan(body, maxDepth))
    throw new JsonRefused('depth', `The answer nests deeper than ${maxDepth} levels.`);
  const careful = bigInteger.test(body) || oddCharacter.test(body) || !body.isWellFormed();
  try {
    return careful ? JSON.parse(body, exact) : JSON.parse(body);
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

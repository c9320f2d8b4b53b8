import { tokens } from '../text/terms.ts';

/** Said instead of a number of words where the words cannot be told letter by letter, or are too many for a byte. */
export const notCounted = 255;

/** Characters that the word index and `tokens` take alike, whatever stands beside them: Latin and Cyrillic letters, punctuation, currencies. */
const stretches = [
  [0x0000, 0x024f],
  [0x0400, 0x0481],
  [0x048a, 0x04ff],
  [0x1e00, 0x1eff],
  [0x2000, 0x206f],
  [0x20a0, 0x20b9],
] as const;
/** But for these, which one of the two makes into another letter. */
const others = 'µſǠǡǢǣǮǯǼǽǾǿẛ';

const [between, inWord, unknown] = [0, 1, 2];
let kinds: Uint8Array | null = null;

/** What each code unit is: `between` words, `inWord` or `unknown`. Made at the first use. */
function kindsOf(): Uint8Array {
  if (kinds) return kinds;
  const table = new Uint8Array(0x10000).fill(unknown);
  for (const [from, to] of stretches)
    for (let code = from; code <= to; code++)
      table[code] = tokens(String.fromCharCode(code)).length === 0 ? between : inWord;
  for (const other of others) table[other.charCodeAt(0)] = unknown;
  kinds = table;
  return table;
}

/**
 * Words of a text whose characters the word index (search/words/tokenize.ts) and `tokens` cut and fold alike: there they have the same
 * words. `notCounted` for any other.
 */
export function countWords(text: string): number {
  const table = kindsOf();
  let words = 0;
  let before = between;
  for (let at = 0; at < text.length; at++) {
    const here = table[text.charCodeAt(at)] as number;
    if (here === unknown) return notCounted;
    words += here & (before ^ 1);
    before = here;
  }
  return Math.min(words, notCounted);
}

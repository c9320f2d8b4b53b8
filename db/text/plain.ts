import { hasSpecialWords, wordsOf } from '../../electron/contract/words/cut.ts';

/*
 * Text to look for words in without cutting it up: as long as the original, so that places in one are places in the
 * other, with only letters and digits where the original has them. Most text of languages in Latin or Cyrillic script can
 * be had so; for the rest there is null: it has to be cut into words.
 */

const asciiOnly = /^[\x00-\x7f]*$/;
/** Stretches of characters that fold one by one, whatever stands beside them: no marks, no Greek (its final sigma). */
const stretches = [
  [0x0000, 0x024f],
  [0x0400, 0x0482],
  [0x048a, 0x04ff],
  [0x1e00, 0x1eff],
  [0x2000, 0x206f],
  [0x20a0, 0x20c0],
  [0x2100, 0x2bff],
] as const;
const space = 32;

let folds: Uint16Array | null = null;

/** What each code unit becomes; 0 for those that need a closer look. Made at the first use, from the words they make. */
function foldsOf(): Uint16Array {
  if (folds) return folds;
  const table = new Uint16Array(0x10000);
  for (const [from, to] of stretches)
    for (let code = from; code <= to; code++) {
      const char = String.fromCharCode(code);
      if (hasSpecialWords(char)) continue;
      const words = wordsOf(char);
      const word = words[0] ?? '';
      if (words.length === 0) table[code] = space;
      else if (words.length === 1 && word.length === 1) table[code] = word.charCodeAt(0);
    }
  folds = table;
  return table;
}

/** Whether a code unit of plain text is part of a word. */
export const inWord = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code >= 128;

/** What a run of other characters than ASCII becomes; null when one of them needs a closer look. */
function foldRun(run: string): string | null {
  const table = foldsOf();
  let folded = '';
  for (let at = 0; at < run.length; at++) {
    const code = table[run.charCodeAt(at)] as number;
    if (code === 0) return null;
    folded += String.fromCharCode(code);
  }
  return folded;
}

/**
 * The text in its plain form, or null. ASCII keeps its capitals and its punctuation but for the underscore, which is no part
 * of a word here but is to a regular expression.
 */
export function plainOf(text: string): string | null {
  if (hasSpecialWords(text)) return null;
  let plain = text;
  if (!asciiOnly.test(text)) {
    let strange = false;
    // Most text has a few such characters only: what is between them is not touched.
    plain = text.replace(/[^\x00-\x7f]+/g, (run) => {
      const folded = strange ? null : foldRun(run);
      if (folded === null) strange = true;
      return folded ?? '';
    });
    if (strange) return null;
  }
  return plain.includes('_') ? plain.replaceAll('_', ' ') : plain;
}

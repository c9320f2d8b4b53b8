/*
 * Quotation marks of all languages (Unicode's Pi and Pf, CLDR's delimiters, the corner brackets of Chinese and Japanese). A phrase ends with
 * any mark of its opener's family, because no two typists mix them alike.
 */

const families: readonly string[] = ['"“”„‟＂〝〞〟', '«»', '‹›', '「」｢｣', '『』'];
/** Single ones are apostrophes too: only these two open, and before a letter the closing one is an apostrophe. */
const single = { open: '‘‚', close: '’‘' } as const;
/** Marks that open a phrase wherever they stand: nobody ends a word with them. */
const alwaysOpen = '„‟〝«‹「｢『‚';
/** Marks that open one where no letter or digit stands before them. */
const mayOpen = '"“”＂»›‘';
const letterBefore = /[\p{L}\p{N}\p{M}]$/u;
const letter = /^[\p{L}\p{N}\p{M}]/u;
const hebrew = /\p{Script=Hebrew}/u;

/** What a quoted text must have a backslash before. */
export const escaped = /[\\"“”„‟＂〝〞〟]/gu;
const escapable = `\\${families.join('')}’‘‚`;

/** Whether a character is a quotation mark of any language. */
export const isQuotationMark = (char: string): boolean => escapable.includes(char) && char !== '\\';

/**
 * Whether a phrase begins at a place where none is open. A mark right after a letter or digit belongs to the word: מנכ"ל, 27" monitor.
 */
export function opensPhrase(text: string, at: number): boolean {
  const char = text[at] as string;
  if (alwaysOpen.includes(char)) return true;
  return mayOpen.includes(char) && !letterBefore.test(text.slice(Math.max(0, at - 2), at));
}

/** Whether a phrase begins anywhere in a text. */
export function hasPhrase(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (opensPhrase(text, at)) return true;
  return false;
}

/** Reads the phrase that opens at a place. A backslash takes the next mark as it is. Without a closing mark it goes to the end. */
export function readPhrase(text: string, from: number): { text: string; closed: boolean; to: number } {
  const opener = text[from] as string;
  const family = families.find((marks) => marks.includes(opener));
  let value = '';
  let at = from + 1;
  while (at < text.length) {
    const char = text[at] as string;
    const next = text[at + 1] ?? ' ';
    if (char === '\\' && escapable.includes(next)) {
      value += next;
      at += 2;
      continue;
    }
    // Inside a Hebrew word it is the mark of an abbreviation.
    const within = hebrew.test(text[at - 1] as string) && hebrew.test(next);
    if (
      family
        ? family.includes(char) && !within
        : single.close.includes(char) && !letter.test(text.slice(at + 1, at + 3))
    )
      return { text: value, closed: true, to: at + 1 };
    value += char === '\0' ? ' ' : char;
    at++;
  }
  return { text: value, closed: false, to: at };
}

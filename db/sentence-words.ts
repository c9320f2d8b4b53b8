/** Said instead of a number of words where the words cannot be told letter by letter, or are too many for a byte. */
export const notCounted = 255;

/** 1 for letters and digits. */
const inWord = Uint8Array.from({ length: 128 }, (_, code) =>
  /[A-Za-z0-9]/.test(String.fromCharCode(code)) ? 1 : 0,
);

/**
 * Words of a text of ASCII and general punctuation: there the word index (search/words/tokenize.ts), `tokens` and this loop cut
 * alike. `notCounted` for any other.
 */
export function countWords(text: string): number {
  let words = 0;
  let before = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    let here = 0;
    if (unit < 128) here = inWord[unit] as number;
    else if (unit < 0x2000 || unit >= 0x2070) return notCounted;
    words += here & (before ^ 1);
    before = here;
  }
  return Math.min(words, notCounted);
}

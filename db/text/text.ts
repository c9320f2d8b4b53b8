/** Text that may hold what `cleanText` replaces. */
const unclean = /[\0\ue000\ue001\ud800-\udfff]/;
/** Scripts that stores of earlier versions have U+200B in, between any two letters. */
const separated =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}\\u30fc';
const separator = new RegExp(`(?<=[${separated}])\\u200b(?=[${separated}])`, 'gu');

/**
 * Text as it is stored for searching. The two private-use marks of search results, NUL and lone surrogates are replaced, because the
 * first could forge a mark and the others are no text to SQLite.
 */
export function cleanText(text: string): string {
  return unclean.test(text) ? text.toWellFormed().replace(/[\0\ue000\ue001]/g, ' ') : text;
}

/** Stored text for people: what earlier versions put between the letters of scripts without spaces is left out. */
export function storedText(text: string): string {
  return text.includes('\u200b') ? text.replace(separator, '') : text;
}

/** A name in one form: accents joined to their letters, and one blank wherever there is any white space or control character. */
export function tidyName(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

/** An address as it is compared: in lower case, and of `Ann Lee <ann@acme.example>` what stands in the brackets. */
export function tidyAddress(text: string): string {
  const inner = /<([^<>]*@[^<>]*)>\s*$/.exec(text)?.[1] ?? text;
  return inner.replace(/[<>]/g, '').trim().toLowerCase();
}

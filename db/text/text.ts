export { fold } from '../../electron/contract/query/fold.ts';

/** Scripts written without spaces between words: each character becomes a token of its own. */
const unspaced =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}\\u30fc';
const between = new RegExp(`(?<=[${unspaced}])(?=[${unspaced}])`, 'gu');
const separator = new RegExp(`(?<=[${unspaced}])\\u200b(?=[${unspaced}])`, 'gu');
/** Cheap test that keeps the common case at one scan: nothing below U+0E00 needs separating or is a mark. */
const interesting =
  /[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\ud7ff\ue000\ue001\uf900-\uffff]|[\ud800-\udfff]|\0/;

/**
 * Text as the full-text tables hold it. The tokenizer takes a run of Chinese as one word, so U+200B (no token, no
 * width) is put between neighbouring characters of such scripts: a query word segmented the same way and quoted is
 * then a phrase, which finds it anywhere inside the run. The two private-use marks of search results, NUL and lone
 * surrogates are replaced, because the first could forge a mark and the others are not text to SQLite.
 */
export function segment(text: string): string {
  if (!interesting.test(text)) return text;
  return text
    .toWellFormed()
    .replace(/[\0\ue000\ue001]/g, ' ')
    .replace(between, '\u200b');
}

/** Text for people: `segment` undone. */
export function unsegment(text: string): string {
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

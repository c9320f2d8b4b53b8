/*
 * One form for what is the same word to whoever looks for it. Where each rule comes from:
 * - width, ligatures, presentation forms, digits: compatibility mappings and decimal digits of the Unicode Character Database.
 * - Latin: marks go, letters that Unicode does not decompose become those of CLDR's Latin-ASCII.
 * - Greek: tonos and breathings go, a final sigma is a sigma (Lucene's GreekLowerCaseFilter).
 * - Cyrillic: stress marks go and ё is е (Russian orthography of 1956, § 10); й, ї and ў are letters of their own.
 * - Hebrew: points and cantillation marks go, as do geresh and gershayim inside a word (UAX #29, WB7a to WB7c, keep the word whole).
 * - Yiddish: double letters are two (CLDR's root collation).
 * - Arabic: harakat, tatweel, hamza on alef and heh, teh marbuta, alef maksura, keheh and Farsi yeh (Lucene's ArabicNormalizer, PersianNormalizer).
 * - Devanagari: nukta goes, candrabindu is anusvara (Lucene's HindiNormalizer). All other marks of Indic scripts, and those of Thai, Lao,
 *   Khmer, Myanmar, Tibetan and kana, are parts of their letters.
 */

/** Letters that Unicode does not decompose, with what they are here. */
const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ŧ: 't',
  ŋ: 'n',
  ı: 'i',
  ĸ: 'q',
  ς: 'σ',
  ٱ: 'ا',
  ى: 'ي',
  ی: 'ي',
  ک: 'ك',
  ہ: 'ه',
  ة: 'ه',
  ە: 'ه',
  װ: 'וו',
  ױ: 'וי',
  ײ: 'יי',
  'ँ': 'ं',
};
const undecomposed = new RegExp(`[${Object.keys(letters).join('')}]`, 'gu');
/** Alone on a line of text these change nothing: joiners, direction marks, soft hyphens, variation selectors, tatweel. */
const ignorable = /[\p{Default_Ignorable_Code_Point}\u0640]/gu;
/** Marks that go with the script of their letter. */
const lostMarks =
  /(?<=[\p{Script=Latin}\p{Script=Greek}]\p{M}*)\p{M}|(?<=\p{Script=Cyrillic}\p{M}*)[\u0300\u0301]|(?<=е\p{M}*)\u0308|[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]|[\u0610-\u061a\u064b-\u0652\u0656-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]|(?<=[اهہە]\p{M}*)[\u0653-\u0655]|\u093c/gu;
const quotesInside = /["'’”״׳]/g;
const notOfWords = /[^\p{L}\p{N}\p{M}\p{Co}]/u;
/** Numbers that are no decimal digits (², ⅷ, ㊀), Thai and Lao, two kana in one. */
const kept = /[\p{No}\p{Nl}\p{Script=Thai}\p{Script=Lao}ヿゟ]/u;
const asciiOnly = /^[\x00-\x7f]*$/;

/**
 * Compatibility forms, but for characters that stand for several with signs among them (½ is not 12), for a word of another script (㊀) or,
 * in Thai and Lao, for a letter and another one.
 */
function compatible(text: string): string {
  const whole = text.normalize('NFKC');
  if (!notOfWords.test(whole) && !kept.test(text)) return whole;
  return Array.from(text, (char) => {
    const form = char.normalize('NFKC');
    return notOfWords.test(form) || (kept.test(char) && !/^[0-9a-z]+$/i.test(form)) ? char : form;
  })
    .join('')
    .normalize('NFC');
}

/** 0 to 9 for a decimal digit of any script: they stand in tens, in order. */
function digit(char: string): string {
  const code = char.codePointAt(0) as number;
  let zero = code;
  while (zero > code - 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  // The mathematical digits follow each other in five tens.
  return String(code >= 0x1d7ce && code <= 0x1d7ff ? (code - 0x1d7ce) % 10 : code - zero);
}

/** A text as it is compared: without case, width, and the marks that people leave out. Total. */
export function fold(text: string): string {
  // ASCII needs no table: by far the common case.
  if (asciiOnly.test(text)) return text.toLowerCase();
  return compatible(text)
    .replace(ignorable, '')
    .toLowerCase()
    .normalize('NFD')
    .replace(lostMarks, '')
    .normalize('NFC')
    .replace(undecomposed, (letter) => letters[letter] as string)
    .replace(/(?![0-9])\p{Nd}/gu, digit);
}

/** One word of a text as it is compared: as `fold`, and without the quotation marks that Hebrew has inside words. */
export const foldWord = (word: string): string => {
  const folded = fold(word);
  return asciiOnly.test(word) ? folded : folded.replace(quotesInside, '');
};

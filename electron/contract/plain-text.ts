/** Breaks between lines and pages, of any age and script: \r\n, \r, vertical tab, form feed, NEL, U+2028, U+2029. */
const breaks = /\r\n?|[\v\f\x85\u2028\u2029]/g;

/** Controls that could reorder, hide or break text in another program: C0/C1 but tab and newline, and bidi marks. */
const harmful = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ue000\ue001]/g;

/** Text from a call, safe to put into a file: no control or direction characters, no lone surrogates. */
export function clean(text: string): string {
  return text.toWellFormed().replace(breaks, '\n').replace(harmful, '');
}

/** The same on one line. */
export function cleanLine(text: string): string {
  return clean(text).replace(/\s+/g, ' ').trim();
}

/** The longest beginning of `text` of at most `length` UTF-16 units that breaks no character. */
export function beginning(text: string, length: number): string {
  if (text.length <= length) return text;
  const half = /[\ud800-\udbff]/.test(text[length - 1] as string);
  return text.slice(0, half ? length - 1 : length);
}

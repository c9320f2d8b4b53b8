/*
 * Which way a text runs is its own matter: ours is left to right, and one of the data is what its first letter says.
 * - A text of the data that is a paragraph or a field of its own has `dir="auto"`: it runs, aligns and is cut its own way.
 * - One within a line of ours, or a label that keeps its place, is a <bdi>: nothing around it moves.
 * - Where there is only a string (titles, options, sentences that the core made), its text stands between isolates: below.
 */

/** Letters and digits of scripts that are written from right to left, and their presentation forms (Unicode, Bidi_Class R and AL). */
const rtl = '\\u0590-\\u08ff\\ufb1d-\\ufdff\\ufe70-\\ufefc\\u{10800}-\\u{10fff}\\u{1e800}-\\u{1efff}';
/** Begin or end an embedding, an override or an isolate: one left open reaches on to what is behind it. */
const opening = '\\u202a-\\u202e\\u2066-\\u2069';
/** Tells a text that can move what is around it. */
export const anyRtl = new RegExp(`[${rtl}]`, 'u');
const anyMoving = new RegExp(`[${rtl}${opening}]`, 'u');
const controls = new RegExp(`[\\u061c\\u200e\\u200f${opening}]`, 'g');
/** The same but the isolates that are ours. */
const foreignControls = /[\u061c\u200e\u200f\u202a-\u202e\u2066\u2067]/g;
/** What is isolated already, what is quoted, or a stretch from one such letter to the last that no other letter parts from it. */
const foreign = new RegExp(
  `\u2068[^\u2069]*\u2069|(?<=“)[^“”]+(?=”)|[${rtl}](?:[^\\p{L}“”]*[${rtl}])*`,
  'gu',
);

/** A text of the data for a string of ours: it runs its own way and moves nothing around it. Unchanged where it cannot. */
export const isolate = (text: string): string =>
  anyMoving.test(text) ? `\u2068${text.replace(controls, '')}\u2069` : text;

/**
 * A sentence that the core made, with what is quoted or named in it isolated; of a name with Latin letters in it this knows only if it
 * is isolated already. `foreignAs` and `oursAs` write the parts of it otherwise,
 * as HTML for example.
 */
export function isolateWithin(
  said: string,
  foreignAs: (text: string) => string = isolate,
  oursAs: (text: string) => string = (text) => text,
): string {
  const sentence = said.replace(foreignControls, '');
  if (!anyRtl.test(sentence)) return oursAs(sentence);
  let out = '';
  let from = 0;
  for (const { 0: text, index } of sentence.matchAll(foreign)) {
    out += oursAs(sentence.slice(from, index)) + foreignAs(text);
    from = index + text.length;
  }
  return out + oursAs(sentence.slice(from));
}

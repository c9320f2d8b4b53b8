/*
 * How much of a text fits a line, for labels and drawings that nothing wraps: in the room of Latin letters, and cut where a reader would.
 */

const letters = new Intl.Segmenter('und', { granularity: 'grapheme' });
const words = new Intl.Segmenter('und', { granularity: 'word' });

/** Letters that take the room of two: East Asian ones but half-width, and emoji (about what UAX #11 calls wide). */
const wide =
  /^[[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]--[\uff61-\uffdc]]/v;
const roomOf = (letter: string) => (wide.test(letter) ? 2 : 1);

/** A text in the room of at most `most` Latin letters; of a longer one the beginning, cut between two letters, and '…'. */
export function shortened(text: string, most: number): string {
  let room = 0;
  let end = 0;
  for (const { segment, index } of letters.segment(text)) {
    room += roomOf(segment);
    if (room > most) return `${text.slice(0, end).trimEnd()}…`;
    if (room < most) end = index + segment.length;
  }
  return text;
}

/** Scripts whose words no spaces part, and their punctuation. */
const unspaced =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Bopomofo}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}\\p{Script=Yi}\\u3000-\\u303f\\uff00-\\uffef';
const endsSo = new RegExp(`[${unspaced}]\\p{M}*$`, 'u');
const beginsSo = new RegExp(`^[${unspaced}]`, 'u');
/** No line begins with what closes or goes on, and none ends with what opens. */
const closes = /^[\p{Pe}\p{Pf}\p{Po}\p{Lm}\p{M}…]/u;
const opens = /[\p{Ps}\p{Pi}]$/u;

/** Lines in the room of at most `most` Latin letters, broken at spaces and between words of scripts that have none; a longer word is whole. */
export function wrapped(text: string, most: number): string[] {
  const lines: string[] = [];
  let line = '';
  let piece = '';
  const width = (of: string) =>
    [...letters.segment(of)].reduce((sum, { segment }) => sum + roomOf(segment), 0);
  /** Puts what cannot be broken on the line, or on the next one. */
  const place = () => {
    if (line !== '' && width(line + piece) > most) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += line === '' ? piece.trimStart() : piece;
    piece = '';
  };
  for (const { segment } of words.segment(text.replace(/\s+/g, ' ').trim())) {
    const parted =
      segment === ' ' || ((endsSo.test(piece) || beginsSo.test(segment)) && !closes.test(segment));
    if (parted && !opens.test(piece)) place();
    piece += segment;
  }
  place();
  return line === '' ? lines : [...lines, line];
}

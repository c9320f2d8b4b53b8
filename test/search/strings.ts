import { seeded } from '../../electron/gong/emulator/faults.ts';

const grammar =
  'rep: who: account: tracker: stage@call: dur: after: before: date: has: is: title: said: brief: OR AND NOT NEAR( NEAR(a NEAR(a\u00a0b,99) ( ) " “ ” - -- * , : .. > <= 30m 1h 2025-01 last-quarter 2025-99 9999-12-31 0000 "0-5m" \\ \\" ,, "," ? ?!'.split(
    ' ',
  );
const hostile = [
  "' OR 1=1 --",
  '"; DROP TABLE call; --',
  'NEAR(a b, 2)',
  '^title',
  '{title brief} : x',
  'rowid:1',
  'a AND NOT',
  'x*y*z',
  '+a +b',
  'col:"',
  "'",
  '%',
  '_',
  '\\',
  '\0',
  '\ud800',
  '\udfff',
  '\u{10ffff}',
  '\u200b',
  '\u200e\u202e',
  '\ue000',
  '\ue001',
  '\ufeff',
  '\uffff',
  '👩‍👩‍👧‍👦',
  'ﷺ',
  'İ',
  'ß',
  'Å\u0327\u0323',
  '電池',
  'サポート',
  'ไทย',
  '한국어',
  '<script>alert(1)</script>',
  '${7*7}',
  '%00%ff%c0',
  '\r\n\t',
  '__proto__',
  'constructor',
  'toString:',
  'NaN',
  '1e999',
  '-0',
];

/** Unicode's letters, marks and digits, by rows of 128, with as many rows of Han and Hangul as of a large alphabet. */
const rows = (() => {
  const found: string[][] = [];
  let large = 0;
  for (let from = 0; from < 0x20000; from += 0x80) {
    const row = Array.from({ length: 0x80 }, (_, at) => String.fromCodePoint(from + at)).filter((letter) =>
      /[\p{L}\p{M}\p{N}]/u.test(letter),
    );
    if (row.length === 0 || (/[\p{sc=Han}\p{sc=Hangul}]/u.test(row[0] as string) && large++ % 64 !== 0))
      continue;
    found.push(row);
  }
  return found;
})();
const quotationMarks = '"\'“”„‟‘’‚‛«»‹›「」『』〝〞〟＂＇′″׳״｢｣`´❝❞'.split('');
const joiners = '\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\ufe0f\u0640\u0f0b\u180e\u17b4\u115f'.split('');
const directions = '\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069'.split('');
const punctuation = "-־–—_.·・:'’/&+#@%,،、，;；؛?？؟⸮!。।॥་།၊။៖።፣*~ー々".split('');
const operators = ' OR , AND , NOT , -, (,) ,:,*, NEAR(,,, said:, title:"'.split(',').filter(Boolean);
const words = 'the battery remote control pricing a of meeting data project user budget'.split(' ');

/** Strings that nobody should type: any bytes, halves of characters, query syntax of ours and of SQLite, depth, length. */
export function randomStrings(seed: number): () => string {
  const random = seeded(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const units = (length: number, top: number) =>
    String.fromCharCode(...Array.from({ length }, () => below(top)));
  const piece = (): string => {
    const dice = random();
    if (dice < 0.3) return pick(grammar);
    if (dice < 0.55) return pick(words);
    if (dice < 0.75) return pick(hostile);
    if (dice < 0.85) return units(1 + below(6), 0x10000);
    if (dice < 0.95) return units(1 + below(6), 0x80);
    return pick(grammar) + pick(hostile);
  };
  /** A word in the letters of one script, whole or with other things in it. */
  const foreign = (): string => {
    const row = pick(rows);
    const letters = Array.from({ length: 1 + below(7) }, () => {
      const dice = random();
      if (dice < 0.86) return pick(row);
      if (dice < 0.9) return pick(joiners);
      if (dice < 0.94) return pick(punctuation);
      if (dice < 0.97) return pick(quotationMarks);
      return dice < 0.985 ? pick(directions) : pick(pick(rows));
    }).join('');
    return random() < 0.3 ? letters.normalize(pick(['NFC', 'NFD', 'NFKC', 'NFKD'])) : letters;
  };
  /** Words of any scripts between quotation marks and operators of any kind. */
  const scripts = (): string =>
    Array.from({ length: 1 + below(6) }, () => {
      const dice = random();
      const word = random() < 0.2 ? foreign() + pick(words) + below(100) : foreign();
      if (dice < 0.3) return `${pick(quotationMarks)}${word} ${foreign()}${pick(quotationMarks)}`;
      if (dice < 0.5) return word + pick(operators);
      if (dice < 0.6) return word + pick(directions) + pick(punctuation);
      if (dice < 0.7) return `${pick(grammar)}${word}`;
      return word;
    }).join(pick(['', ' ', ' ', '\u3000', '\u200b']));
  const pieces = (most: number) =>
    Array.from({ length: 1 + below(most) }, piece).join(pick(['', ' ', ' ', ' ', '\t', ',']));
  /** Characters taken out, put in, doubled and swapped. */
  const damaged = (text: string): string => {
    let out = text;
    for (let times = below(4); times >= 0; times--) {
      const at = below(out.length + 1);
      const change = random();
      if (change < 0.4) out = out.slice(0, at) + out.slice(at + 1 + below(3));
      else if (change < 0.8) out = out.slice(0, at) + piece() + out.slice(at);
      else out = out.slice(at) + out.slice(0, at);
    }
    return out;
  };
  return () => {
    if (random() < 0.4) return random() < 0.8 ? scripts() : damaged(scripts());
    const dice = random();
    if (dice < 0.3) return pieces(10);
    if (dice < 0.45) return units(below(60), 0x10000);
    if (dice < 0.55)
      return Buffer.from(Array.from({ length: below(80) }, () => below(256))).toString('latin1');
    if (dice < 0.62) return Buffer.from(Array.from({ length: below(80) }, () => below(256))).toString('utf8');
    if (dice < 0.9)
      return damaged(
        pick([
          'battery rep:"Ada Lee" -outcome:"Meeting booked" dur:>30m',
          '(remote OR control) "user interface" after:2025-01 before:2025-06-30',
          'tracker:"Pricing & budget",Timeline NEAR(battery remote, 5) is:starred',
          'stage@call:Proposal date:last-quarter has:transcript,brief weekday:mon,tue lang:eng',
          'said:"next steps" title:pric* note:x people:ada company:acme dur:10-20m',
          'what did they decide about the remote control?',
        ]),
      );
    if (dice < 0.96)
      return pick(['(', '-(', '"', '((', 'a OR (', '-', 'NOT ', ')', 'rep:', 'title:(', ',']).repeat(
        1 + below(300),
      );
    if (dice < 0.985) return pieces(3).repeat(1 + below(400));
    if (dice < 0.998)
      return pieces(4)
        .repeat(1 + below(4000))
        .slice(0, 120_000);
    return pieces(3)
      .padEnd(5, 'x')
      .repeat(1_200_000 / 5)
      .slice(0, 1_048_576 + below(1000));
  };
}

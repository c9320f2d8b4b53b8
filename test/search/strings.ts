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

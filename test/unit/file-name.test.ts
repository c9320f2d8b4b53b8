import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileName } from '../../electron/contract/file-name.ts';
import { nastyTexts, wildText } from '../fixtures/nasty-text.ts';

const day = '2025-01-06';
const bytes = (text: string) => Buffer.byteLength(text, 'utf8');
const graphemes = (text: string) =>
  [...new Intl.Segmenter('und').segment(text)].map(({ segment }) => segment);

describe('a file name', () => {
  it.each([
    ['हिन्दी में बातचीत', `${day}-हिन्दी-में-बातचीत.md`],
    ['การประชุมครั้งที่ ๒', `${day}-การประชุมครั้งที่-๒.md`],
    ['தமிழ் உரையாடல்', `${day}-தமிழ்-உரையாடல்.md`],
    ['שִׂיחָה עִם לָקוֹחַ', `${day}-שִׂיחָה-עִם-לָקוֹחַ.md`],
    ['مُكالَمة مع العميل', `${day}-مُكالَمة-مع-العميل.md`],
    ['می‌خواهم ببینم', `${day}-می‌خواهم-ببینم.md`],
    ['電話会議：第１回', `${day}-電話会議-第１回.md`],
    ['Kickoff 👩‍👩‍👧‍👦 👍🏽 🇩🇪🏴󠁧󠁢󠁥󠁮󠁧󠁿', `${day}-Kickoff-👩‍👩‍👧‍👦-👍🏽-🇩🇪🏴󠁧󠁢󠁥󠁮󠁧󠁿.md`],
    ['Cafe\u0301 re\u0301sume\u0301', `${day}-Café-résumé.md`],
    ['Q1/Q2: "50 %" <ok>? a\\b|c*', `${day}-Q1-Q2-50-ok-a-b-c.md`],
    ['../../etc/passwd', `${day}-etc-passwd.md`],
    ['a\u202egpj.exe', `${day}-agpj-exe.md`],
    ['ends with dots... ', `${day}-ends-with-dots.md`],
    ['\u0301\u200d\u200c loose', `${day}-loose.md`],
    ['ൎ/x', `${day}-ൎx.md`],
    ['co\u00adoperate', `${day}-cooperate.md`],
    ['!!! ???', `${day}-call.md`],
    ['', `${day}-call.md`],
  ])('of %j is %s', (title, wanted) => {
    expect(fileName([day, title], 'md', 'call')).toBe(wanted.normalize('NFC'));
  });

  it.each(['con', 'NUL', 'aux', 'Prn', 'COM1', 'lpt9', 'com³'])('is no device of Windows: %s', (title) => {
    expect(fileName([title], 'csv')).toBe(`earshot-${title}.csv`);
    expect(fileName(['', `${title}.`], 'csv')).toBe(`earshot-${title}.csv`);
  });

  it.each([
    ['kanji', '議'.repeat(80), '議'],
    ['letters', 'x'.repeat(300), 'x'],
    ['Hindi', 'न्दी'.repeat(100), 'न्दी'],
    ['Thai', 'ที่'.repeat(100), 'ที่'],
    ['families', '👩‍👩‍👧‍👦'.repeat(60), '👩‍👩‍👧‍👦'],
  ])('of many %s fits, and ends with a whole one', (_, title, letter) => {
    const name = fileName([day, title], 'html', 'call');
    expect(bytes(name)).toBeLessThanOrEqual(200);
    const letters = graphemes(name.slice(day.length + 1, -'.html'.length));
    expect(letters.length).toBeGreaterThan(5);
    expect(new Set(letters)).toEqual(new Set([letter]));
  });

  it('is safe whatever the title', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          wildText,
          fc.string({ unit: 'binary' }),
          fc.string({ unit: 'grapheme' }),
          fc.constantFrom(...nastyTexts),
        ),
        (title) => {
          const name = fileName([title], 'csv');
          expect(name).toMatch(
            /^[^./\\:*?"<>|\s\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069-][^./\\:*?"<>|\s\p{Cc}\p{Cs}]*\.csv$/u,
          );
          expect(name).not.toMatch(/^(?:con|prn|aux|nul|com\d|lpt\d)\.|-\.csv$/i);
          expect(bytes(name)).toBeLessThanOrEqual(200);
          expect(name.normalize('NFC')).toBe(name);
        },
      ),
      { numRuns: 3000, seed: 20 },
    );
  });
});

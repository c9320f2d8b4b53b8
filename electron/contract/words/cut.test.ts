import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutWords, wordsOf } from './cut.ts';
import { fold, foldWord } from './fold.ts';

const places = (text: string) => {
  const list: string[] = [];
  cutWords(text, (_, from, to) => list.push(text.slice(from, to)));
  return list;
};

describe('words', () => {
  it.each([
    ['AWSの料金', ['aws', 'の', '料', '金']],
    ['新しいAWS環境', ['新', 'し', 'い', 'aws', '環', '境']],
    ['10月に始めます', ['10', '月', 'に', '始', 'め', 'ま', 'す']],
    ['我们用iPhone拍摄,预算是500万', ['我', '们', '用', 'iphone', '拍', '摄', '预', '算', '是', '500', '万']],
    ['AWS를 10월에', ['aws', '를', '10', '월', '에']],
    ['ราคาAWSใหม่', ['ร', 'า', 'ค', 'า', 'aws', 'ใ', 'ห', 'ม่']],
    ['בAWS ב2025', ['ב', 'aws', 'ב', '2025']],
    ['iPhone15 5G', ['iphone15', '5g']],
    // រី is no word of ស្រី.
    ['ស្រីAWS', ['ស្រី', 'aws']],
    ['ကမ္ဘာ', ['က', 'မ္ဘာ']],
    // Tibetan ends every syllable with a tsheg: letters alone would be found across it.
    ['མི་རིགས།AWS ༡པ', ['མི', 'རིགས', 'aws', '1', 'པ']],
  ])('end where a script of another kind begins: %s', (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });

  it.each([
    ['מנכ"ל התקציב', ['מנכל', 'התקציב'], ['מנכ"ל', 'התקציב']],
    ["המע״מ צ׳ק ג'ירפה", ['המעמ', 'צק', 'גירפה'], ['המע״מ', 'צ׳ק', "ג'ירפה"]],
    ['"מנכ"ל" אמר', ['מנכל', 'אמר'], ['מנכ"ל', 'אמר']],
    ['27" monitor', ['27', 'monitor'], ['27', 'monitor']],
    ["don't l’offre", ['don', 't', 'l', 'offre'], ['don', 't', 'l', 'offre']],
  ])('keep quotation marks inside where the script does: %s', (text, words, written) => {
    expect(wordsOf(text)).toEqual(words);
    expect(places(text)).toEqual(written);
  });

  it.each([
    ['C++ and C#, F#.', ['c++', 'and', 'c#', 'f#']],
    ['on .NET, asp.net and .network', ['on', '.net', 'asp', 'net', 'and', 'network']],
    ['a++b c+ #1 R&D 3.5', ['a', 'b', 'c', '1', 'r', 'd', '3', '5']],
  ])('have the signs that are part of a name: %s', (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });

  it('keep the marks of their letters where those make another word', () => {
    const differ = (...words: string[]) =>
      expect(new Set(words.map((word) => wordsOf(word).join())).size).toBe(words.length);
    differ('दिन', 'दान', 'दीन');
    differ('ข้าว', 'ข่าว', 'ขาว');
    differ('மலை', 'மாலை');
    differ('কাল', 'কল');
    differ('が', 'か');
    differ('мой', 'мои');
    differ('їх', 'іх');
    differ('ދިވެހި', 'ދވހ');
    // Uyghur e and i, Urdu -i and -e.
    differ('بېر', 'بىر');
    differ('لڑکی', 'لڑکے');
  });

  it.each([
    ['ﾘﾓｺﾝ', 'リモコン'],
    ['ｶﾞｽ', 'ガス'],
    ['ＡＷＳ１０', 'AWS10'],
    ['か\u3099', 'が'],
    ['أحمد', 'احمد'],
    ['إلى', 'الي'],
    ['مدرسة', 'مدرسه'],
    ['كِتَابٌ', 'كـتاب'],
    ['ﻛﺘﺎﺏ', 'كتاب'],
    ['کتابی', 'كتابي'],
    ['شورای عالی هیئتِ خانهٔ', 'شوراي عالى هیئت خانه'],
    ['خانۀ', 'خانه'],
    ['שָׁלוֹם', 'שלום'],
    ['װאָס ײדיש', 'וואס יידיש'],
    ['ещё', 'еще'],
    ['за́мок', 'замок'],
    ['cœur', 'coeur'],
    ['Łódź', 'lodz'],
    ['Straße', 'STRASSE'],
    ['ISPARTA', 'ısparta'],
    ['İstanbul', 'istanbul'],
    ['Åse Øster', 'ase oster'],
    ['ΟΔΥΣΣΕΎΣ', 'Ὀδυσσεύς'],
    ['ﬁnance', 'finance'],
    ['हिन्दी क़लम', 'हिन्दी कलम'],
    ['हाँ', 'हां'],
    ['٢٠٢٥ २०२५', '2025 2025'],
    ['क्\u200dया', 'क्या'],
    ['می\u200cخواهم', 'میخواهم'],
    ['re\u00admote', 'remote'],
    ['한국'.normalize('NFD'), '한국'],
    ['\u200fמנכ\u200f"ל', 'מנכ"ל'],
  ])('are one word in all their spellings: %s %s', (one, other) => {
    expect(wordsOf(one)).toEqual(wordsOf(other));
    expect(wordsOf(one).length).toBeGreaterThan(0);
  });

  it('½ is not 12', () => {
    expect(wordsOf('½')).not.toEqual(['12']);
    expect(fold('½')).toBe('½');
  });
});

/** Letters, marks, signs and spaces of many scripts. */
const letters = fc.constantFrom(
  ...'aZß1²½éİı+#."\'’״׳ ,\u200b\u200f\u00ad\u0301\u093c\u064b\u3099\0\ud800אבגלאإةىـ٣کеёйїдकदिी्நாกข้่ไຂខ្មែမြབོད漢字かガﾘｶﾞＡ０한국걁ﾞー々〇𐐀𝟘Ωςǅﬁ',
);
const texts = fc.string({ unit: letters, maxLength: 30 });

it('cuts any text into words that are their own form, in order, inside the text', () => {
  fc.assert(
    fc.property(fc.oneof(texts, fc.string({ unit: 'binary', maxLength: 30 })), (text) => {
      let end = 0;
      cutWords(text, (word, from, to) => {
        expect(word).not.toBe('');
        expect(from).toBeGreaterThanOrEqual(end);
        expect(to).toBeGreaterThan(from);
        end = to;
        expect(wordsOf(text.slice(from, to))).toEqual([word]);
        expect(wordsOf(word)).toEqual([word]);
        expect(foldWord(word)).toBe(word);
      });
      expect(end).toBeLessThanOrEqual(text.length);
    }),
    { numRuns: 5000 },
  );
});

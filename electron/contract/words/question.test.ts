import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readQuery } from '../query/plan.ts';
import { isQuestion } from './question.ts';

describe('a sentence asks', () => {
  it.each([
    ['English', 'What is the price?'],
    ['English, quoted', 'He asked: "What is the price?"'],
    ['English, quoted typographically', '“What is the price?”'],
    ['English, in brackets', '(What is the price?)'],
    ['English, in square ones, quoted', '["Really?"]'],
    ['English, astonished', 'What?!'],
    ['English, interrobang', 'What‽'],
    ['English, astonished first', 'What!?'],
    ['English, trailing off', 'And the price?...'],
    ['English, ellipsis', 'And the price?…'],
    ['English, space behind', 'What? \n'],
    ['English, a direction mark behind', 'What?\u200e'],
    ['French', 'Combien ça coûte ?'],
    ['French, no-break spaces', 'Combien\u00a0?\u202f»'],
    ['French, guillemets', '« Combien ça coûte ? »'],
    ['German', '„Was kostet das?“'],
    ['German, guillemets', '»Was kostet das?«'],
    ['Spanish', '¿Cuánto cuesta?'],
    ['Spanish, called out', '¿¡Cuánto!?'],
    ['Spanish, only opened', 'Pero, ¿cuánto cuesta'],
    ['Spanish, closed otherwise', '¿Qué haces!'],
    ['Greek', 'Ποια είναι η τιμή;'],
    ['Greek, its own sign', 'Ποια είναι η τιμή\u037e'],
    ['Greek, quoted', '«Ποια είναι η τιμή;»'],
    ['Russian', 'Сколько это стоит?..'],
    ['Armenian', 'Ինչպե՞ս եք։'],
    ['Armenian, at the end', 'Դուք գալի՞ս եք:'],
    ['Hebrew', 'מה המחיר?'],
    ['Arabic', 'هل السعر نهائي؟'],
    ['Arabic, reversed', 'هل السعر نهائي⸮'],
    ['Arabic, quoted', '«هل السعر نهائي؟»'],
    ['Persian', 'قیمت چند است؟!'],
    ['Urdu', 'قیمت کیا ہے؟'],
    ['Hindi', 'कीमत क्या है?'],
    ['Amharic', 'ዋጋው ስንት ነው፧'],
    ['Vai', 'ꕉꔤ꘏'],
    ['Bamum', 'ꚠꚡ꛷'],
    ['Chakma', '𑄌𑄋𑄴𑄟𑅃'],
    ['Limbu', 'ᤕᤠ᥅'],
    ['Japanese', '価格はいくらですか？'],
    ['Japanese, quoted', '「価格はいくらですか？」'],
    ['Japanese, doubled', '本当ですか⁇'],
    ['Japanese, astonished', '本当ですか⁉'],
    ['Japanese, upright', '本当ですか︖'],
    ['Chinese', '预算是多少？！'],
    ['Chinese, astonished', '真的⁈'],
    ['Chinese, small', '真的﹖'],
    ['Chinese, quoted', '『真的吗？』'],
    ['Korean', '가격이 얼마입니까?'],
    ['Thai', 'ราคาเท่าไหร่?'],
    ['an emoji', 'Really❓'],
  ])('%s: %s', (_, text) => {
    expect(isQuestion(text)).toBe(true);
  });

  it.each([
    ['no mark', 'The price is ten.'],
    ['one in the middle', 'Right? Yes.'],
    ['one quoted', 'He asked “why?” and left.'],
    ['one quoted at the end', 'He asked "why?".'],
    ['a semicolon', 'The price is ten;'],
    ['a Greek question mark in English', 'The price is ten\u037e'],
    ['a semicolon inside Greek', 'Ναι; η τιμή'],
    ['answered in Spanish', '¿Verdad? Sí.'],
    ['answered in Armenian', 'Ինչպե՞ս։ Լավ եմ։'],
    ['answered in Japanese', '本当？はい。'],
    ['nothing', ''],
    ['an address', 'https://example.test/?a=1'],
  ])('and does not: %s', (_, text) => {
    expect(isQuestion(text)).toBe(false);
  });

  it('at once, whatever is written', () => {
    expect(isQuestion(`?${'.'.repeat(5000)}x`)).toBe(false);
    expect(isQuestion(`?${'.'.repeat(5000)}`)).toBe(true);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(isQuestion(`${text}?`)).toBe(true);
        expect(isQuestion(`${text}? x`)).toBe(false);
      }),
    );
  });
});

describe('a query that asks', () => {
  const about = (q: string) => {
    const { question, words } = readQuery(q, false);
    return question ? words.map(({ text }) => text.replace(/[?？؟;]+$/, '')) : null;
  };

  it.each([
    ['what was the price of the battery?', ['price', 'battery']],
    ['what was the price of the battery? rep:Ada', ['price', 'battery']],
    ['how was the price battery', ['price', 'battery']],
    ['combien coûte la batterie ?', ['combien', 'coûte', 'la', 'batterie']],
    ['¿cuánto cuesta la batería', ['¿cuánto', 'cuesta', 'la', 'batería']],
    ['ποια είναι η τιμή;', ['η', 'τιμή']],
    ['сколько это стоит сейчас?', ['стоит', 'сейчас']],
    ['هل السعر نهائي؟', ['السعر', 'نهائي']],
    ['מה המחיר הסופי?', ['המחיר', 'הסופי']],
    ['価格はいくらですか？', ['価格']],
    ['AWSの料金について教えてください？', ['AWS', '料金', '教え']],
    ['我们的预算是多少？', ['预算']],
    ['가격이 얼마입니까 지금?', ['가격', '지금']],
    ['ราคาสินค้าเท่าไหร่?', ['ราคา', 'สินค้า']],
  ])('is about its telling words: %s', (q, words) => {
    expect(about(q)).toEqual(words);
  });

  it.each(['the price', 'price?', '価格', '価格？', 'price; battery; case;', 'price "long battery" life?'])(
    'and is none: %s',
    (q) => {
      expect(about(q)).toBeNull();
    },
  );

  it('asks nobody about the mark behind a space', () => {
    expect(readQuery('combien coûte la batterie ?', false).problems).toEqual([]);
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanPasted, oddSign } from './pasted.ts';

test.each([
  ['\u200bAK', 'invisible characters'],
  ['\ufeffAK', 'invisible characters'],
  ['A\u00adK', 'invisible characters'],
  ['AK\u2060', 'invisible characters'],
  ['\u202aAK\u202c', 'invisible characters'],
  ['AK\u{e0020}', 'invisible characters'],
  ['AK\ufe0f', 'invisible characters'],
  ['A\u0000K', 'control characters'],
  ['A\r\nK', 'line breaks'],
  ['A\u2028K', 'line breaks'],
  ['\u00a0AK', 'blanks'],
  ['A K', 'blanks'],
  ['\u3000AK', 'blanks'],
  ['"AK"', 'quotes around it'],
  ['“AK”', 'quotes around it'],
  ["'AK'", 'quotes around it'],
  ['`AK`', 'quotes around it'],
])('%j is AK, and it is said what was taken out', (typed, name) => {
  expect(cleanPasted(typed)).toEqual({ text: 'AK', removed: [name] });
});

test('several at once are all named; a key that is whole stays as it is', () => {
  expect(cleanPasted(' "\ufeffAK\n"')).toEqual({
    text: 'AK',
    removed: ['invisible characters', 'line breaks', 'blanks', 'quotes around it'],
  });
  expect(cleanPasted('a+/=-_.~"b')).toEqual({ text: 'a+/=-_.~"b', removed: [] });
});

test('no text that headers can carry loses anything but quotes around it, and what is odd is named', () => {
  const sign = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code));
  fc.assert(
    fc.property(fc.array(sign, { minLength: 1 }), (signs) => {
      const key = `A${signs.join('')}`;
      expect([cleanPasted(key).text, oddSign(key)]).toEqual([key, null]);
    }),
  );
  expect(oddSign('Schlüssel')).toBe('U+00FC');
  expect(oddSign('A🔑')).toBe('U+1F511');
});

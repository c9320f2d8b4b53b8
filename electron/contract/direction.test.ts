import { expect, test } from 'vitest';
import { isolate, isolateWithin } from './direction.ts';

/** Isolates written so that they can be read. */
const shown = (text: string) => text.replaceAll('\u2068', '[').replaceAll('\u2069', ']');

test('a text that can move what is around it is isolated, any other stays as it is', () => {
  for (const text of ['Pricing 2026', 'リモコン', 'Łódź', '', '12:30']) expect(isolate(text)).toBe(text);
  for (const text of ['תקציב', 'السعر', 'ܫܠܡܐ', 'ߒߞߏ', 'מערכת CRM 7', '\u{1e922}\u{1e923}'])
    expect(shown(isolate(text))).toBe(`[${text}]`);
});

test('controls of direction in a text cannot reach beyond it', () => {
  expect(shown(isolate('\u2067תקציב\u202e'))).toBe('[תקציב]');
});

test('a text whose letters run like ours but that turns what follows is isolated without what turns it', () => {
  for (const control of ['\u202a', '\u202b', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068'])
    expect(shown(isolate(`invoice${control}gpj.exe`))).toBe('[invoicegpj.exe]');
  expect(shown(isolate('closes\u2069 ours'))).toBe('[closes ours]');
  expect(shown(isolateWithin('Tracker \u202eevil, 12 calls'))).toBe('Tracker evil, 12 calls');
});

test('in a sentence what is quoted, else each stretch of such a script, is isolated', () => {
  for (const [sentence, isolated] of [
    ['“תקציב CRM 7” comes up in 12 of 90 calls.', '“[תקציב CRM 7]” comes up in 12 of 90 calls.'],
    ['“price”, “السعر” and 2 more', '“price”, “[السعر]” and 2 more'],
    ['Tagged: דנה כהן, 12 calls', 'Tagged: [דנה כהן], 12 calls'],
    ['Tracker מחיר, rep דנה', 'Tracker [מחיר], rep [דנה]'],
    ['“price” in 12 calls', '“price” in 12 calls'],
    [`${isolate('תקציב (AWS) 2')} came up in 2 calls`, '[תקציב (AWS) 2] came up in 2 calls'],
  ] as const)
    expect(shown(isolateWithin(sentence))).toBe(isolated);
});

test('the parts of a sentence can be written as HTML', () => {
  expect(
    isolateWithin(
      'a<b “מנכ"ל”',
      (text) => `<bdi>${text}</bdi>`,
      (text) => text.replace('<', '&lt;'),
    ),
  ).toBe('a&lt;b “<bdi>מנכ"ל</bdi>”');
});

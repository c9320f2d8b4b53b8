import { expect, test } from 'vitest';
import { shortened, wrapped } from './lines.ts';

test('a label is cut between two letters, and wide ones take the room of two', () => {
  for (const [text, most, label] of [
    ['Closed won', 18, 'Closed won'],
    ['exactly eighteen!!', 18, 'exactly eighteen!!'],
    ['exactly nineteen!!!', 18, 'exactly nineteen!…'],
    ['', 18, ''],
    ['契約が成立した商談', 18, '契約が成立した商談'],
    ['契約が成立した商談の数', 18, '契約が成立した商…'],
    ['ﾊﾝｶｸﾉ ｹｲﾔｸ', 12, 'ﾊﾝｶｸﾉ ｹｲﾔｸ'],
    ['עסקה שנסגרה בהצלחה רבה', 18, 'עסקה שנסגרה בהצלח…'],
    ['निर्णय हो चुका है', 18, 'निर्णय हो चुका है'],
    ['निर्णय हो चुका है', 5, 'निर्णय…'],
    ['won 👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 8, 'won 👩‍👩‍👧‍👦👩‍👩‍👧‍👦'],
    ['won 👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 7, 'won 👩‍👩‍👧‍👦…'],
    ['𝔘𝔫𝔦𝔠𝔬𝔡𝔢', 4, '𝔘𝔫𝔦…'],
    ['e\u0301e\u0301e\u0301', 2, 'e\u0301…'],
  ] as const)
    expect(shortened(text, most), text).toBe(label);
});

test('lines are broken at spaces, and between words of scripts that have none', () => {
  expect(wrapped('', 20)).toEqual([]);
  expect(wrapped(' Calls with a  tracker:\nof 90, “price” (AWS) in 12. ', 20)).toEqual([
    'Calls with a',
    'tracker: of 90,',
    '“price” (AWS) in 12.',
  ]);
  expect(wrapped('https://example.com/a/very-long-address is whole', 10)).toEqual([
    'https://example.com/a/very-long-address',
    'is whole',
  ]);
  for (const text of [
    '見積もりの価格と料金について、「高い」と言われた通話（2026年）。AWSの料金もここに入ります。',
    'ราคาของการประชุมครั้งนี้และค่าบริการรายเดือนของระบบ',
    '价格和折扣，在“企业版”的通话中出现了十二次；其余没有提到。',
  ]) {
    const lines = wrapped(text, 20);
    expect(lines.join('')).toBe(text);
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) {
      expect(shortened(line, 20), line).toBe(line);
      expect(line).not.toMatch(/^[、。，；」）ー]|[「（]$/);
    }
  }
  expect(wrapped('가격에 대한 통화는 열두 번 있었습니다', 20)).toEqual([
    '가격에 대한 통화는',
    '열두 번 있었습니다',
  ]);
});

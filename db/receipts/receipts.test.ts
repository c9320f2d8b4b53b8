import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findSupport, indexSpoken } from './match.ts';
import { sentencesOf } from './read.ts';
import { stem } from './words.ts';

const talk = Array.from({ length: 60 }, (_, at) => ({
  from: at * 20,
  to: at * 20 + 15,
  speaker: at % 2 ? 'Ann' : 'Bo',
  text:
    at === 30
      ? 'The rubber buttons should be bright yellow because of the corporate identity.'
      : at === 31
        ? 'And a solar battery would make the rubber case too expensive for our target price.'
        : `We talk about the weather and lunch number ${at} today.`,
}));

describe('receipts', () => {
  test('lead to where the rare words of a claim were said together', () => {
    const found = findSupport(
      indexSpoken(talk),
      'The team chose yellow rubber buttons for corporate identity and found solar batteries too expensive.',
    );
    expect(found).toMatchObject({ startSec: 600, confidence: 'certain' });
    expect(found?.shared).toEqual(expect.arrayContaining(['rubber', 'buttons', 'solar', 'batteries']));
    expect(found?.text).toContain('bright yellow');
  });

  test('say so when nothing supports a claim', () => {
    expect(findSupport(indexSpoken(talk), 'Quantum chromodynamics delighted everybody.')).toBeNull();
    expect(findSupport(indexSpoken([]), 'rubber buttons')).toBeNull();
    expect(findSupport(indexSpoken(talk), 'the of and')).toBeNull();
    expect(
      findSupport(indexSpoken(talk), 'The merger with a Norwegian shipping company was postponed over lunch.')
        ?.confidence,
    ).toBe('none');
  });

  test('look for what was said, not for where the name of who said it falls', () => {
    const named = indexSpoken(
      talk.map((line, at) =>
        at === 5
          ? { ...line, text: 'Thank you, Ann Miller. Ann Miller, please.' }
          : { ...line, speaker: at % 2 ? 'Ann Miller' : 'Bo' },
      ),
    );
    expect(findSupport(named, 'Ann Miller wanted bright yellow buttons.')).toMatchObject({ startSec: 600 });
    expect(findSupport(named, 'Ann Miller')).toBeNull();
  });

  test('never throw, and stay within the call, whatever is claimed', () => {
    const index = indexSpoken(talk);
    fc.assert(
      fc.property(fc.string(), (claim) => {
        const found = findSupport(index, claim);
        if (found) expect(found.startSec >= 0 && found.endSec <= index.durationSec).toBe(true);
      }),
    );
  });
});

test('stemming brings the forms of a word together', () => {
  expect(stem('buttons')).toBe(stem('button'));
  expect(stem('designing')).toBe(stem('designed'));
  expect(stem('batteries')).toBe(stem('battery'));
});

test('a brief is cut into sentences, not at initials or decimals', () => {
  expect(sentencesOf('They met Dr. J. Smith at 3.5 pm. The price is $4.50. Then they left!')).toEqual([
    'They met Dr. J. Smith at 3.5 pm.',
    'The price is $4.50.',
    'Then they left!',
  ]);
});

test('a brief is cut into sentences in every script', () => {
  for (const sentences of [
    ['התקציב אושר.', 'מ. כהן ישלח את החוזה.', 'האם המחיר סופי?'],
    ['تمت الموافقة على الميزانية.', 'هل السعر نهائي؟', 'سنرسل العقد.'],
    ['बजट मंज़ूर है।', 'अनुबंध कल आएगा।'],
    ['Բյուջեն հաստատված է։', 'Պայմանագիրը կգա։'],
  ])
    expect(sentencesOf(sentences.join(' '))).toEqual(sentences);
  expect(sentencesOf('予算は承認された。「契約は来週です。」価格は3.5％下がる！')).toEqual([
    '予算は承認された。',
    '「契約は来週です。」',
    '価格は3.5％下がる！',
  ]);
});

describe('a key point meets the sentence that says it', () => {
  const call = (small: string, others: readonly string[]) =>
    indexSpoken(
      Array.from({ length: 60 }, (_, at) => ({
        from: at * 20,
        to: at * 20 + 15,
        speaker: 'A',
        text: at === 30 ? small : (others[at % others.length] as string),
      })),
    );

  test.each([
    [
      'Hebrew',
      'התקציב השנתי אושר אתמול על ידי המנכ"ל בלי תנאים',
      'המנכ״ל אישר: התקציב השנתי אושר אתמול.',
      ['נדבר על מזג האוויר היום', 'איך היה סוף השבוע שלך', 'אני שולח לך את הקישור'],
      ['התקציב', 'השנתי', 'אושר', 'אתמול'],
    ],
    [
      'Arabic',
      'الميزانية السنوية وافق عليها المدير أمس',
      'وافق المدير على الميزانيه السنويه امس',
      ['سنتحدث عن الطقس اليوم', 'كيف كانت عطلة نهاية الأسبوع', 'سأرسل لك الرابط'],
      ['الميزانيه', 'السنويه'],
    ],
    [
      'Japanese',
      '来年度の予算はAWS環境の移行費用として承認されました。',
      'AWS環境の移行費用は来年度の予算で承認された',
      ['今日の天気について話しましょう。', '週末はどうでしたか。', 'リンクを後で送ります。'],
      ['AWS', '環境', '移行費用', '来年度', '予算', '承認'],
    ],
    [
      'Chinese',
      '明年的预算已经批准,合同下周签署。',
      '客户确认预算已经批准,下周签署合同',
      ['今天我们聊聊天气。', '周末过得怎么样?', '我稍后发链接给你。'],
      ['合同'],
    ],
    [
      'Korean',
      '내년 예산은 승인되었고 계약서는 다음 주에 서명합니다.',
      '계약서 서명은 다음 주, 예산 승인 완료',
      ['오늘 날씨에 대해 이야기합시다.', '주말은 어땠어요?', '링크를 나중에 보내겠습니다.'],
      ['예산', '승인'],
    ],
    [
      'Thai',
      'งบประมาณปีหน้าได้รับอนุมัติแล้ว',
      'อนุมัติงบประมาณปีหน้า',
      ['วันนี้เราคุยเรื่องอากาศ', 'สุดสัปดาห์เป็นอย่างไร', 'ผมจะส่งลิงก์ให้'],
      ['อนุมัติ'],
    ],
  ])('%s', (_, said, claim, others, shared) => {
    const found = findSupport(call(said, others), claim);
    expect(found).toMatchObject({ startSec: 600, endSec: 615, text: said });
    expect(found?.confidence).not.toBe('none');
    expect(found?.shared.join(' ')).toEqual(expect.stringContaining(shared[0] as string));
    for (const word of shared)
      expect(
        found?.shared.some((part) => part.includes(word)),
        word,
      ).toBe(true);
    expect(findSupport(call(said, others), others[0] as string)?.startSec).not.toBe(600);
  });
});

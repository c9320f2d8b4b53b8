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

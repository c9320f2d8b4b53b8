import { expect, test } from 'vitest';
import { questionsIn, stepMark } from './moments.ts';

const marks = [10, 20, 30].map((from) => ({
  from,
  to: from,
  label: '',
  side: 'unknown' as const,
  speaker: -1,
}));

test('steps to the neighbouring mark and stays at the ends', () => {
  expect(stepMark(marks, 0, 1)?.from).toBe(10);
  expect(stepMark(marks, 10, 1)?.from).toBe(20);
  expect(stepMark(marks, 30, 1)).toBeNull();
  expect(stepMark(marks, 20.5, -1)?.from).toBe(10);
  expect(stepMark(marks, 25, -1)?.from).toBe(20);
  expect(stepMark(marks, 5, -1)).toBeNull();
});

test('questions are found in every script', () => {
  const transcript = (texts: readonly string[]) => ({
    speakers: [],
    monologues: [
      {
        speakerId: null,
        topic: null,
        sentences: texts.map((text, at) => ({ startMs: at * 1000, endMs: at * 1000 + 900, text })),
      },
    ],
  });
  const asked = [
    '価格はいくらですか？',
    'هل السعر نهائي؟',
    'Ποια είναι η τιμή;',
    'Combien ?',
    'What?!',
    '（本当？）',
  ];
  expect(questionsIn(transcript([...asked, 'No; never.', 'Really? Yes.'])).map(({ label }) => label)).toEqual(
    asked,
  );
});

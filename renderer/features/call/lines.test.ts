import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Note } from '../../../electron/contract/call.ts';
import type { TextRange } from '../../../electron/contract/ranges.ts';
import { createSaying, spokenIn } from '../player/spoken.ts';
import { paintedIn, pieces, rowsOf } from './lines.ts';

const transcript = {
  speakers: [{ speakerId: 'a', name: 'Ann', side: 'company' as const }],
  monologues: [
    {
      speakerId: 'a',
      topic: null,
      sentences: [{ startMs: 1000, endMs: 2000, text: 'Crème (brûlée) costs $5.' }],
    },
    { speakerId: null, topic: null, sentences: [] },
    { speakerId: 'x', topic: null, sentences: [{ startMs: 9000, endMs: 9500, text: 'The creme is late.' }] },
  ],
};

test('a second belongs to the line spoken at or before it', () => {
  const saying = createSaying(spokenIn(transcript));
  const rows = rowsOf(transcript).map(({ index }) => index);
  const rowAt = (sec: number) => rows.indexOf(saying(sec)?.monologue ?? -1);
  expect([0, 1, 5, 9, 100].map(rowAt)).toEqual([-1, 0, 0, 1, 1]);
});

test('lines stand in the order in which they are said, whatever Gong’s is, and keep its numbers', () => {
  const { monologues, speakers } = transcript;
  const turned = rowsOf({ speakers, monologues: monologues.toReversed() });
  expect(turned.map(({ index, from, to }) => [index, from, to])).toEqual([
    [2, 1, 2],
    [0, 9, 9.5],
  ]);
});

const note = (startSec: number, endSec: number, quote: string | null): Note => ({
  id: 1,
  kind: 'highlight',
  startSec,
  endSec,
  text: '',
  quote,
  createdMs: 0,
});
const spoken = rowsOf({
  speakers: [],
  monologues: [
    {
      speakerId: 'a',
      topic: null,
      sentences: [
        { startMs: 0, endMs: 2000, text: 'We  talk about price.' },
        { startMs: 2000, endMs: 4000, text: 'It is too high.' },
      ],
    },
    { speakerId: 'b', topic: null, sentences: [{ startMs: 4000, endMs: 6000, text: 'Too high for whom?' }] },
  ],
});
const litOf = (notes: readonly Note[]) =>
  Object.fromEntries(
    [...paintedIn(spoken, notes)].map(([key, list]) => {
      const [row = 0, sentence = 0] = key.split(':').map(Number);
      const text = spoken[row]?.monologue.sentences[sentence]?.text ?? '';
      return [key, list.map(({ from, to }) => text.slice(from, to))];
    }),
  );

test('a highlight covers exactly the words that were selected, across sentences and lines', () => {
  expect(litOf([note(0, 2, 'We talk about')])).toEqual({ '0:0': ['We  talk about'] });
  expect(litOf([note(0, 6, 'about price. It is too high. Too high')])).toEqual({
    '0:0': ['about price.'],
    '0:1': ['It is too high.'],
    '1:0': ['Too high'],
  });
});

test('a highlight whose words Gong wrote anew covers the sentences of its time', () => {
  expect(litOf([note(2, 4, 'They are too expensive')])).toEqual({ '0:1': ['It is too high.'] });
  expect(litOf([note(4, 4, null)])).toEqual({ '1:0': ['Too high for whom?'] });
});

test('pieces lose nothing, whatever is marked and highlighted', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.uniqueArray(fc.nat(40)),
      fc.array(fc.tuple(fc.nat(30), fc.nat(30))),
      (text, edges, ranges) => {
        edges.sort((a, b) => a - b);
        const marks = edges.flatMap((to, at): TextRange[] => (at % 2 ? [[edges[at - 1] as number, to]] : []));
        const painted = ranges.map(([from, size]) => ({ from, to: from + size, note: note(0, 1, null) }));
        expect(
          pieces(text, marks, painted)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(text);
      },
    ),
  );
});

/**
 * How often the top receipt of an answer whose place is known (1,332 judgments) is within 60 s of an annotated span,
 * against plain bm25 over monologues; and how often receipts shown as certain are wrong. Transcript passages only.
 *   npm run -s bench:receipts -- [--corpus DIR]
 * The last line is JSON. "wrong" of the certain ones is also given for the half of the calls that the thresholds were
 * not fitted to, though they were seen together with it ("heldOut").
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  findSupport,
  indexSpoken,
  type Spoken,
  type SpokenIndex,
  type Support,
} from '../../db/receipts/match.ts';
import { contentWords } from '../../db/receipts/words.ts';
import { readSample } from '../../electron/gong/emulator/sample-corpus.ts';

interface Judgment {
  readonly callId: string;
  readonly answer: string;
  readonly spans: readonly (readonly [number, number])[];
}
interface TranscriptLine {
  readonly callId: string;
  readonly transcript: readonly {
    readonly speakerId: string;
    readonly sentences: readonly { readonly start: number; readonly end: number; readonly text: string }[];
  }[];
}

const { values } = parseArgs({ options: { corpus: { type: 'string' } } });
const read = (name: string) =>
  values.corpus ? readFileSync(join(values.corpus, name), 'utf8') : readSample(name);
const lines = <T>(name: string): T[] =>
  read(name)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as T);

const transcripts = new Map(
  lines<TranscriptLine>('transcripts.jsonl').map((item) => [item.callId, item.transcript]),
);
const judgments = lines<Judgment>('judgments.jsonl').filter((item) => transcripts.has(item.callId));

const spoken = (callId: string): Spoken[] =>
  (transcripts.get(callId) ?? []).flatMap(({ speakerId, sentences }) =>
    sentences.map(({ start, end, text }) => ({
      from: start / 1000,
      to: end / 1000,
      text,
      speaker: speakerId,
    })),
  );
const within = (sec: number, { spans }: Judgment, slack: number) =>
  spans.some(([from, to]) => sec >= from - slack && sec <= to + slack);

const indexes = new Map<string, SpokenIndex>();
function indexOf(callId: string): SpokenIndex {
  let index = indexes.get(callId);
  if (!index) {
    index = indexSpoken(spoken(callId));
    indexes.set(callId, index);
  }
  return index;
}

/** The monologue that bm25 puts first. */
function baseline({ callId, answer }: Judgment): number {
  const docs = (transcripts.get(callId) ?? []).map(({ sentences }) => ({
    start: (sentences[0]?.start ?? 0) / 1000,
    words: plain(sentences.map(({ text }) => text).join(' ')),
  }));
  const average = docs.reduce((sum, { words }) => sum + words.length, 0) / Math.max(1, docs.length);
  const frequency = new Map<string, number>();
  for (const { words } of docs)
    for (const word of new Set(words)) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  const query = new Set(plain(answer));
  let best = { score: -1, start: 0 };
  for (const { words, start } of docs) {
    const counts = new Map<string, number>();
    for (const word of words) if (query.has(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
    let score = 0;
    for (const [word, count] of counts) {
      const df = frequency.get(word) ?? 0;
      const idf = Math.log(1 + (docs.length - df + 0.5) / (df + 0.5));
      score += (idf * count * 2.2) / (count + 1.2 * (0.25 + (0.75 * words.length) / average));
    }
    if (score > best.score) best = { score, start };
  }
  return best.start;
}
const plain = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

const order = [...new Set(judgments.map((item) => item.callId))];
const rows = judgments.map((judgment) => {
  const support = findSupport(indexOf(judgment.callId), judgment.answer);
  return { judgment, support, heldOut: order.indexOf(judgment.callId) % 2 === 1 };
});
const share = (part: number, all: number) => (all === 0 ? 0 : Number((part / all).toFixed(4)));
const good = ({ support, judgment }: (typeof rows)[number], slack: number) =>
  support !== null && within(support.startSec, judgment, slack);
const certainOf = (list: typeof rows) => list.filter(({ support }) => support?.confidence === 'certain');
const wrong = (list: typeof rows) => share(list.filter((row) => !good(row, 60)).length, list.length);

const bm25 = judgments.map((judgment) => ({ judgment, start: baseline(judgment) }));
const certainRows = certainOf(rows);
const heldOut = certainOf(rows.filter((row) => row.heldOut));
const levels = (level: Support['confidence']) =>
  rows.filter(({ support }) => (support?.confidence ?? 'none') === level);

if (process.env['EARSHOT_CALIBRATE']) {
  for (let coverage = 0.3; coverage <= 0.75; coverage += 0.05)
    for (const lead of [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3]) {
      const pick = (held: boolean) =>
        rows.filter(
          (row) =>
            row.heldOut === held &&
            row.support &&
            row.support.coverage >= coverage &&
            row.support.lead >= lead &&
            row.support.shared.length >= 6,
        );
      console.log(
        coverage.toFixed(2),
        lead,
        pick(false).length,
        wrong(pick(false)),
        pick(true).length,
        wrong(pick(true)),
      );
    }
}
console.log(`${rows.length} answers; top receipt within 60 s of an annotated span, transcript passages only`);
console.log(
  JSON.stringify({
    bench: 'receipts',
    answers: rows.length,
    within60: share(rows.filter((row) => good(row, 60)).length, rows.length),
    inside: share(rows.filter((row) => good(row, 0)).length, rows.length),
    bm25: {
      within60: share(bm25.filter(({ start, judgment }) => within(start, judgment, 60)).length, rows.length),
      inside: share(bm25.filter(({ start, judgment }) => within(start, judgment, 0)).length, rows.length),
    },
    certain: { share: share(certainRows.length, rows.length), wrong: wrong(certainRows) },
    heldOut: { certain: heldOut.length, wrong: wrong(heldOut) },
    likely: { share: share(levels('likely').length, rows.length), wrong: wrong(levels('likely')) },
    none: { share: share(levels('none').length, rows.length) },
    emptyAnswers: rows.filter(({ judgment }) => contentWords(judgment.answer).length === 0).length,
  }),
);

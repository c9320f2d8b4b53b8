/**
 * How often the top receipt of an answer whose place is known (1,332 judgments) is within 60 s of an annotated span,
 * against plain bm25 over monologues; and how often receipts shown as certain are wrong. Transcript passages only.
 *   npm run -s bench:receipts -- [--corpus DIR] [--shipped]
 * The meetings are cut into two halves by a hash of their id. Settings are chosen on one half and measured on the
 * other, both ways ("heldOut" is both together): what such settings are worth on calls nobody looked at. "shipped"
 * are the settings of the app over all answers; --shipped leaves out the tuning. The last line is JSON.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  confidenceOf,
  findSupport,
  indexSpoken,
  type Method,
  method,
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
interface CallLine {
  readonly metaData: { readonly id: string };
  readonly parties?: readonly { readonly speakerId?: string | null; readonly name?: string | null }[];
}
interface TranscriptLine {
  readonly callId: string;
  readonly transcript: readonly {
    readonly speakerId: string;
    readonly sentences: readonly { readonly start: number; readonly end: number; readonly text: string }[];
  }[];
}

const { values } = parseArgs({ options: { corpus: { type: 'string' }, shipped: { type: 'boolean' } } });
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
/** Names as the page shows them: by speakerId within a call. */
const names = new Map(
  lines<CallLine>('calls.jsonl').map(({ metaData, parties }) => [
    metaData.id,
    new Map((parties ?? []).map(({ speakerId, name }) => [speakerId, name ?? null])),
  ]),
);
const judgments = lines<Judgment>('judgments.jsonl').filter((item) => transcripts.has(item.callId));

const spoken = (callId: string): Spoken[] =>
  (transcripts.get(callId) ?? []).flatMap(({ speakerId, sentences }) =>
    sentences.map(({ start, end, text }) => ({
      from: start / 1000,
      to: end / 1000,
      text,
      speaker: names.get(callId)?.get(speakerId) ?? null,
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

/** Half of the meetings, by a hash of the id: always the same, and no meeting is on both sides. */
const half = (callId: string): 0 | 1 =>
  ((createHash('sha256').update(callId).digest()[0] as number) % 2) as 0 | 1;

interface Row {
  readonly judgment: Judgment;
  readonly support: Support | null;
  readonly half: 0 | 1;
}
const run = (by: Method): Row[] =>
  judgments.map((judgment) => ({
    judgment,
    support: findSupport(indexOf(judgment.callId), judgment.answer, by),
    half: half(judgment.callId),
  }));
const share = (part: number, all: number) => (all === 0 ? 0 : Number((part / all).toFixed(4)));
const good = ({ support, judgment }: Pick<Row, 'support' | 'judgment'>, slack: number) =>
  support !== null && within(support.startSec, judgment, slack);
const hits = (list: readonly Row[], slack = 60) => list.filter((row) => good(row, slack)).length;
const wrong = (list: readonly Row[]) => share(list.length - hits(list), list.length);
const levelOf = (row: Row, by: Method) => (row.support ? confidenceOf(row.support, by) : 'none');
const certainOf = (list: readonly Row[], by: Method) => list.filter((row) => levelOf(row, by) === 'certain');

/** Every setting that is tried. */
const grid: Method[] = [
  [20, 60, 180],
  [30, 120],
  [15, 45, 120, 300],
].flatMap((widths) =>
  [1, 1.5, 2.5].flatMap((saturation) =>
    [1, 1.3, 1.6].map((rarity) => ({ ...method, widths, saturation, rarity })),
  ),
);
const bars = [0.25, 0.28, 0.32, 0.36, 0.4, 0.5].flatMap((coverage) =>
  [0.1, 0.15, 0.2, 0.25, 0.3].flatMap((lead) => [4, 6, 8].map((words) => ({ coverage, lead, words }))),
);
/** Certain must be this seldom wrong on the half it is chosen on; the limit itself is 3 %. */
const allowed = 0.015;

/** The settings that are best on a list of rows per method, and the widest bar for "certain" that holds there. */
function choose(tried: readonly { by: Method; rows: readonly Row[] }[]): Method {
  const best = tried.reduce((a, b) => (hits(b.rows) > hits(a.rows) ? b : a));
  const shown = (certain: Method['certain']) => certainOf(best.rows, { ...best.by, certain });
  const bar = bars
    .filter((certain) => wrong(shown(certain)) <= allowed)
    .reduce((a, b) => (shown(b).length > shown(a).length ? b : a), method.certain);
  return { ...best.by, certain: bar };
}

const bm25 = judgments.map((judgment) => ({
  judgment,
  start: baseline(judgment),
  half: half(judgment.callId),
}));
const bm25Within = (list: typeof bm25, slack: number) =>
  share(list.filter(({ start, judgment }) => within(start, judgment, slack)).length, list.length);

const tried = values.shipped ? [] : grid.map((by) => ({ by, rows: run(by) }));
const folds = values.shipped
  ? []
  : ([0, 1] as const).map((seen) => {
      const by = choose(
        tried.map((item) => ({ by: item.by, rows: item.rows.filter((row) => row.half === seen) })),
      );
      const all =
        tried.find(
          (item) =>
            item.by.widths === by.widths &&
            item.by.saturation === by.saturation &&
            item.by.rarity === by.rarity,
        )?.rows ?? [];
      const unseen = all.filter((row) => row.half !== seen);
      const shown = certainOf(unseen, by);
      return {
        tunedOn: seen === 0 ? 'A' : 'B',
        chosen: {
          widths: by.widths,
          saturation: by.saturation,
          rarity: by.rarity,

          certain: by.certain,
        },
        tuned: share(hits(all.filter((row) => row.half === seen)), all.length - unseen.length),
        heldOut: share(hits(unseen), unseen.length),
        heldOutAnswers: unseen.length,
        heldOutHits: hits(unseen),
        bm25: bm25Within(
          bm25.filter((row) => row.half !== seen),
          60,
        ),
        certainShown: shown.length,
        certainWrong: shown.length - hits(shown),
      };
    });
const sum = (pick: (fold: (typeof folds)[number]) => number) =>
  folds.reduce((total, fold) => total + pick(fold), 0);
for (const fold of folds)
  console.log(
    `tuned on half ${fold.tunedOn} (${(100 * fold.tuned).toFixed(1)} %): the other half ${(100 * fold.heldOut).toFixed(1)} % of ${fold.heldOutAnswers} (bm25 ${(100 * fold.bm25).toFixed(1)} %), ` +
      `certain ${fold.certainShown}, wrong ${fold.certainWrong} · ${JSON.stringify(fold.chosen)}`,
  );

const rows = run(method);
const certainRows = certainOf(rows, method);
const levels = (level: Support['confidence']) => rows.filter((row) => levelOf(row, method) === level);
console.log(`${rows.length} answers; top receipt within 60 s of an annotated span, transcript passages only`);
console.log(
  JSON.stringify({
    bench: 'receipts',
    answers: rows.length,
    heldOut: values.shipped
      ? null
      : {
          within60: share(
            sum((fold) => fold.heldOutHits),
            sum((fold) => fold.heldOutAnswers),
          ),
          certainWrong: share(
            sum((fold) => fold.certainWrong),
            sum((fold) => fold.certainShown),
          ),
          certainShare: share(
            sum((fold) => fold.certainShown),
            sum((fold) => fold.heldOutAnswers),
          ),
          folds: folds.map(({ tunedOn, tuned, heldOut, bm25: plainBm25 }) => ({
            tunedOn,
            tuned,
            heldOut,
            bm25: plainBm25,
          })),
        },
    shipped: {
      within60: share(hits(rows), rows.length),
      inside: share(hits(rows, 0), rows.length),
      certain: { share: share(certainRows.length, rows.length), wrong: wrong(certainRows) },
      likely: { share: share(levels('likely').length, rows.length), wrong: wrong(levels('likely')) },
      none: { share: share(levels('none').length, rows.length) },
    },
    bm25: { within60: bm25Within(bm25, 60), inside: bm25Within(bm25, 0) },
    emptyAnswers: rows.filter(({ judgment }) => contentWords(judgment.answer).length === 0).length,
  }),
);

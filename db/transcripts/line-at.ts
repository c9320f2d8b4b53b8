import type { Db } from '../store/open.ts';
import { prepared } from '../store/statements.ts';
import { storedText } from '../text/text.ts';
import { readMonologues } from './monologues.ts';
import { type PackedMonologue, unpackTiming } from './transcript-pack.ts';

/** A call as `linesOf` needs it. */
interface LineCall {
  readonly callId: number;
  readonly gongId: string;
}

/** Sentence that is being said at a moment, or the last one before it within five seconds; [-1, -1] when there is none. */
function sentenceAt(monologues: readonly PackedMonologue[], startMs: number): readonly [number, number] {
  let best: readonly [number, number] = [-1, -1];
  let bestStart = Number.NEGATIVE_INFINITY;
  monologues.forEach(({ sentences }, monologue) => {
    sentences.forEach((sentence, at) => {
      if (sentence.start > startMs || sentence.start < bestStart || sentence.end < startMs - 5000) return;
      best = [monologue, at];
      bestStart = sentence.start;
    });
  });
  return best;
}

/** What was said at some moments (ms) of a call; null where there is no transcript or nothing was said. */
export function linesAt(db: Db, call: LineCall, moments: readonly number[]): (string | null)[] {
  const row = prepared(db, 'SELECT timing, raw IS NOT NULL AS raw FROM transcript WHERE gong_id = ?').get(
    call.gongId,
  ) as { timing: Buffer | null; raw: number } | undefined;
  if (!row) return moments.map(() => null);
  if (!row.timing) {
    const monologues = row.raw ? (readMonologues(db, call.gongId) ?? []) : [];
    return moments.map((startMs) => {
      const [monologue, sentence] = sentenceAt(monologues, startMs);
      return monologues[monologue]?.sentences[sentence]?.text ?? null;
    });
  }
  const timing = row.timing;
  const timed = unpackTiming(timing, () => '');
  const places = moments.map((startMs) => sentenceAt(timed, startMs));
  const wanted = new Set(places.map(([monologue]) => monologue));
  const read = prepared(
    db,
    'SELECT text FROM passage WHERE call_id = ? AND kind = 1 AND position = ?',
  ).pluck();
  const spoken = unpackTiming(timing, (monologue) =>
    wanted.has(monologue) ? storedText((read.get(call.callId, monologue) as string | undefined) ?? '') : '',
  );
  return places.map(([monologue, sentence]) => spoken[monologue]?.sentences[sentence]?.text ?? null);
}

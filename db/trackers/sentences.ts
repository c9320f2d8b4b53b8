import type { Db } from '../open.ts';
import { readMonologues } from '../read/monologues.ts';
import { prepared } from '../statements.ts';

/** Where the sentences of a call's monologues begin, without their text. */
export interface SentenceTimes {
  /** Speaker ids, by the number in `speaker`; 0 is nobody known. */
  readonly names: readonly string[];
  /** Sentences of monologue m are first[m] … first[m+1]-1. */
  readonly first: Int32Array;
  readonly speaker: Int32Array;
  readonly startMs: Float64Array;
  /** UTF-16 length; sentences of a monologue are joined by one space. */
  readonly length: Int32Array;
}

/** Reads the packed timing of a transcript (see transcript-pack.ts) without making an object per sentence. */
export function sentenceTimes(timing: Buffer, sentences: number): SentenceTimes {
  let at = 0;
  const unsigned = (): number => {
    let byte = timing[at++] as number;
    if (byte < 128) return byte;
    let value = byte & 127;
    let scale = 128;
    for (;;) {
      byte = timing[at++] as number;
      if (byte === undefined) throw new RangeError('transcript timing ends early');
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  };
  const signed = (): number => {
    const value = unsigned();
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  };
  const names = Array.from({ length: unsigned() }, () => {
    const length = unsigned();
    at += length;
    return timing.toString('utf8', at - length, at);
  });
  const monologues = unsigned();
  const first = new Int32Array(monologues + 1);
  const speaker = new Int32Array(monologues);
  const startMs = new Float64Array(sentences);
  const lengths = new Int32Array(sentences);
  let clock = 0;
  let sentence = 0;
  for (let monologue = 0; monologue < monologues; monologue++) {
    speaker[monologue] = unsigned();
    unsigned();
    for (let count = unsigned(); count > 0; count--) {
      const start = clock + signed();
      clock = start + signed();
      startMs[sentence] = start;
      lengths[sentence++] = unsigned();
    }
    first[monologue + 1] = sentence;
  }
  return { names, first, speaker, startMs, length: lengths };
}

/** A sentence with its place and speaker. */
export interface SpokenSentence {
  readonly startMs: number;
  readonly text: string;
  readonly speakerId: string | null;
}

/** Gives the sentences of single monologues of one call; made once per call. */
export type SentencesOf = (monologue: number, text: string) => Iterable<SpokenSentence>;

/** Prepares a call's transcript for reading single monologues; `text` is that of the passage, unsegmented. */
export function openSentences(db: Db, gongId: string): SentencesOf {
  const row = prepared(db, 'SELECT timing, sentences FROM transcript WHERE gong_id = ?').get(gongId) as
    | { timing: Buffer | null; sentences: number }
    | undefined;
  if (!row?.timing) {
    // A transcript of an unusual shape is kept whole.
    const monologues = readMonologues(db, gongId) ?? [];
    return (monologue) => {
      const found = monologues[monologue];
      return (found?.sentences ?? []).map(({ start, text }) => ({
        startMs: start,
        text,
        speakerId: found?.speakerId ?? null,
      }));
    };
  }
  const times = sentenceTimes(row.timing, row.sentences);
  return function* (monologue, text) {
    const speakerId = times.names[(times.speaker[monologue] ?? 0) - 1] ?? null;
    let from = 0;
    for (let at = times.first[monologue] ?? 0; at < (times.first[monologue + 1] ?? 0); at++) {
      const length = times.length[at] as number;
      yield { startMs: times.startMs[at] as number, text: text.slice(from, from + length), speakerId };
      from += length + 1;
    }
  };
}

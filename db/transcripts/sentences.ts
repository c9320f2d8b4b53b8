import type { Db } from '../store/open.ts';
import { prepared } from '../store/statements.ts';
import { readMonologues } from './monologues.ts';
import { SentenceList } from './transcript-pack.ts';

/** A sentence with its place and speaker. */
interface SpokenSentence {
  readonly startMs: number;
  readonly text: string;
  readonly speakerId: string | null;
}

/** Gives the sentences of single monologues of one call, asked for in their order; made once per call. */
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
  const list = new SentenceList();
  list.read(row.timing, row.sentences, 'all');
  let at = 0;
  return function* (monologue, text) {
    while (at < list.count && (list.monologue[at] as number) < monologue) at++;
    for (let from = 0; at < list.count && list.monologue[at] === monologue; at++) {
      const length = list.length[at] as number;
      yield {
        startMs: list.startMs[at] as number,
        text: text.slice(from, from + length),
        speakerId: list.speakerId(list.speaker[at] as number),
      };
      from += length + 1;
    }
  };
}

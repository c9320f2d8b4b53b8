import { crc32 } from 'node:zlib';
import { readGeneration } from '../../store/generation.ts';
import type { Db } from '../../store/open.ts';
import {
  postingsAtMost,
  readSegments,
  readTurns,
  reportDamage,
  type StoredSegment,
  WordFile,
} from './file.ts';
import type { Positions } from './positions.ts';
import { decode, type Posting, stored, unseal } from './posting.ts';
import { prefixMark, type Turns } from './segment.ts';

/** A word of one segment; `id` names its posting. */
interface StoredWord {
  readonly word: string;
  readonly id: number;
}

/** What was read of the index's segments, to be handed in when it is opened again: it is read anew only after a change. */
export interface ReadSegments {
  readonly file: number;
  readonly round: number;
  readonly list: readonly StoredSegment[];
  readonly turns: Map<number, Turns>;
}

/** The word index on disk at one moment, for work that reads it and closes it. Everything throws when it is damaged. */
export interface WordLookup {
  readonly segments: ReadSegments;
  /** Words of a segment from one on and before another, in the order of code points. */
  words(segment: number, from: string, to: string): readonly StoredWord[];
  posting(id: number): Posting;
  positions(id: number): Positions;
  /** Where the monologues of a segment's calls start. */
  turns(segment: number): Turns;
  /** Looks through the words of a segment, yielding where the work may be put off: one with a wrong letter would never be found. */
  check(segment: number): Generator<void>;
  close(): void;
}

/** Words looked through between two moments at which the work may be put off. */
const checkedAtOnce = 4000;

/**
 * Opens the word index of a store for looking things up; null when there is none that fits the store as it is now.
 * Every call may be missing from it, or be there as it was before: see `call.generation`.
 */
export function openWordLookup(store: Db, former: ReadSegments | null): WordLookup | null {
  const opened = WordFile.open(store);
  if (!opened) return null;
  const { db: file, number } = opened;
  try {
    const round = opened.begin();
    const generation = file.prepare("SELECT value FROM about WHERE key = 'generation'").pluck().get();
    // A store that went back in time was put back from a copy: what the index says of it is not to be believed.
    if (typeof generation !== 'number' || generation > readGeneration(store)) {
      opened.close();
      return null;
    }
    const segments =
      former?.file === number && former.round === round
        ? former
        : { file: number, round, list: readSegments(file), turns: new Map<number, Turns>() };
    const range = file
      .prepare('SELECT term, id FROM word WHERE segment = +? AND term >= +? AND term < +?')
      .raw();
    const posting = file.prepare('SELECT data FROM posting WHERE id = ?').pluck();
    const position = file.prepare('SELECT data FROM position WHERE id = ?').pluck();
    return {
      segments,
      words: (segment, from, to) =>
        (range.all(segment, from, to) as [string, number][]).flatMap(([word, id]) =>
          word.endsWith(prefixMark) ? [] : [{ word, id }],
        ),
      posting: (id) => decode(stored(posting.get(id))),
      positions: (id) => unseal(stored(position.get(id))),
      turns(segment) {
        const known = segments.turns.get(segment) ?? readTurns(file, segment);
        segments.turns.set(segment, known);
        return known;
      },
      *check(segment) {
        const wanted = file.prepare('SELECT word_sum FROM segment WHERE id = ?').pluck().get(segment);
        const read = file
          .prepare(
            `SELECT term, id FROM word WHERE segment = ? AND term > ? ORDER BY term LIMIT ${checkedAtOnce}`,
          )
          .raw();
        let sum = 0;
        let at = segment * postingsAtMost;
        for (let after = ''; ; ) {
          const rows = read.all(segment, after) as [string, number][];
          for (const [term, id] of rows) {
            if (id !== at++) throw new RangeError('damaged');
            sum = crc32(term, sum);
            after = term;
          }
          if (rows.length < checkedAtOnce) break;
          yield;
        }
        if (sum !== wanted) throw new RangeError('damaged');
      },
      close() {
        opened.close();
      },
    };
  } catch {
    reportDamage(store);
    opened.close();
    return null;
  }
}

import type { Db } from '../open.ts';
import { prepared } from '../statements.ts';
import { unsegment } from '../text.ts';
import type { PhraseMatcher } from './matcher.ts';
import { openSentences, type SentencesOf } from './sentences.ts';

/** A place where a phrase is said. */
export interface Hit {
  readonly startMs: number;
  readonly side: number;
  readonly speakerId: string | null;
  readonly phrase: string;
}

/** Hits of one call, as they were found. */
export interface CallHits {
  readonly callId: number;
  readonly hits: Hit[];
}

interface PassageRow {
  readonly id: number;
  readonly callId: number;
  readonly gongId: string;
  readonly durationSec: number | null;
  readonly language: string | null;
  readonly position: number;
  readonly side: number;
  readonly text: string;
}

/** Ids of the spoken passages that an FTS5 query finds, ascending; within `between` when it is given. */
export function candidatePassages(db: Db, match: string, between?: readonly [number, number]): Int32Array {
  const sql = `SELECT json_group_array(rowid) FROM passage_fts WHERE passage_fts MATCH ?${
    between ? ' AND rowid BETWEEN ? AND ?' : ''
  }`;
  const json = prepared(db, sql)
    .pluck()
    .get(match, ...(between ?? [])) as string;
  return Int32Array.from(JSON.parse(json) as number[]).sort();
}

const asciiOnly = /^[\x00-\x7f]*$/;

/** Looks for hits in passages; `found` gathers them by call. */
export class HitFinder {
  readonly #db: Db;
  readonly #matcher: PhraseMatcher;
  readonly found = new Map<number, Hit[]>();
  readonly #visibleOnly: boolean;
  #call = -1;
  #sentences: SentencesOf | null = null;

  constructor(db: Db, matcher: PhraseMatcher, options: { readonly visibleOnly?: boolean } = {}) {
    this.#db = db;
    this.#matcher = matcher;
    this.#visibleOnly = options.visibleOnly ?? false;
  }

  /** Looks through passages with these ids; ids that are gone are passed over. */
  look(ids: readonly number[] | Int32Array): void {
    const rows = prepared(
      this.#db,
      `SELECT p.id, p.call_id AS callId, c.gong_id AS gongId, c.duration_s AS durationSec, c.language, p.position, p.side,
         p.text
       FROM json_each(?) j JOIN passage p ON p.id = j.value JOIN call c ON c.id = p.call_id
       WHERE p.kind = 1${this.#visibleOnly ? ' AND c.hidden = 0' : ''}`,
    ).iterate(JSON.stringify(Array.from(ids))) as IterableIterator<PassageRow>;
    for (const row of rows) this.#passage(row);
  }

  #passage(row: PassageRow): void {
    const ascii = asciiOnly.test(row.text);
    const text = ascii ? row.text.toLowerCase() : unsegment(row.text);
    if (ascii && !this.#matcher.mayHave(text, row)) return;
    if (row.callId !== this.#call || !this.#sentences) {
      this.#call = row.callId;
      this.#sentences = openSentences(this.#db, row.gongId);
    }
    for (const sentence of this.#sentences(row.position, text)) {
      // Of a passage with one foreign letter, most sentences have none.
      const plain = ascii || asciiOnly.test(sentence.text);
      const said = {
        startMs: sentence.startMs,
        side: row.side,
        text: ascii || !plain ? sentence.text : sentence.text.toLowerCase(),
      };
      const phrases = this.#matcher.find(said, row, plain);
      for (const phrase of phrases) {
        const hits = this.found.get(row.callId);
        const hit = { startMs: sentence.startMs, side: row.side, speakerId: sentence.speakerId, phrase };
        if (hits) hits.push(hit);
        else this.found.set(row.callId, [hit]);
      }
    }
  }
}

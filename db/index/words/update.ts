import Database from 'better-sqlite3';
import { readGeneration } from '../../store/generation.ts';
import type { Db } from '../../store/open.ts';
import { prepared } from '../../store/statements.ts';
import { GrowableArray } from '../arrays/growable.ts';
import {
  isMostlyFree,
  openWordsWriter,
  readSegments,
  removeSegments,
  reportDamage,
  type StoredSegment,
  wordsAreWhole,
  writeSegment,
} from './file.ts';
import { SegmentMerge } from './merge.ts';
import { buildSegment, type CallText, callsAtMost } from './segment.ts';
import { readCallText } from './source.ts';

/** A new segment takes so many calls or characters: a second or two of work, and its memory stays small. */
const batch = { calls: 4096, characters: 8_000_000 } as const;
/** Segments of a size wait until there are so many, then become one of the next size. */
const mergedAtOnce = 8;
/** Sizes of segments, in live calls. */
const sizes = [
  [0, 512],
  [512, 4096],
  [4096, callsAtMost / 2],
] as const;
/** `call.generation` of calls that must not be found any more. */
const removed = -2;

/** Keeps the word index of a store in step with it. One at a time per store; `db` only reads. */
export class WordIndexer {
  readonly #db: Db;
  readonly #index: Database.Database;
  #segments: StoredSegment[];
  /** Looked through once, segment by segment: a word that got another letter would silently never be found. */
  readonly #unchecked: number[];
  /** Generation each call was indexed at, by row id; -1 not yet. */
  readonly #indexed = new GrowableArray<Int32Array>(Int32Array, 1024);
  #waiting: number[] = [];
  #seen = -1;
  /** Once while it is open: a file that cannot be made smaller is not tried again and again. */
  #compacted = false;

  /** Throws when the index is damaged, which is reported: it is made anew the next time. */
  constructor(db: Db) {
    this.#db = db;
    this.#index = openWordsWriter(db, readGeneration(db));
    this.#indexed.list.fill(-1);
    this.#segments = readOrReport(db, this.#index);
    this.#unchecked = this.#segments.map(({ id }) => id);
    for (const { docs } of this.#segments)
      docs.rowids.forEach((rowid, at) => {
        this.#ensureRow(rowid);
        this.#indexed.list[rowid] = Math.max(this.#indexed.at(rowid), docs.generations[at] as number);
      });
  }

  /** Generation of the store that was looked at last. */
  get generation(): number {
    return this.#seen;
  }

  /** Whether calls wait to be indexed, after a look at what changed. */
  behind(): boolean {
    this.#look();
    return this.#waiting.length > 0;
  }

  /** Does one piece of work, of a few seconds at most; false when there is nothing (more) to do. */
  step(): boolean {
    try {
      return this.#work();
    } catch (error) {
      if (isDamage(error)) reportDamage(this.#db);
      throw error;
    }
  }

  /**
   * Leaves nothing of what is no call's words any more: segments that hold such are made anew, then the file. Postings of removed
   * calls are only passed over otherwise, and what was deleted lies on in free pages.
   */
  forget(): void {
    this.#look();
    while (this.#waiting.length > 0) this.#add();
    for (const segment of [...this.#segments])
      if (this.#liveOf(segment) < segment.docs.rowids.length) this.#merge([segment]);
    this.#index.exec('VACUUM');
  }

  /** Empties the log of the file; false while somebody reads from it. */
  truncate(): boolean {
    const [state] = this.#index.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
    return state?.busy === 0;
  }

  close(): void {
    this.#index.close();
  }

  #work(): boolean {
    this.#look();
    if (this.#waiting.length > 0) {
      this.#add();
      return true;
    }
    const check = this.#unchecked.pop();
    if (check !== undefined) {
      if (this.#segments.some(({ id }) => id === check) && !wordsAreWhole(this.#index, check))
        throw new RangeError('damaged');
      return true;
    }
    const chosen = this.#due();
    if (chosen.length === 0) return this.#compact();
    this.#merge(chosen);
    return true;
  }

  /** Gives room in the file back that segments left when they were merged or made anew; false when there is little. */
  #compact(): boolean {
    if (this.#compacted || !isMostlyFree(this.#index)) return false;
    this.#compacted = true;
    try {
      this.#index.exec('VACUUM');
      this.#index.pragma('wal_checkpoint(PASSIVE)');
    } catch (error) {
      // Too little room on the disk to write the file once more: it stays as large as it is.
      if (isDamage(error)) throw error;
    }
    return true;
  }

  #ensureRow(rowid: number): void {
    const before = this.#indexed.list.length;
    this.#indexed.ensureCapacity(rowid + 1);
    this.#indexed.list.fill(-1, before);
  }

  /** Looks what changed since the last look. */
  #look(): void {
    const db = this.#db;
    db.transaction(() => {
      const generation = readGeneration(db);
      if (generation === this.#seen) return;
      const rows = prepared(db, 'SELECT id, generation FROM call WHERE generation > ?')
        .raw()
        .all(this.#seen) as [number, number][];
      for (const [rowid, at] of rows) {
        this.#ensureRow(rowid);
        if (this.#indexed.at(rowid) !== at) this.#waiting.push(rowid);
      }
      const { list } = this.#indexed;
      if (this.#seen < 0) {
        // The first look also finds what went while nobody looked.
        const there = new Uint8Array(list.length);
        for (const [rowid] of rows) there[rowid] = 1;
        for (let rowid = 0; rowid < list.length; rowid++)
          if (!there[rowid] && (list[rowid] as number) >= 0) list[rowid] = removed;
      } else {
        const gone = prepared(db, 'SELECT call_id FROM purged WHERE generation > ?').pluck().all(this.#seen);
        for (const rowid of gone as number[]) if (rowid < list.length) list[rowid] = removed;
      }
      this.#waiting = [...new Set(this.#waiting)].sort((a, b) => a - b);
      this.#seen = generation;
    })();
  }

  #commit(work: () => void): void {
    this.#index
      .transaction(() => {
        work();
        this.#index.prepare("UPDATE about SET value = value + 1 WHERE key = 'round'").run();
        this.#index
          .prepare("UPDATE about SET value = max(value, ?) WHERE key = 'generation'")
          .run(this.#seen);
      })
      .immediate();
  }

  /** Texts of some of the calls that wait, newest rows first: what just came in is what is looked for. */
  #takeTexts(): CallText[] {
    const texts: CallText[] = [];
    const without: number[] = [];
    let characters = 0;
    this.#db.transaction(() => {
      while (this.#waiting.length > 0 && texts.length < batch.calls && characters < batch.characters) {
        const rowid = this.#waiting.pop() as number;
        const text = readCallText(this.#db, rowid);
        if (!text) {
          without.push(rowid);
          continue;
        }
        texts.push(text);
        for (const part of text.fields) characters += part.length;
        for (const part of text.said) characters += part.length;
      }
    })();
    for (const rowid of without) if (this.#indexed.at(rowid) >= 0) this.#indexed.list[rowid] = removed;
    return texts.sort((a, b) => a.rowid - b.rowid);
  }

  /** Indexes some of the calls that wait. */
  #add(): void {
    const texts = this.#takeTexts();
    if (texts.length === 0) return;
    const { docs, starts, turns, terms, posting, positions } = buildSegment(texts);
    this.#commit(() => {
      const rows = terms.values().map((term, at) => [term, posting(at), positions(at)] as const);
      const id = writeSegment(this.#index, docs, starts, turns, rows);
      this.#segments.push({ id, docs });
    });
    docs.rowids.forEach((rowid, at) => {
      this.#indexed.list[rowid] = docs.generations[at] as number;
    });
  }

  #isLive({ docs }: StoredSegment, at: number): boolean {
    return this.#indexed.at(docs.rowids[at] as number) === docs.generations[at];
  }

  #liveOf(segment: StoredSegment): number {
    let live = 0;
    for (let at = 0; at < segment.docs.rowids.length; at++) if (this.#isLive(segment, at)) live++;
    return live;
  }

  /** Segments to be made one; empty when all is well. */
  #due(): StoredSegment[] {
    const sized = this.#segments.map((segment) => ({ segment, live: this.#liveOf(segment) }));
    for (const [from, to] of sizes) {
      const same = sized.filter(({ live }) => live >= from && live < to);
      // While calls are still waiting, merging their small segments early would be done again and again.
      if (same.length < mergedAtOnce) continue;
      const chosen: StoredSegment[] = [];
      let sum = 0;
      for (const { segment, live } of same.sort((a, b) => a.live - b.live)) {
        if (chosen.length >= mergedAtOnce * 2 || sum + live > callsAtMost) break;
        chosen.push(segment);
        sum += live;
      }
      if (chosen.length > 1) return chosen;
    }
    const holdsRemoved = ({ docs }: StoredSegment) =>
      docs.rowids.some((rowid) => this.#indexed.at(rowid) === removed);
    const worn = sized.find(
      ({ segment, live }) =>
        live < segment.docs.rowids.length * 0.7 || (this.#waiting.length === 0 && holdsRemoved(segment)),
    );
    return worn ? [worn.segment] : [];
  }

  #merge(chosen: readonly StoredSegment[]): void {
    const merge = new SegmentMerge(chosen, (segment, at) => this.#isLive(segment, at));
    this.#commit(() => {
      const id = merge.write(this.#index, this.#db.name);
      removeSegments(
        this.#index,
        chosen.map((segment) => segment.id),
      );
      this.#segments = this.#segments.filter((segment) => !chosen.includes(segment));
      if (id !== null) this.#segments.push({ id, docs: merge.docs });
    });
  }
}

/** The segments of an index; one with damaged lists is reported, so that it is made anew. */
function readOrReport(db: Db, index: Database.Database): StoredSegment[] {
  try {
    return readSegments(index);
  } catch (error) {
    index.close();
    if (isDamage(error)) reportDamage(db);
    throw error;
  }
}

/** Whether an error says that what is stored is not what was written. */
const isDamage = (error: unknown): boolean =>
  error instanceof RangeError ||
  (error instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code));

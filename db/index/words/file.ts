import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import Database from 'better-sqlite3';
import { wordsVersion } from '../../../electron/contract/words/cut.ts';
import { removeDatabase } from '../../store/database-files.ts';
import type { Db } from '../../store/open.ts';
import { openForReading } from '../../store/read-only.ts';
import { prepared } from '../../store/statements.ts';
import type { Positions } from './positions.ts';
import { encode, type Posting, seal, sumBytes } from './posting.ts';
import {
  type FieldStarts,
  fieldWeights,
  headingWeight,
  prefixMark,
  type SegmentDocs,
  shortPrefix,
  type Turns,
} from './segment.ts';

/**
 * The word index lies in a file of its own beside the store: everything in it can be made again from the store, so it
 * needs no migration, backup or salvage, and writing it never holds the store's write lock.
 */
export const wordsFile = (store: string): string => `${store}.words`;
const damaged = (store: string): string => `${wordsFile(store)}.damaged`;

/** Part of the format: when one of these changes, indexes made before are made anew. */
const formatVersion = 6;
const format =
  [formatVersion, shortPrefix, headingWeight, ...fieldWeights].reduce((sum, part) => sum * 31 + part, 7) %
  2 ** 31;

const schema = `
CREATE TABLE about (key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE segment (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  calls INTEGER NOT NULL,
  rowids BLOB NOT NULL, generations BLOB NOT NULL, written BLOB NOT NULL, spoken BLOB NOT NULL,
  field_starts BLOB NOT NULL, turn_offsets BLOB NOT NULL, turn_starts BLOB NOT NULL,
  -- Checksums of the lists above, and of the segment's words in their order.
  sum INTEGER NOT NULL,
  word_sum INTEGER NOT NULL DEFAULT 0
) STRICT;
-- Words apart from postings: a search walks a narrow tree, then reads one row.
CREATE TABLE word (segment INTEGER NOT NULL, term TEXT NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (segment, term)) STRICT, WITHOUT ROWID;
CREATE TABLE posting (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
-- Apart again: only phrases read them.
CREATE TABLE position (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
`;

/** Postings of segment s have the ids s · 2^24 … : they lie together and in the order of their words. */
export const postingsAtMost = 2 ** 24;

function pragmas(db: Database.Database): void {
  db.pragma('busy_timeout = 5000');
  db.pragma('cache_size = -16384');
  db.pragma('mmap_size = 1073741824');
}

function about(db: Database.Database, key: string): number | null {
  const value = db.prepare('SELECT value FROM about WHERE key = ?').pluck().get(key);
  return typeof value === 'number' ? value : null;
}

/** Number that tells this store from any other; 0 for one made before it had a number. */
export function storeNumber(db: Db): number {
  return (
    (prepared(db, "SELECT value FROM meta WHERE key = 'store'").pluck().get() as number | undefined) ?? 0
  );
}

/** Opens the index of a store for reading; null when there is none that fits. Never throws. */
export function openWordsFile(store: Db): Database.Database | null {
  if (store.memory || existsSync(damaged(store.name))) return null;
  const file = wordsFile(store.name);
  if (!existsSync(file)) return null;
  let db: Database.Database | null = null;
  try {
    db = openForReading(file);
    pragmas(db);
    if (about(db, 'format') === format && about(db, 'store') === storeNumber(store)) return db;
  } catch {
    // Not a database, or being made just now: the search does without.
  }
  db?.close();
  return null;
}

/** Which file stands under the index's name; null when there is none or it was reported as damaged. */
export function wordsFileNumber(store: Db): number | null {
  if (existsSync(damaged(store.name))) return null;
  return statSync(wordsFile(store.name), { throwIfNoEntry: false })?.ino ?? null;
}

/** The index of a store, opened for reading, at one moment. */
export class WordFile {
  readonly db: Database.Database;
  /** Which file it is: an index that was made anew is another one under the same name. */
  readonly number: number;

  constructor(db: Database.Database, number: number) {
    this.db = db;
    this.number = number;
  }

  /** Opens the index of a store; null when there is none that fits. Never throws. */
  static open(store: Db): WordFile | null {
    const number = wordsFileNumber(store);
    const db = number === null ? null : openWordsFile(store);
    return db && new WordFile(db, number as number);
  }

  /** Moves to the newest state and stays there until the next call; returns its number. Throws when the file is damaged. */
  begin(): number {
    if (this.db.inTransaction) this.db.exec('COMMIT');
    this.db.exec('BEGIN');
    return prepared(this.db as unknown as Db, "SELECT value FROM about WHERE key = 'round'")
      .pluck()
      .get() as number;
  }

  close(): void {
    try {
      this.db.close();
    } catch {
      // Damaged beyond closing: nothing more to lose.
    }
  }
}

/** Leaves word that the index cannot be read: it is made anew by whoever next opens it for writing. */
export function reportDamage(store: Db): void {
  try {
    writeFileSync(damaged(store.name), '');
  } catch {
    // A folder that cannot be written to: nothing will make a new index either.
  }
}

/** Whether a search reported the index as damaged and nobody has made it anew since. */
export const isReportedDamaged = (store: Db): boolean => existsSync(damaged(store.name));

/** Whether a quarter of the file or more, and enough to matter, holds nothing. */
export function isMostlyFree(db: Database.Database): boolean {
  const [free, pages] = ['freelist_count', 'page_count'].map(
    (name) => db.pragma(name, { simple: true }) as number,
  ) as [number, number];
  return free > worthGivingBack && free * 4 > pages;
}
/** In pages of 16 kB. */
const worthGivingBack = 256;

/** Opens the index for writing, as it is or, when it is damaged or of another store or format, empty. */
export function openWordsWriter(store: Db, generation: number): Database.Database {
  const file = wordsFile(store.name);
  if (existsSync(damaged(store.name))) {
    removeDatabase(file);
    rmSync(damaged(store.name), { force: true });
  }
  try {
    return prepare(file, store, generation);
  } catch {
    removeDatabase(file);
    return prepare(file, store, generation);
  }
}

function prepare(file: string, store: Db, generation: number): Database.Database {
  const db = new Database(file);
  try {
    pragmas(db);
    if (!existsSync(file) || db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0)
      db.pragma('page_size = 16384');
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    // Giving room back writes the whole file through the log once.
    db.pragma('journal_size_limit = 16777216');
    const fits = () => {
      if (db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'about'").get() === undefined) return false;
      // A store that went back in time was put back from a copy: what it says now is not what was indexed.
      return (
        about(db, 'format') === format &&
        about(db, 'store') === storeNumber(store) &&
        (about(db, 'generation') ?? 0) <= generation
      );
    };
    if (!fits()) {
      db.transaction(() => {
        for (const table of ['about', 'segment', 'word', 'posting', 'position'])
          db.exec(`DROP TABLE IF EXISTS ${table}`);
        db.exec(schema);
        const put = db.prepare('INSERT INTO about(key, value) VALUES (?, ?)');
        put.run('format', format);
        put.run('store', storeNumber(store));
        put.run('generation', 0);
        put.run('words', wordsVersion);
        // Readers compare it with what they have read: it must never come twice.
        put.run('round', Math.floor(Math.random() * 2 ** 40));
      })();
    } else if (about(db, 'words') !== wordsVersion)
      db.transaction(() => {
        const put = db.prepare('INSERT OR REPLACE INTO about(key, value) VALUES (?, ?)');
        put.run('former', lastFormer(db));
        put.run('words', wordsVersion);
        db.exec("UPDATE about SET value = value + 1 WHERE key = 'round'");
      })();
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

const bytesOf = (list: Int32Array) => Buffer.from(list.buffer, list.byteOffset, list.byteLength);

const sumOf = (lists: readonly Uint8Array[]) => lists.reduce((sum, list) => crc32(list, sum), 0);

const listNames = 'rowids, generations, written, spoken, field_starts, turn_offsets, turn_starts';

/** Writes a segment; call within a transaction. Returns its id. */
export function writeSegment(
  db: Database.Database,
  docs: SegmentDocs,
  starts: FieldStarts,
  turns: Turns,
  terms: Iterable<readonly [string, Posting, Positions | null]>,
): number {
  const lists = [
    docs.rowids,
    docs.generations,
    docs.written,
    docs.spoken,
    starts,
    turns.offsets,
    turns.starts,
  ].map(bytesOf);
  const id = Number(
    db
      .prepare(`INSERT INTO segment(calls, ${listNames}, sum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
      .run(docs.rowids.length, ...lists, sumOf(lists)).lastInsertRowid,
  );
  const word = db.prepare('INSERT INTO word(segment, term, id) VALUES (?, ?, ?)');
  const data = db.prepare('INSERT INTO posting(id, data) VALUES (?, ?)');
  const places = db.prepare('INSERT INTO position(id, data) VALUES (?, ?)');
  let at = id * postingsAtMost;
  let sum = 0;
  for (const [term, posting, positions] of terms) {
    word.run(id, term, at);
    data.run(at, encode(posting));
    if (positions) {
      const sealed = new Uint8Array(positions.length + sumBytes);
      sealed.set(positions);
      places.run(at, seal(sealed));
    }
    sum = crc32(term, sum);
    at++;
  }
  db.prepare('UPDATE segment SET word_sum = ? WHERE id = ?').run(sum, id);
  return id;
}

/** Removes segments; call within a transaction. */
export function removeSegments(db: Database.Database, ids: readonly number[]): void {
  for (const id of ids) {
    db.prepare('DELETE FROM segment WHERE id = ?').run(id);
    db.prepare('DELETE FROM word WHERE segment = ?').run(id);
    for (const table of ['posting', 'position'])
      db.prepare(`DELETE FROM ${table} WHERE id >= ? AND id < ?`).run(
        id * postingsAtMost,
        (id + 1) * postingsAtMost,
      );
  }
}

/** A segment's calls, without its postings. */
export interface StoredSegment {
  readonly id: number;
  readonly docs: SegmentDocs;
}

const ints = (bytes: Buffer): Int32Array => {
  const copy = new Int32Array(bytes.length >> 2);
  new Uint8Array(copy.buffer).set(bytes.subarray(0, copy.byteLength));
  return copy;
};

/**
 * The last segment whose words were cut by a former version of the rules. What it knows of a call is out of date, and serves until the
 * call is indexed again.
 */
function lastFormer(db: Database.Database): number {
  return about(db, 'words') === wordsVersion
    ? (about(db, 'former') ?? 0)
    : (db.prepare('SELECT coalesce(max(id), 0) FROM segment').pluck().get() as number);
}

/** All segments, oldest first. Throws RangeError when one of them is damaged. */
export function readSegments(db: Database.Database): StoredSegment[] {
  const rows = db
    .prepare(`SELECT id, sum, ${listNames} FROM segment ORDER BY id`)
    .raw()
    .iterate() as IterableIterator<[number, number, ...Buffer[]]>;
  const segments: StoredSegment[] = [];
  const former = lastFormer(db);
  for (const [id, sum, ...lists] of rows) {
    if (sumOf(lists) !== sum) throw new RangeError('damaged');
    const [rowids, generations, written, spoken] = lists.slice(0, 4).map(ints) as [
      Int32Array,
      Int32Array,
      Int32Array,
      Int32Array,
    ];
    // No call is of such a generation; what is newer stays newer.
    const as = id <= former ? generations.map((generation) => generation - 2 ** 31) : generations;
    segments.push({ id, docs: { rowids, generations: as, written, spoken } });
  }
  return segments;
}

/** Whether a segment's words are the ones that were written. */
export function wordsAreWhole(db: Database.Database, id: number): boolean {
  const wanted = db.prepare('SELECT word_sum FROM segment WHERE id = ?').pluck().get(id);
  const words = db.prepare('SELECT term, id FROM word WHERE segment = ? ORDER BY term').raw().iterate(id);
  let sum = 0;
  let at = id * postingsAtMost;
  let inOrder = true;
  let plain = 0;
  for (const [term, place] of words as IterableIterator<[string, number]>) {
    sum = crc32(term, sum);
    if (place !== at++) inOrder = false;
    if (!term.endsWith(prefixMark)) plain++;
  }
  const rows = (table: string) =>
    db
      .prepare(`SELECT count(*) FROM ${table} WHERE id >= ? AND id < ?`)
      .pluck()
      .get(id * postingsAtMost, (id + 1) * postingsAtMost);
  return (
    inOrder && sum === wanted && rows('posting') === at - id * postingsAtMost && rows('position') === plain
  );
}

/** Where the fields of a segment's calls start. */
export function readStarts(db: Database.Database, id: number): FieldStarts {
  return ints(db.prepare('SELECT field_starts FROM segment WHERE id = ?').pluck().get(id) as Buffer);
}

/** Where the monologues of a segment's calls start. */
export function readTurns(db: Database.Database, id: number): Turns {
  const row = db
    .prepare('SELECT turn_offsets AS offsets, turn_starts AS starts FROM segment WHERE id = ?')
    .get(id) as Record<'offsets' | 'starts', Buffer>;
  return { offsets: ints(row.offsets), starts: ints(row.starts) };
}

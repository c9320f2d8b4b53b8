import { existsSync, rmSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { Db } from '../../open.ts';
import { prepared } from '../../statements.ts';
import type { Positions } from './positions.ts';
import { encode, type Posting } from './posting.ts';
import {
  type FieldStarts,
  fieldWeights,
  type PassageRuns,
  type SegmentDocs,
  shortPrefix,
} from './segment.ts';

/**
 * The word index lies in a file of its own beside the store: everything in it can be made again from the store, so it
 * needs no migration, backup or salvage, and writing it never holds the store's write lock.
 */
export const wordsFile = (store: string): string => `${store}.words`;
const damaged = (store: string): string => `${wordsFile(store)}.damaged`;

/** Part of the format: when one of these changes, indexes made before are made anew. */
const formatVersion = 2;
const format =
  [formatVersion, shortPrefix, ...fieldWeights].reduce((sum, part) => sum * 31 + part, 7) % 2 ** 31;

const schema = `
CREATE TABLE about (key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE segment (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  calls INTEGER NOT NULL,
  rowids BLOB NOT NULL, generations BLOB NOT NULL, written BLOB NOT NULL, spoken BLOB NOT NULL,
  run_first BLOB NOT NULL, run_last BLOB NOT NULL, run_doc BLOB NOT NULL, run_kind BLOB NOT NULL,
  field_starts BLOB NOT NULL
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
    db = new Database(file, { readonly: true, fileMustExist: true });
    pragmas(db);
    if (about(db, 'format') === format && about(db, 'store') === storeNumber(store)) return db;
  } catch {
    // Not a database, or being made just now: the search does without.
  }
  db?.close();
  return null;
}

/** Leaves word that the index cannot be read: it is made anew by whoever next opens it for writing. */
export function reportDamage(store: Db): void {
  try {
    writeFileSync(damaged(store.name), '');
  } catch {
    // A folder that cannot be written to: nothing will make a new index either.
  }
}

/** Opens the index for writing, as it is or, when it is damaged or of another store or format, empty. */
export function openWordsWriter(store: Db, generation: number): Database.Database {
  const file = wordsFile(store.name);
  if (existsSync(damaged(store.name))) {
    for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
    rmSync(damaged(store.name), { force: true });
  }
  try {
    return prepare(file, store, generation);
  } catch {
    for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
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
        // Readers compare it with what they have read: it must never come twice.
        put.run('round', Math.floor(Math.random() * 2 ** 40));
      })();
    }
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

const bytesOf = (list: Int32Array | Uint16Array | Uint8Array) =>
  Buffer.from(list.buffer, list.byteOffset, list.byteLength);

/** Writes a segment; call within a transaction. Returns its id. */
export function writeSegment(
  db: Database.Database,
  docs: SegmentDocs,
  runs: PassageRuns,
  starts: FieldStarts,
  terms: Iterable<readonly [string, Posting, Positions | null]>,
): number {
  const id = Number(
    db
      .prepare(
        `INSERT INTO segment(calls, rowids, generations, written, spoken, run_first, run_last, run_doc, run_kind, field_starts)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        docs.rowids.length,
        ...[docs.rowids, docs.generations, docs.written, docs.spoken].map(bytesOf),
        ...[runs.first, runs.last, runs.doc, runs.kind, starts].map(bytesOf),
      ).lastInsertRowid,
  );
  const word = db.prepare('INSERT INTO word(segment, term, id) VALUES (?, ?, ?)');
  const data = db.prepare('INSERT INTO posting(id, data) VALUES (?, ?)');
  const places = db.prepare('INSERT INTO position(id, data) VALUES (?, ?)');
  let at = id * postingsAtMost;
  for (const [term, posting, positions] of terms) {
    word.run(id, term, at);
    data.run(at, encode(posting));
    if (positions) places.run(at, positions);
    at++;
  }
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

/** All segments, oldest first, or those above an id. */
export function readSegments(db: Database.Database): StoredSegment[] {
  const rows = db
    .prepare('SELECT id, rowids, generations, written, spoken FROM segment ORDER BY id')
    .all() as Record<string, Buffer & number>[];
  return rows.map((row) => ({
    id: row['id'] as number,
    docs: {
      rowids: ints(row['rowids'] as Buffer),
      generations: ints(row['generations'] as Buffer),
      written: ints(row['written'] as Buffer),
      spoken: ints(row['spoken'] as Buffer),
    },
  }));
}

/** Where the fields of a segment's calls start. */
export function readStarts(db: Database.Database, id: number): FieldStarts {
  return ints(db.prepare('SELECT field_starts FROM segment WHERE id = ?').pluck().get(id) as Buffer);
}

/** Passage runs of a segment. */
export function readRuns(db: Database.Database, id: number): PassageRuns {
  const row = db
    .prepare(
      'SELECT run_first AS first, run_last AS last, run_doc AS doc, run_kind AS kind FROM segment WHERE id = ?',
    )
    .get(id) as Record<'first' | 'last' | 'doc' | 'kind', Buffer>;
  const doc = new Uint16Array(row.doc.length >> 1);
  new Uint8Array(doc.buffer).set(row.doc.subarray(0, doc.byteLength));
  return { first: ints(row.first), last: ints(row.last), doc, kind: Uint8Array.from(row.kind) };
}

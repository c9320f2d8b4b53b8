import { constants, copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type Database from 'better-sqlite3';
import { connect } from './connect.ts';
import { storeErrorCode, toStoreError } from './errors.ts';
import { migrate } from './migrate.ts';
import { rebuildDamaged } from './salvage.ts';
import { schemaVersion, versionOf } from './version.ts';

declare const role: unique symbol;
/** The one connection that writes. */
export type WriterDb = Database.Database & { readonly [role]: 'writer' };
/** A connection that cannot write. */
export type ReaderDb = Database.Database & { readonly [role]: 'reader' };
/** Either, for functions that only read. */
export type Db = WriterDb | ReaderDb;

/** Something the user should be told about the opening of the store. */
export interface OpenNotice {
  readonly code: 'store/rebuilt';
  readonly message: string;
  readonly nextStep: string;
}

/** Reads what a damaged file fails at, at a cost that does not grow with the file. */
function probe(db: WriterDb): void {
  if (versionOf(db) === 0) return;
  db.prepare('SELECT count(*) FROM sqlite_schema').get();
  db.prepare("SELECT value FROM meta WHERE key = 'generation'").get();
  for (const table of ['call', 'party', 'passage', 'call_text', 'mine_call', 'mine_note']) {
    db.prepare(`SELECT * FROM ${table} ORDER BY rowid DESC LIMIT 1`).get();
  }
}

/** The copies of a store that were made before migrations. */
function backupsOf(file: string): string[] {
  if (file === ':memory:') return [];
  return readdirSync(dirname(file))
    .filter((name) => name.startsWith(`${basename(file)}.before-v`))
    .map((name) => join(dirname(file), name));
}

function backUpBeforeMigration(db: WriterDb, file: string): void {
  const version = versionOf(db);
  if (version === 0 || version >= schemaVersion || file === ':memory:') return;
  // A disk that is nearly full has room for one copy, the newest.
  for (const old of backupsOf(file)) rmSync(old, { force: true });
  db.pragma('wal_checkpoint(TRUNCATE)');
  copyFileSync(file, `${file}.before-v${schemaVersion}`, constants.COPYFILE_FICLONE);
}

/** How long the copy made before a migration is kept. Not for ever: calls that were removed since are still in it. */
const backupKeptMs = 14 * 24 * 3_600_000;

function removeOldBackups(file: string, nowMs: number): void {
  for (const old of backupsOf(file))
    if (nowMs - statSync(old).mtimeMs > backupKeptMs) rmSync(old, { force: true });
}

/** Gives a store the number by which files made from it (word index, columns) know that they are its own. */
function numberStore(db: WriterDb): void {
  if (db.prepare("SELECT 1 FROM meta WHERE key = 'store'").get()) return;
  db.prepare("INSERT INTO meta(key, value) VALUES ('store', abs(random() % 9007199254740991))").run();
}

function openChecked(file: string, nowMs: number): WriterDb {
  const db = connect(file);
  try {
    probe(db);
    backUpBeforeMigration(db, file);
    migrate(db);
    numberStore(db);
    removeOldBackups(file, nowMs);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Remembers that reads or writes found `file` damaged: the next `openWriter` sets it aside and rebuilds. */
export function damageMarker(file: string): string {
  return `${file}.damaged`;
}

/**
 * Opens (or creates) the store for writing: migrates it, after a copy beside it that is kept for two weeks, and rebuilds a damaged one,
 * telling `onNotice`. Throws EarshotError store/newer and store/too-old (file untouched), store/readonly, store/full, store/locked or
 * store/unavailable.
 */
export function openWriter(
  file: string,
  options: { readonly onNotice?: (notice: OpenNotice) => void; readonly now?: () => number } = {},
): WriterDb {
  const open = (path: string) => openChecked(path, (options.now ?? Date.now)());
  try {
    if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
    if (existsSync(damageMarker(file))) {
      const db = rebuildDamaged(file, open, options);
      rmSync(damageMarker(file), { force: true });
      return db;
    }
    try {
      return open(file);
    } catch (error) {
      if (storeErrorCode(error) !== 'store/corrupt') throw error;
      return rebuildDamaged(file, open, options);
    }
  } catch (error) {
    throw toStoreError(error);
  }
}

/** Bytes the store takes on disk, its write-ahead log and what is made from it (word index, columns, trackers) included. */
export function sizeOnDisk(db: Db): number {
  if (db.memory) return 0;
  const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  const trackers = shardsFolder(db.name);
  const files = ['', '-wal', '.words', '.words-wal', '.columns'].map((suffix) => db.name + suffix);
  if (statSync(trackers, { throwIfNoEntry: false })?.isDirectory())
    files.push(...readdirSync(trackers).map((name) => join(trackers, name)));
  return files.reduce((sum, path) => sum + sizeOf(path), 0);
}

/** Where the trackers of a store lie by ranges of calls: beside it, made again from it whenever a file is missing or damaged. */
export const shardsFolder = (store: string): string => `${store}.trackers`;

import {
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { connect } from './connect.ts';
import { storeErrorCode, toStoreError } from './errors.ts';
import { migrate } from './migrate.ts';
import { takeSums, writeSums } from './page-sums.ts';
import { rebuildStore, restoreFromCopy } from './salvage.ts';
import {
  attachCopy,
  type CopyFound,
  copyFile,
  datedCopies,
  followStore,
  keepDatedCopy,
  lookAtCopy,
  removeCopy,
  revisionOf,
  settleCopy,
} from './second-copy.ts';
import { removeOldCopies, removeSetAside, setAsideCopies } from './set-aside.ts';
import { checkVersion, schemaVersion, versionOf } from './version.ts';

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

function backUpBeforeMigration(db: WriterDb, file: string): void {
  const version = versionOf(db);
  if (version === 0 || version >= schemaVersion || file === ':memory:') return;
  // A disk that is nearly full has room for one copy, the newest.
  for (const { name, why } of setAsideCopies(file)) if (why === 'migrated') removeSetAside(file, name);
  db.pragma('wal_checkpoint(TRUNCATE)');
  copyFileSync(file, `${file}.before-v${schemaVersion}`, constants.COPYFILE_FICLONE);
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
    removeOldCopies(file, nowMs);
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

/** Leaves that note. Where it cannot be written, so could no rebuilt store. */
export function reportDamage(file: string): void {
  try {
    writeFileSync(damageMarker(file), '');
  } catch {
    // A full or read-only disk.
  }
}

/** What lies beside a store that has been used: without the store itself they tell that it was lost. */
function hasNeighbours(file: string): boolean {
  const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  const media = join(dirname(file), 'media');
  return (
    ['.mine', '-wal', '.words', '.columns'].some((suffix) => sizeOf(file + suffix) > 0) ||
    datedCopies(file).length > 0 ||
    existsSync(shardsFolder(file)) ||
    (existsSync(media) && readdirSync(media).length > 0)
  );
}

/** A store of another Earshot is no damaged one, whatever its sums say. Throws store/newer and store/too-old. */
function refuseOtherVersions(file: string): void {
  let version = 0;
  try {
    const db = new Database(file, { readonly: true, fileMustExist: true });
    version = versionOf(db);
    db.close();
  } catch {
    // No store at all, or none that can be read.
  }
  // What is far off was damaged.
  if (version < 2 ** 16) checkVersion(version);
}

const isGone = (file: string) => (statSync(file, { throwIfNoEntry: false })?.size ?? 0) === 0;

function rebuiltNotice(why: 'damaged' | 'gone' | 'behind', aside: string | null, rows: number): OpenNotice {
  const was = {
    damaged: 'was damaged',
    gone: 'was missing or empty',
    behind: 'had lost what was last written to it',
  }[why];
  const kept = aside === null ? 'A' : `What was left of it was set aside as ${aside} and a`;
  return {
    code: 'store/rebuilt',
    message: `The store ${was}. ${kept} new one was made; ${rows} entries of your own notes, tags and settings were carried over.`,
    nextStep:
      'Let the sync run: the calls come back from Gong. Keep what was set aside until you have checked your notes.',
  };
}

/** Opens the store with its second copy, or says why it must be made anew. Throws what is no damage. */
function openWhole(
  file: string,
  open: (file: string) => WriterDb,
  found: CopyFound,
  nowMs: number,
): WriterDb | 'damaged' | 'gone' | 'behind' {
  const isReported = existsSync(damageMarker(file));
  // What was met may have been the copy's damage.
  if (isReported && found.state !== 'damaged') return 'damaged';
  if (isGone(file) && hasNeighbours(file)) return 'gone';
  refuseOtherVersions(file);
  const summed = takeSums(file);
  if (summed === 'rotten') return 'damaged';
  try {
    const db = open(file);
    try {
      // Whoever else wrote may have been another program than SQLite.
      const isDoubtful = isReported || summed === 'written';
      if (isDoubtful && db.pragma('integrity_check', { simple: true }) !== 'ok') {
        db.close();
        return 'damaged';
      }
      const { store, revision } = revisionOf(db);
      if (found.state === 'whole' && found.store === store && found.revision > revision) {
        db.close();
        return 'behind';
      }
      // A store made anew of which the process ended before the user's own was in it, or another one that was put in its place.
      if (found.state === 'whole' && found.store !== store) restoreFromCopy(db, file);
      if (found.state === 'damaged') removeCopy(file);
      attachCopy(db);
      followStore(db, found, summed === 'same' && found.state === 'whole' && found.summed, nowMs);
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    if (storeErrorCode(error) !== 'store/corrupt') throw error;
    return 'damaged';
  }
}

/**
 * Opens (or creates) the store for writing: migrates it, after a copy beside it that is kept for two weeks, and rebuilds one that is
 * damaged or lost, telling `onNotice`. Throws EarshotError store/newer and store/too-old (file untouched), store/readonly, store/full,
 * store/locked or store/unavailable.
 */
export function openWriter(
  file: string,
  options: { readonly onNotice?: (notice: OpenNotice) => void; readonly now?: () => number } = {},
): WriterDb {
  const nowMs = (options.now ?? Date.now)();
  const open = (path: string) => openChecked(path, nowMs);
  try {
    if (file === ':memory:') return open(file);
    mkdirSync(dirname(file), { recursive: true });
    const found = lookAtCopy(file);
    const opened = openWhole(file, open, found, nowMs);
    const db = typeof opened === 'string' ? rebuild(opened, found) : opened;
    rmSync(damageMarker(file), { force: true });
    try {
      keepDatedCopy(db, nowMs);
    } catch {
      // A full disk has more pressing needs.
    }
    return db;
  } catch (error) {
    throw toStoreError(error);
  }

  function rebuild(why: 'damaged' | 'gone' | 'behind', found: CopyFound): WriterDb {
    const { db, aside, rows } = rebuildStore(file, open, found, nowMs);
    attachCopy(db);
    followStore(db, { state: 'missing' }, false, nowMs);
    options.onNotice?.(rebuiltNotice(why, aside, rows));
    return db;
  }
}

/** Closes the store; where nobody else has it open, it leaves the sums by which the next opening knows that it is whole. */
export function closeWriter(db: WriterDb): void {
  const file = db.name;
  settleCopy(db);
  db.pragma('optimize');
  const [state] = db.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
  const { memory } = db;
  db.close();
  if (memory || state?.busy !== 0) return;
  try {
    for (const one of [file, copyFile(file)]) if (!existsSync(`${one}-wal`)) writeSums(one);
  } catch {
    // A full disk: the next opening does without.
  }
}

/** Bytes the store takes on disk, its write-ahead log and what is made from it (word index, columns, trackers) included. */
export function sizeOnDisk(db: Db): number {
  if (db.memory) return 0;
  const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  const trackers = shardsFolder(db.name);
  const files = ['', '-wal', '.mine', '.mine-wal', '.words', '.words-wal', '.columns'].map(
    (suffix) => db.name + suffix,
  );
  if (statSync(trackers, { throwIfNoEntry: false })?.isDirectory())
    files.push(...readdirSync(trackers).map((name) => join(trackers, name)));
  return files.reduce((sum, path) => sum + sizeOf(path), 0);
}

/** Where the trackers of a store lie by ranges of calls: beside it, made again from it whenever a file is missing or damaged. */
export const shardsFolder = (store: string): string => `${store}.trackers`;

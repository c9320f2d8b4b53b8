import { closeSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import Database from 'better-sqlite3';
import type { BackupFacts, BackupPart } from '../../electron/contract/backup.ts';
import { EarshotError } from '../../electron/contract/errors.ts';
import { storeErrorCode } from '../store/errors.ts';
import { checkVersion, versionOf } from '../store/version.ts';

// A backup is a SQLite file: a store, or a second copy of the user's own, with one more table that says what it is. SQLite notices broken
// pages, not a byte that changed inside a text; so the file's sum stands in its header, in the four bytes that are an application's own.

const sumAt = 68;
const sumBytes = 4;
const blockBytes = 2 ** 20;

/** The sum of a file with the bytes of the sum left out; never 0, which is what files have that were not sealed. */
function sumOf(handle: number): number {
  const block = Buffer.allocUnsafe(blockBytes);
  let sum = 0;
  for (let at = 0; ; ) {
    const read = readSync(handle, block, 0, blockBytes, at);
    if (read === 0) return sum || 1;
    if (at === 0) block.fill(0, sumAt, sumAt + sumBytes);
    sum = crc32(block.subarray(0, read), sum);
    at += read;
  }
}

/** Writes the sum of a finished file into it, and sees it onto the disk. Throws what the disk says. */
export function seal(file: string): void {
  const handle = openSync(file, 'r+');
  try {
    const bytes = Buffer.alloc(sumBytes);
    bytes.writeUInt32BE(sumOf(handle));
    writeSync(handle, bytes, 0, sumBytes, sumAt);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Whether a file is as it was sealed; true for one that never was. */
function isSealed(file: string): boolean {
  const handle = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(sumBytes);
    readSync(handle, bytes, 0, sumBytes, sumAt);
    const sum = bytes.readUInt32BE();
    return sum === 0 || sum === sumOf(handle);
  } finally {
    closeSync(handle);
  }
}

/** What is counted in a backup, by the table that has it. */
const counted = [
  ['calls', 'call', ''],
  ['transcripts', 'transcript', ''],
  ['notes', 'mine_note', ''],
  ['tags', 'mine_tag', ''],
  ['starred calls', 'mine_call', 'WHERE starred_ms IS NOT NULL'],
  ['trackers of mine', 'mine_tracker', ''],
  ['dashboards', 'mine_dashboard', ''],
  ['saved searches', 'saved_search', ''],
] as const;

const hasTable = (db: Database.Database, name: string): boolean =>
  db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(name) !== undefined;

/** What the tables of the user's own are called in a file of one part, before their own names. */
export const prefixOf = (part: BackupPart): string => (part === 'mine' ? 'copy_' : '');

/** How many there are of everything that a backup is asked for. */
export function countsOf(db: Database.Database, part: BackupPart): BackupFacts['counts'] {
  return Object.fromEntries(
    counted.flatMap(([name, table, where]) => {
      const own = prefixOf(part) + table;
      if (!hasTable(db, own)) return [];
      return [[name, db.prepare(`SELECT count(*) FROM "${own}" ${where}`).pluck().get() as number]];
    }),
  );
}

const unusable = (message: string, cause?: unknown) =>
  new EarshotError({
    code: 'backup/unusable',
    message,
    nextStep: 'Nothing was changed. Take another backup, or one of the copies that `earshot backup` lists.',
    cause,
  });

function factsOf(db: Database.Database): BackupFacts {
  const part = hasTable(db, 'copy_state')
    ? 'mine'
    : hasTable(db, 'call') && hasTable(db, 'meta')
      ? 'all'
      : null;
  if (part === null) throw unusable('This file is a database, but no backup of Earshot.');
  // A file from elsewhere must not do anything by being opened.
  if (db.prepare("SELECT 1 FROM sqlite_schema WHERE type IN ('trigger', 'view')").get())
    throw unusable('This file has parts that no backup of Earshot has.');
  if (db.pragma('integrity_check', { simple: true }) !== 'ok') throw unusable('This backup is damaged.');
  if (part === 'all') checkVersion(versionOf(db));
  const counts = countsOf(db, part);
  if (!hasTable(db, 'backup')) return { part, madeMs: null, account: null, counts };
  const facts = JSON.parse(db.prepare('SELECT facts FROM backup').pluck().get() as string) as BackupFacts;
  if (facts.part !== part || JSON.stringify(facts.counts) !== JSON.stringify(counts))
    throw unusable('This backup does not hold what it says it holds.');
  return facts;
}

/** Verifies a backup, all of it, and says what it holds. Throws 'backup/unusable', 'store/newer' and 'store/too-old'. */
export function readBackup(file: string): BackupFacts {
  try {
    if (!isSealed(file)) throw unusable('This backup is damaged: it is not as it was written.');
    const db = new Database(file, { readonly: true, fileMustExist: true });
    try {
      db.pragma('trusted_schema = OFF');
      return factsOf(db);
    } finally {
      db.close();
    }
  } catch (error) {
    if (error instanceof EarshotError) throw error;
    if (storeErrorCode(error) === 'store/corrupt')
      throw unusable('This file is no backup of Earshot, or it is damaged.', error);
    throw unusable(
      `This file cannot be read (${error instanceof Error ? error.message : 'no reason given'}).`,
      error,
    );
  }
}

import { existsSync, renameSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { WriterDb } from './open.ts';
import {
  type CopyFound,
  copyFile,
  datedCopies,
  removeCopy,
  replayBulk,
  revisionOf,
  userTables,
} from './second-copy.ts';
import { asideName } from './set-aside.ts';

/** Moves the store's file and its log out of the way; returns the new name, null where nothing is left of them. */
function setAside(file: string, nowMs: number): string | null {
  const aside = asideName(file, 'damaged', nowMs);
  const left = ['', '-wal', '-shm'].filter((suffix) => existsSync(file + suffix));
  for (const suffix of left) renameSync(file + suffix, aside + suffix);
  rmSync(`${file}.sums`, { force: true });
  return left.length > 0 ? aside : null;
}

/** Copies every row that can still be read of one table; returns how many came over, and whether all could be read. */
function salvageTable(from: Database.Database, source: string, to: WriterDb, table: string) {
  const known = new Set(to.prepare(`SELECT name FROM pragma_table_info(?)`).pluck().all(table) as string[]);
  let rows = 0;
  for (const order of ['ASC', 'DESC']) {
    // Reading from both ends reaches the rows on either side of a broken page.
    try {
      for (const row of from.prepare(`SELECT * FROM ${source} ORDER BY 1 ${order}`).iterate()) {
        const entries = Object.entries(row as Record<string, unknown>).filter(([name]) => known.has(name));
        const columns = entries.map(([name]) => `"${name}"`).join(', ');
        const holes = entries.map(() => '?').join(', ');
        rows += to
          .prepare(`INSERT INTO ${table}(${columns}) VALUES (${holes}) ON CONFLICT DO NOTHING`)
          .run(...entries.map(([, value]) => value)).changes;
      }
      return { rows, isWhole: order === 'ASC' };
    } catch {
      // Unreadable from here on: the other direction may still give rows.
    }
  }
  return { rows, isWhole: false };
}

/** Carries over what can be read of the user's own, where it is not there yet. Never throws. */
function carryOver(from: string, to: WriterDb, prefix = ''): { rows: number; isWhole: boolean } {
  const sum = { rows: 0, isWhole: true };
  try {
    const source = new Database(from, { readonly: prefix === '', fileMustExist: true });
    try {
      to.transaction(() => {
        for (const table of userTables) {
          const done = salvageTable(source, prefix + table, to, table);
          sum.rows += done.rows;
          sum.isWhole &&= done.isWhole;
        }
        if (prefix !== '') replayBulk(to, source);
      })();
    } finally {
      source.close();
    }
  } catch {
    // Not even the header can be read.
    sum.isWhole = false;
  }
  return sum;
}

/** How far a damaged store was; -1 where that cannot be read. */
function revisionIn(file: string): number {
  try {
    const db = new Database(file, { readonly: true, fileMustExist: true });
    try {
      return revisionOf(db).revision;
    } finally {
      db.close();
    }
  } catch {
    return -1;
  }
}

/** Takes the user's own out of the second copy into a store that lacks it. Returns how many rows came over. */
export function restoreFromCopy(db: WriterDb, file: string): number {
  return carryOver(copyFile(file), db, 'copy_').rows;
}

/** A store that was made anew. */
interface Rebuilt {
  readonly db: WriterDb;
  /** What was set aside of the old one. */
  readonly aside: string | null;
  /** Rows of the user's own that are in the new one. */
  readonly rows: number;
}

/**
 * Sets what is left of a store aside, opens a new one in its place and brings the user's own back: from the second copy; where that
 * is damaged too or further behind, from whatever can be read of the two, then from the newest dated copy. Calls come back with the
 * next sync.
 */
export function rebuildStore(
  file: string,
  open: (file: string) => WriterDb,
  found: CopyFound,
  nowMs: number,
): Rebuilt {
  const aside = setAside(file, nowMs);
  const db = open(file);
  const isAhead = found.state === 'whole' && (aside === null || revisionIn(aside) <= found.revision);
  const copy = copyFile(file);
  let rows = 0;
  if (isAhead) rows = restoreFromCopy(db, file);
  else {
    const store = aside === null ? { rows: 0, isWhole: false } : carryOver(aside, db);
    const second = found.state === 'missing' ? { rows: 0, isWhole: false } : carryOver(copy, db, 'copy_');
    rows = store.rows + second.rows;
    const [dated] = datedCopies(file);
    if (!store.isWhole && !second.isWhole && dated) rows += carryOver(dated.file, db, 'copy_').rows;
    if (found.state === 'damaged') removeCopy(file);
  }
  // Hits stay behind, and the new store counts its generations from the beginning: all are to be looked for again.
  db.exec(
    "UPDATE mine_tracker SET hit_set = 0, hits_version = 0, hits_generation = 0, seen_generation = 0; DELETE FROM mine_undo WHERE changes = '[]'",
  );
  return { db, aside, rows };
}

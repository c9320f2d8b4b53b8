import { existsSync, renameSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { OpenNotice, WriterDb } from './open.ts';

/** Tables that hold the user's own: they come from nowhere else, so every readable row is carried over. */
export const userTables = [
  'setting',
  'mine_call',
  'mine_tag',
  'mine_note',
  'mine_undo',
  'mine_tracker',
  'mine_tracker_version',
  'mine_mark',
  'mine_dashboard',
  'mine_chart',
  'mine_annotation',
  'saved_search',
  'history',
  'media_file',
  'erasing',
  'removal',
  'erased_person',
  'erasure_receipt',
] as const;

/** Moves the damaged file and its log out of the way; returns the new name. */
function setAside(file: string, nowMs: number): string {
  const stamp = new Date(nowMs).toISOString().replace(/[:.]/g, '-');
  const aside = `${file}.damaged-${stamp}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
  }
  return aside;
}

/** Copies every row that can still be read of one table; returns how many came over. */
function salvageTable(from: Database.Database, to: WriterDb, table: string): number {
  const known = new Set(to.prepare(`SELECT name FROM pragma_table_info(?)`).pluck().all(table) as string[]);
  let copied = 0;
  for (const order of ['ASC', 'DESC']) {
    // Reading from both ends reaches the rows on either side of a broken page.
    try {
      for (const row of from.prepare(`SELECT * FROM ${table} ORDER BY 1 ${order}`).iterate()) {
        const entries = Object.entries(row as Record<string, unknown>).filter(([name]) => known.has(name));
        const columns = entries.map(([name]) => `"${name}"`).join(', ');
        const holes = entries.map(() => '?').join(', ');
        copied += to
          .prepare(`INSERT INTO ${table}(${columns}) VALUES (${holes}) ON CONFLICT DO NOTHING`)
          .run(...entries.map(([, value]) => value)).changes;
      }
      return copied;
    } catch {
      // Unreadable from here on: the other direction may still give rows.
    }
  }
  return copied;
}

/**
 * Sets a damaged store aside, opens a new one in its place and carries over whatever can be read of the user's own
 * tables. Calls come back with the next sync.
 */
export function rebuildDamaged(
  file: string,
  open: (file: string) => WriterDb,
  options: { readonly onNotice?: (notice: OpenNotice) => void; readonly now?: () => number },
): WriterDb {
  const aside = setAside(file, (options.now ?? Date.now)());
  const db = open(file);
  let rows = 0;
  try {
    const damaged = new Database(aside, { readonly: true, fileMustExist: true });
    try {
      db.transaction(() => {
        for (const table of userTables) rows += salvageTable(damaged, db, table);
        // Hits stay behind, and the new store counts its generations from the beginning: all are to be looked for again.
        db.exec(
          "UPDATE mine_tracker SET hit_set = 0, hits_version = 0, hits_generation = 0, seen_generation = 0; DELETE FROM mine_undo WHERE changes = '[]'",
        );
      })();
    } finally {
      damaged.close();
    }
  } catch {
    // Not even the header can be read: nothing to carry over.
  }
  options.onNotice?.({
    code: 'store/rebuilt',
    message: `The store was damaged. It was set aside as ${aside} and a new one was made; ${rows} entries of your own notes, tags and settings were carried over.`,
    nextStep:
      'Let the sync run: the calls come back from Gong. Keep the damaged file until you have checked your notes.',
  });
  return db;
}

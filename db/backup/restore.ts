import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import type { BackupFacts, BackupPart, KeptCopy, Restored } from '../../electron/contract/backup.ts';
import { EarshotError } from '../../electron/contract/errors.ts';
import { refreshNotes } from '../calls/ingest/document.ts';
import {
  joinErasures,
  type KnownErasures,
  knowsMore,
  noErasures,
  readErasures,
  removeAgain,
} from '../erase/again.ts';
import { erasePeopleAgain } from '../erase/people/erase.ts';
import { connect } from '../store/connect.ts';
import { removeDatabase } from '../store/database-files.ts';
import { toStoreError } from '../store/errors.ts';
import { touchCalls } from '../store/generation.ts';
import { migrate } from '../store/migrate.ts';
import { damageMarker, type WriterDb } from '../store/open.ts';
import { takeSums } from '../store/page-sums.ts';
import { datedCopies, removeCopy, replayBulk, userTables } from '../store/second-copy.ts';
import { asideName, setAsideCopies } from '../store/set-aside.ts';
import { prefixOf, readBackup } from './form.ts';
import { writeBackup } from './write.ts';

// Nobody else has the store open meanwhile. A restore is made ready beside the store, or in one transaction, and then takes its place:
// whenever the process ends, what is there is the one or the other.

/** What tells of this computer and of erasing, not of what the user made. */
const notMade = ['setting', 'media_file', 'erasing', 'removal', 'erased_person', 'erasure_receipt'] as const;
const madeTables = userTables.filter((table) => !(notMade as readonly string[]).includes(table));

/** The copies that Earshot made by itself and that can be gone back to, newest first. */
export function keptCopies(store: string): readonly KeptCopy[] {
  const dated = datedCopies(store).map(({ file, dayMs }) => ({
    name: basename(file),
    atMs: dayMs,
    bytes: statSync(file).size,
    why: 'daily' as const,
  }));
  const replaced = setAsideCopies(store).flatMap(({ name, atMs, bytes, why }) =>
    why === 'replaced' ? [{ name, atMs, bytes, why }] : [],
  );
  return [...dated, ...replaced].toSorted((a, b) => b.atMs - a.atMs);
}

/** The file of one of them. Throws 'backup/unknown-copy'. */
export function keptCopy(store: string, name: string): string {
  if (keptCopies(store).some((copy) => copy.name === name)) return join(dirname(store), name);
  throw new EarshotError({
    code: 'backup/unknown-copy',
    message: `There is no copy ${JSON.stringify(name)}.`,
    nextStep: 'Choose one of those that `earshot backup` lists.',
  });
}

/** Copies a backup beside the store, with the log of a store that was not closed, and verifies what was copied. */
function takeIn(store: string, from: string): { readonly file: string; readonly facts: BackupFacts } {
  const file = `${store}.restoring`;
  removeDatabase(file);
  for (const log of ['', '-wal'])
    if (log === '' || existsSync(from + log)) {
      copyFileSync(from + log, file + log);
      chmodSync(file + log, 0o600);
    }
  return { file, facts: readBackup(file) };
}

/** What is known of erasing in a store; null when it is not there or cannot be read. */
function erasuresIn(
  store: string,
): { known: KnownErasures; calls: ReadonlySet<string>; unfinished: string[] } | null {
  try {
    const db = new Database(store, { readonly: true, fileMustExist: true });
    try {
      return {
        known: readErasures(db),
        calls: new Set(db.prepare('SELECT gong_id FROM call').pluck().all() as string[]),
        unfinished: db.prepare('SELECT stem FROM erasing').pluck().all() as string[],
      };
    } finally {
      db.close();
    }
  } catch {
    return null;
  }
}

/** Puts the rows of a table in another database in place of those that are here, of the columns that both have. */
function replaceRows(db: WriterDb, from: Database.Database, source: string, table: string): void {
  const columns = (of: Database.Database, name: string) =>
    of.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(name) as string[];
  const there = new Set(columns(from, source));
  const both = columns(db, table).filter((name) => there.has(name));
  db.exec(`DELETE FROM "${table}"`);
  if (both.length === 0) return;
  const names = both.map((name) => `"${name}"`).join(', ');
  const put = db.prepare(`INSERT INTO "${table}"(${names}) VALUES (${both.map(() => '?').join(', ')})`);
  for (const row of from.prepare(`SELECT ${names} FROM "${source}"`).raw().iterate())
    put.run(...(row as unknown[]));
}

/**
 * Has what a backup brought be without what was removed and erased here since it was made. Returns what was; `clear` then leaves no trace of
 * it in the file. People whom only the backup knows to be erased are erased here, and the next opening clears all files of them.
 */
function withoutErased(
  db: WriterDb,
  here: KnownErasures,
  backup: KnownErasures,
  calls: ReadonlySet<string>,
  nowMs: number,
) {
  const removed = removeAgain(db, here, backup, (gongId) => calls.has(gongId));
  joinErasures(db, here, backup);
  const isOlder = knowsMore(here, backup);
  const isNews = knowsMore(backup, here);
  if (isOlder || isNews) erasePeopleAgain(db, nowMs);
  return { removedAgain: removed, erasedAgain: isOlder, isNews };
}

/** Leaves nothing in the file of what was erased in it, and its log empty. */
function clear(db: WriterDb, unfinished: readonly string[], isNews: boolean): void {
  const erasing = db.prepare('SELECT count(*) FROM erasing').pluck().get() as number;
  if (erasing > unfinished.length && !isNews) {
    db.pragma('temp_store = FILE');
    db.exec('VACUUM');
    db.prepare('DELETE FROM erasing WHERE stem NOT IN (SELECT value FROM json_each(?))').run(
      JSON.stringify(unfinished),
    );
  }
  db.pragma('wal_checkpoint(TRUNCATE)');
}

/** Puts a file in the place of the store, which stays under another name. Returns that name; null where there was no store. */
function takePlace(store: string, file: string, nowMs: number): string | null {
  // Made from the store that goes: the next opening makes them from the one that comes.
  removeCopy(store);
  const stem = basename(store);
  for (const name of readdirSync(dirname(store)))
    if (['.words', '.columns', '.trackers', '.sums'].some((ending) => name.startsWith(stem + ending)))
      rmSync(join(dirname(store), name), { recursive: true, force: true });
  const aside = asideName(store, 'replaced', nowMs);
  const wasThere = existsSync(store);
  if (wasThere) {
    try {
      // There is a store at every moment.
      linkSync(store, aside);
    } catch {
      renameSync(store, aside);
    }
    for (const log of ['-wal', '-shm']) if (existsSync(store + log)) renameSync(store + log, aside + log);
  }
  renameSync(file, store);
  rmSync(damageMarker(store), { force: true });
  return wasThere ? basename(aside) : null;
}

/** Takes a backup of a whole store in the store's place. */
function restoreAll(store: string, from: ReturnType<typeof takeIn>, nowMs: number): Restored {
  const now = erasuresIn(store);
  const db = connect(from.file);
  let done: ReturnType<typeof withoutErased>;
  try {
    migrate(db);
    db.exec('DROP TABLE IF EXISTS backup');
    db.pragma('application_id = 0');
    // Files made from the store that goes are not this one's.
    db.exec("UPDATE meta SET value = abs(random() % 9007199254740991) WHERE key = 'store'");
    const backup = readErasures(db);
    done = db.transaction(() => {
      db.exec('DELETE FROM erasing; DELETE FROM media_file');
      const made = withoutErased(db, now?.known ?? noErasures, backup, now?.calls ?? new Set(), nowMs);
      if (now) keepOfThisComputer(db, store);
      return made;
    })();
    clear(db, now?.unfinished ?? [], done.isNews);
  } finally {
    db.close();
  }
  const old = takePlace(store, from.file, nowMs);
  const { removedAgain, erasedAgain, isNews: erasedHere } = done;
  const isErasureKnown = now !== null || old === null;
  const aside = erasedHere ? null : old;
  return { facts: from.facts, part: 'all', aside, removedAgain, erasedAgain, erasedHere, isErasureKnown };
}

/** Recordings that lie here stay known, and so does what is still to be erased. */
function keepOfThisComputer(db: WriterDb, store: string): void {
  const old = new Database(store, { readonly: true, fileMustExist: true });
  try {
    replaceRows(db, old, 'media_file', 'media_file');
    db.exec('DELETE FROM media_file WHERE gong_id NOT IN (SELECT gong_id FROM call)');
    for (const row of old.prepare('SELECT stem, at_ms FROM erasing').all())
      db.prepare('INSERT OR REPLACE INTO erasing(stem, at_ms) VALUES (@stem, @at_ms)').run(row);
  } finally {
    old.close();
  }
}

/** Calls about which the user made something. */
const madeOn = (db: WriterDb): string[] =>
  db
    .prepare(
      'SELECT gong_id FROM mine_call UNION SELECT gong_id FROM mine_tag UNION SELECT gong_id FROM mine_note',
    )
    .pluck()
    .all() as string[];

/** Puts what the user made, as a backup has it, in the place of what is there. */
function replaceMade(db: WriterDb, from: Database.Database, facts: BackupFacts): void {
  db.pragma('defer_foreign_keys = ON');
  const before = madeOn(db);
  const prefix = prefixOf(facts.part);
  db.exec('DELETE FROM mine_hit');
  for (const table of madeTables) replaceRows(db, from, prefix + table, table);
  if (facts.part === 'mine') replayBulk(db, from);
  // Hits stay behind: all are looked for again.
  db.exec(
    "UPDATE mine_tracker SET hit_set = 0, hits_version = 0, hits_generation = 0, seen_generation = 0; DELETE FROM mine_undo WHERE changes = '[]'",
  );
  const rowOf = db.prepare('SELECT id FROM call WHERE gong_id = ?').pluck();
  const changed = [...new Set([...before, ...madeOn(db)])];
  for (const gongId of changed) {
    const id = rowOf.get(gongId) as number | undefined;
    if (id !== undefined) refreshNotes(db, id, gongId);
  }
  touchCalls(db, changed);
  // The second copy is of another state: the next opening makes it anew.
  db.exec("UPDATE meta SET value = value + 1 WHERE key = 'mine'");
}

/** Takes only what the user made out of a backup; the calls stay. */
function restoreMade(
  store: string,
  from: ReturnType<typeof takeIn>,
  about: BackupFacts['account'],
  nowMs: number,
): Restored {
  const now = erasuresIn(store);
  if (!now)
    throw new EarshotError({
      code: 'backup/no-store',
      message: 'There is no store here that what you made could be put into, or it cannot be read.',
      nextStep: 'Start Earshot once, which makes one, then restore again.',
    });
  const aside = asideName(store, 'replaced', nowMs);
  writeBackup(store, aside, 'mine', { madeMs: nowMs, account: about });
  const source = new Database(from.file, { readonly: true, fileMustExist: true });
  takeSums(store);
  const db = connect(store);
  let done: ReturnType<typeof withoutErased>;
  try {
    const backup = readErasures(source, prefixOf(from.facts.part));
    done = db.transaction(() => {
      replaceMade(db, source, from.facts);
      return withoutErased(db, now.known, backup, now.calls, nowMs);
    })();
    clear(db, now.unfinished, done.isNews);
  } finally {
    db.close();
    source.close();
  }
  removeCopy(store);
  const { removedAgain, erasedAgain, isNews: erasedHere } = done;
  return {
    facts: from.facts,
    part: 'mine',
    aside: erasedHere ? null : basename(aside),
    removedAgain,
    erasedAgain,
    erasedHere,
    isErasureKnown: true,
  };
}

/**
 * Goes back to a backup: its whole store takes the place of the one that is there, or only what the user made in it. What was there is kept
 * beside it for two weeks. What was removed or erased since the backup was made is removed and erased again, and leaves no trace in the
 * store. Nobody may have the store open. Throws 'backup/unusable', 'backup/other-erasures', 'backup/no-store', 'store/newer', 'store/full';
 * nothing has changed then.
 */
export function restoreBackup(
  store: string,
  from: string,
  part: BackupPart,
  about: { readonly account: BackupFacts['account']; readonly nowMs: number },
): Restored {
  try {
    const taken = takeIn(store, from);
    try {
      return part === 'all'
        ? restoreAll(store, taken, about.nowMs)
        : restoreMade(store, taken, about.account, about.nowMs);
    } finally {
      removeDatabase(taken.file);
    }
  } catch (error) {
    throw toStoreError(error);
  }
}

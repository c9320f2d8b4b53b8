import type Database from 'better-sqlite3';
import { EarshotError } from '../../electron/contract/errors.ts';
import type { WriterDb } from '../store/open.ts';
import { insertRow } from '../store/rows.ts';
import { erasedPerson, erasureReceipt, removal, setting } from '../store/schema.ts';
import { eraseCallsAgain } from './calls.ts';
import { saltKey } from './marks.ts';

// A backup is older than what was removed and erased since: it must not bring any of it back. What is known of erasing is put together from
// both, and done once more in what the backup brought.

/** What a store, or a copy of the user's own, knows of what was removed and erased. */
export interface KnownErasures {
  readonly salt: string | null;
  readonly people: readonly (typeof erasedPerson.$inferSelect)[];
  readonly receipts: readonly (typeof erasureReceipt.$inferSelect)[];
  readonly removals: readonly (typeof removal.$inferSelect)[];
}

export const noErasures: KnownErasures = { salt: null, people: [], receipts: [], removals: [] };

/** Reads it from tables whose names begin with `prefix`. */
export function readErasures(db: Database.Database, prefix = ''): KnownErasures {
  const rows = <T>(table: string) => db.prepare(`SELECT * FROM "${prefix}${table}"`).all() as T[];
  const salt = db.prepare(`SELECT value FROM "${prefix}setting" WHERE key = ?`).pluck().get(saltKey);
  return {
    salt: typeof salt === 'string' ? salt : null,
    people: rows('erased_person'),
    receipts: rows('erasure_receipt'),
    removals: rows('removal'),
  };
}

const markOf = ({ hash }: KnownErasures['people'][number]) => hash.toString('hex');
const removalOf = ({ at_ms, gong_id, why }: KnownErasures['removals'][number]) =>
  `${at_ms} ${gong_id} ${why}`;

/** What one of two knows and the other does not. */
function beyond<T>(all: readonly T[], known: readonly T[], keyOf: (one: T) => string): T[] {
  const keys = new Set(known.map(keyOf));
  return all.filter((one) => !keys.has(keyOf(one)));
}

/** Whether `one` knows of people who were erased of whom `other` does not. */
export const knowsMore = (one: KnownErasures, other: KnownErasures): boolean =>
  beyond(one.people, other.people, markOf).length > 0;

/**
 * Has a store know what is known here and in a backup. Throws 'backup/other-erasures' where the marks of the two cannot be compared: they
 * are keyed by the salt of the store in which the first person was erased.
 */
export function joinErasures(db: WriterDb, here: KnownErasures, backup: KnownErasures): void {
  if (here.people.length > 0 && backup.people.length > 0 && here.salt !== backup.salt)
    throw new EarshotError({
      code: 'backup/other-erasures',
      message:
        'People were erased both here and in the backup, under different keys: nobody could tell any more who must not come back.',
      nextStep:
        'Nothing was changed. Restore it into a data folder of its own (--data DIR), and erase the people there.',
    });
  const { salt } = here.people.length > 0 || backup.people.length === 0 ? here : backup;
  db.prepare('DELETE FROM setting WHERE key = ?').run(saltKey);
  if (salt !== null) insertRow(db, setting, { key: saltKey, value: salt });
  const people = [...here.people, ...beyond(backup.people, here.people, markOf)];
  const receipts = [...here.receipts, ...beyond(backup.receipts, here.receipts, ({ id }) => String(id))];
  const removals = [...backup.removals, ...beyond(here.removals, backup.removals, removalOf)];
  db.exec('DELETE FROM erased_person; DELETE FROM erasure_receipt; DELETE FROM removal');
  for (const row of people) insertRow(db, erasedPerson, row);
  for (const row of receipts) insertRow(db, erasureReceipt, row);
  for (const { id: _, ...row } of removals.toSorted((a, b) => a.at_ms - b.at_ms)) insertRow(db, removal, row);
}

/**
 * Removes once more what was removed here since the backup was made, and what the user's own says or quotes of it. What Gong sent again
 * since (`isHere`) stays. Returns how many calls there were. Its log of removals is that of `joinErasures`, which comes after it.
 */
export const removeAgain = (
  db: WriterDb,
  here: KnownErasures,
  backup: KnownErasures,
  isHere: (gongId: string) => boolean,
): number =>
  eraseCallsAgain(
    db,
    beyond(here.removals, backup.removals, removalOf).filter(({ gong_id }) => !isHere(gong_id)),
  );

import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { SetAside } from '../../electron/contract/app.ts';
import { removeDatabase } from './database-files.ts';
import { copyFile } from './second-copy.ts';

// Copies of a whole store that lie beside it: a damaged one, one from before a migration, one that a backup took the place of. All that
// was ever in the store is in them, so they are not kept for ever, and what is erased takes them with it.

/** Days a copy that was set aside is kept. */
const setAsideDays = 14;
const dayMs = 86_400_000;

/** Names of copies, after the store's own, by what they are. */
const endings: Readonly<Record<SetAside['why'], RegExp>> = {
  damaged: /^\.damaged-(.+?)(-wal|-shm)?$/,
  migrated: /^\.before-v(\d+)(-wal|-shm)?$/,
  replaced: /^\.replaced-(.+?)(-wal|-shm)?$/,
};

/** What a store is called that is set aside now. */
export const asideName = (file: string, why: 'damaged' | 'replaced', nowMs: number): string =>
  `${file}.${why}-${new Date(nowMs).toISOString().replace(/[:.]/g, '-')}`;

/** The moment in a name (UTC ms); NaN where there is none. */
const momentIn = (stamp: string): number =>
  Date.parse(stamp.replace(/^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z$/, '$1T$2:$3:$4.$5Z'));

/** The copies beside a store, newest first, each with its logs. Empty for a store in memory. */
export function setAsideCopies(file: string): readonly SetAside[] {
  if (file === ':memory:') return [];
  const [dir, store] = [dirname(file), basename(file)];
  const copies = new Map<string, SetAside>();
  for (const name of readdirSync(dir)) {
    if (!name.startsWith(store)) continue;
    for (const why of Object.keys(endings) as SetAside['why'][]) {
      const [, stamp, log = ''] = endings[why].exec(name.slice(store.length)) ?? [];
      if (stamp === undefined) continue;
      const { size, mtimeMs } = statSync(join(dir, name));
      const stamped = momentIn(stamp);
      const key = name.slice(0, name.length - log.length);
      const known = copies.get(key);
      copies.set(key, {
        name: key,
        why,
        atMs: Number.isNaN(stamped) ? (known?.atMs ?? Math.round(mtimeMs)) : stamped,
        bytes: size + (known?.bytes ?? 0),
      });
    }
  }
  return [...copies.values()].toSorted((a, b) => b.atMs - a.atMs);
}

const removeBeside = (file: string, name: string) => removeDatabase(join(dirname(file), name));

/** Removes one of the copies beside a store by its name; returns false where there is none of that name. */
export function removeSetAside(file: string, name: string): boolean {
  if (!setAsideCopies(file).some((copy) => copy.name === name)) return false;
  removeBeside(file, name);
  return true;
}

/** Files that a process did not come to rename: copies that were being written when it ended. */
function unfinished(file: string): readonly string[] {
  const [restoring, dated] = [`${basename(file)}.restoring`, `${basename(copyFile(file))}.`];
  return readdirSync(dirname(file)).filter(
    (name) => name.startsWith(restoring) || (name.startsWith(dated) && name.endsWith('.new')),
  );
}

/** Removes the copies beside a store that are older than two weeks, and what was never finished. For whoever alone writes to the store. */
export function removeOldCopies(file: string, nowMs: number): void {
  if (file === ':memory:') return;
  for (const { name, atMs } of setAsideCopies(file))
    if (nowMs - atMs > setAsideDays * dayMs) removeBeside(file, name);
  for (const name of unfinished(file)) removeBeside(file, name);
}

/** Removes every copy of a whole store that lies beside it, whatever its age: something is erased. */
export function removeAllCopies(file: string): void {
  removeOldCopies(file, Number.POSITIVE_INFINITY);
}

import { createHash } from 'node:crypto';
import {
  type FieldName,
  fields,
  type MultiField,
  type SingleField,
} from '../../../electron/contract/query/fields.ts';
import { changedSince, readGeneration } from '../../store/generation.ts';
import type { Db } from '../../store/open.ts';
import { hasRoom } from '../../store/room.ts';
import { prepared } from '../../store/statements.ts';
import { storeNumber } from '../words/file.ts';
import { WordIndex } from '../words/index.ts';
import type { WordIndexView } from '../words/view.ts';
import { Dictionary } from './dictionary.ts';
import { type ColumnData, type Dictionaries, dictionaryNames, loadColumns, slotsByRowid } from './load.ts';
import { mergeColumns } from './merge-columns.ts';
import { type KnownUser, readKnownUsers, readUsersVersion } from './people.ts';
import { readSnapshot, removeSnapshot, type SnapshotKey, writeSnapshot } from './snapshot.ts';

export { flag } from './flags.ts';

/** Several values per call: values of slot s are `values[offsets[s]] … values[offsets[s+1]-1]`. */
export interface Lists {
  readonly offsets: Uint32Array;
  readonly values: Int32Array;
}

/** What every view of a query is computed from: one slot per visible call, newest first. Never changed once made. */
export interface Columns extends ColumnData {
  readonly generation: number;
  /** The users' list, for the names of people. */
  readonly users: readonly KnownUser[];
  /** Slot of a row id; -1 when not visible. */
  slotOf(rowid: number): number;
}

/** In-memory columns of a store, kept up to date with its generation. */
export interface ColumnStore {
  /** The columns of the store as it is now: refreshes first if the store moved on. */
  current(): Columns;
  refresh(): void;
  /** The word index, for the current columns. */
  words(): WordIndexView;
  /**
   * Writes the columns beside the store, where the next start finds them, in short steps; none when nothing changed.
   * A folder that cannot be written to is no error: the next start reads the rows.
   */
  save(): Generator<void, void>;
  /** Forgets everything that was read, and its snapshot: labels of calls that were erased are in both. */
  renew(): void;
  /** Lets go of the word index until the next search. */
  releaseWords(): void;
  /** Lets go of the files it reads. */
  close(): void;
  readonly dictionaries: Dictionaries;
}

const emptyDictionaries = () =>
  Object.fromEntries(dictionaryNames.map((name) => [name, new Dictionary()])) as unknown as Dictionaries;

/** Names that stand in many calls' columns but are not part of any call: when one changes, everything is read again. */
function sharedNames(db: Db): string {
  const hash = createHash('sha1');
  for (const sql of [
    'SELECT gong_id, name FROM workspace ORDER BY gong_id',
    'SELECT id, name FROM tracker ORDER BY id',
  ])
    hash.update(JSON.stringify(prepared(db, sql).raw().all()));
  return hash.digest('hex');
}

/** Opens the columns of a store. They are read at the first use, from their snapshot where there is one. */
export function openColumns(db: Db): ColumnStore {
  const index = new WordIndex(db);
  let dictionaries = emptyDictionaries();
  let key: SnapshotKey = { store: -1, names: '' };
  let generation = -1;
  let saved = -1;
  let data: ColumnData | null = null;
  let columns: Columns | null = null;
  let users: { readonly version: number; readonly list: readonly KnownUser[] } = { version: -1, list: [] };

  function fromSnapshot(): void {
    const found = db.memory ? null : readSnapshot(db.name, key);
    // One of a later time than the store's: the store was put back from a copy.
    if (!found || found.generation > readGeneration(db)) return;
    ({ data, dictionaries, generation } = found);
    saved = generation;
  }

  function refresh(): void {
    if (columns && readGeneration(db) === generation) return;
    db.transaction(() => {
      const version = readUsersVersion(db);
      if (version !== users.version) users = { version, list: readKnownUsers(db) };
      const now: SnapshotKey = { store: storeNumber(db), names: sharedNames(db) };
      // Trackers are added all the time; a name that was known before must still be the same.
      if (now.names !== key.names) {
        key = now;
        if (data && !onlyNewTrackers(db, dictionaries)) data = null;
      }
      if (!columns && !data) fromSnapshot();
      if (data) {
        const change = changedSince(db, generation);
        generation = change.generation;
        if (change.rowids.length > 0 || change.purged.length > 0) {
          const slots = slotsByRowid(data.rowids);
          const gone = new Set<number>();
          for (const rowid of [...change.rowids, ...change.purged]) {
            const slot = slots[rowid] ?? -1;
            if (slot >= 0) gone.add(slot);
          }
          data = mergeColumns(data, gone, loadColumns(db, change.rowids, dictionaries));
        }
      } else {
        generation = readGeneration(db);
        // The object stays the same, because others hold it.
        for (const name of dictionaryNames) Object.assign(dictionaries, { [name]: new Dictionary() });
        data = loadColumns(db, null, dictionaries);
      }
    })();
    const made = data as unknown as ColumnData;
    const slots = slotsByRowid(made.rowids);
    columns = { generation, ...made, users: users.list, slotOf: (rowid) => slots[rowid] ?? -1 };
  }

  function current(): Columns {
    refresh();
    return columns as Columns;
  }

  return {
    current,
    refresh,
    words: () => index.of(current()),
    *save() {
      if (db.memory || !columns || saved === columns.generation || !hasRoom(db.name)) return;
      const { generation: at } = columns;
      try {
        yield* writeSnapshot(db.name, key, at, columns, dictionaries);
        saved = at;
      } catch {
        // Read-only or full: nothing depends on it.
      }
    },
    renew() {
      data = null;
      columns = null;
      saved = -1;
      if (!db.memory) removeSnapshot(db.name);
      refresh();
    },
    releaseWords: () => index.release(),
    close: () => index.close(),
    get dictionaries() {
      return dictionaries;
    },
  };
}

/** Whether trackers and workspaces still have the names that the columns were read with, but for new ones. */
function onlyNewTrackers(db: Db, dictionaries: Dictionaries): boolean {
  const known = new Set([...dictionaries.tracker.labels]);
  const now = new Set(prepared(db, 'SELECT name FROM tracker').pluck().all() as string[]);
  const rooms = new Set(
    prepared(db, 'SELECT coalesce(name, gong_id) FROM workspace').pluck().all() as string[],
  );
  return (
    [...known].every((name) => now.has(name)) &&
    dictionaries.workspace.labels.every((name) => rooms.has(name))
  );
}

/** Fields of the grammar that are answered from a single-valued column. */
export const isSingle = (field: FieldName): field is SingleField => fields[field].kind === 'single';
export const isMulti = (field: FieldName): field is MultiField => fields[field].kind === 'multi';

import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Edit } from '../../electron/contract/edits.ts';
import { EarshotError } from '../../electron/contract/errors.ts';
import { refreshNotes } from '../calls/ingest/document.ts';
import { desc, gt, isNull } from '../store/drizzle.ts';
import { touchCalls } from '../store/generation.ts';
import type { Db, WriterDb } from '../store/open.ts';
import { type Row, type RowTable, rowsOf, rowTable } from '../store/rows.ts';
import { mineUndo } from '../store/schema.ts';
import { copyInBulk, pauseCopy, type RowChange, settleCopy } from '../store/second-copy.ts';
import { prepared } from '../store/statements.ts';

/** A table whose rows the user edits. Edits of it are written by `makeEdit` only. */
export interface EditTable<R extends Row = Row> extends Pick<RowTable<R>, 'name' | 'keys' | 'read'> {
  /** Throws where a row may not be so. */
  write(db: WriterDb, row: R, atMs: number): R;
  remove(db: WriterDb, row: R, atMs: number): void;
  /** False where other rows hang on it. */
  mayRemove?(db: Db, row: R): boolean;
}

/** A table of the store, with what it asks beyond SQLite's own constraints. */
export function editTable<T extends SQLiteTable>(
  table: T,
  rules: {
    /** Throws where a row may not be so. */
    readonly mayWrite?: (db: Db, row: T['$inferSelect']) => void;
    readonly mayRemove?: (db: Db, row: T['$inferSelect']) => boolean;
  } = {},
): EditTable<T['$inferSelect']> {
  const rows = rowTable(table);
  return {
    ...rows,
    ...rules,
    write(db, row) {
      rules.mayWrite?.(db, row);
      return rows.write(db, row);
    },
  };
}

const columnsOf = (row: Row, names: readonly string[]): Row =>
  Object.fromEntries(names.map((name) => [name, row[name]]));

/** Writes rows of the user's own within an edit, and remembers how they were. */
export class RowWriter {
  readonly db: WriterDb;
  readonly atMs: number;
  readonly changes: RowChange[] = [];
  /** Gong ids of calls whose layer changed; true: their notes too. */
  readonly #calls = new Map<string, boolean>();

  /** Tables of which the second copy gets the changes as one text. */
  #inBulk: ReadonlySet<string> | null = null;

  constructor(db: WriterDb, atMs: number) {
    this.db = db;
    this.atMs = atMs;
  }

  #note(table: EditTable, row: Row, before: Row | null, after: Row | null): void {
    this.changes.push({ table: table.name, key: columnsOf(row, table.keys), before, after });
    if (this.changes.length === bulk) {
      const tables = new Set(this.changes.map((change) => change.table));
      if (pauseCopy(this.db, tables)) this.#inBulk = tables;
    }
    const id = row['gong_id'];
    if (typeof id === 'string' && table.name !== 'mine_mark')
      this.#calls.set(id, this.#calls.get(id) || table.name === 'mine_note');
  }

  /** Adds a row; one without its id gets it. */
  insert<R extends Row>(table: EditTable<R>, row: Omit<R, 'id'> & { readonly id?: unknown }): R {
    const whole = table.keys.includes('id') ? { id: null, ...row } : row;
    const after = table.write(this.db, whole as unknown as R, this.atMs);
    this.#note(table, after, null, after);
    return after;
  }

  /** Changes columns of a row; one that has them so stays. */
  update<R extends Row>(table: EditTable<R>, row: R, part: Partial<R>): R {
    const changed = Object.keys(part).filter((name) => part[name] !== undefined && part[name] !== row[name]);
    if (changed.length === 0) return row;
    const after = table.write(this.db, { ...row, ...columnsOf(part, changed) }, this.atMs);
    this.#note(table, row, columnsOf(row, changed), columnsOf(after, changed));
    return after;
  }

  remove<R extends Row>(table: EditTable<R>, row: R): void {
    table.remove(this.db, row, this.atMs);
    this.#note(table, row, row, null);
  }

  /** Gives rows, in their order, the order of `ids`; those not named stay behind. */
  order<R extends Row & { readonly id: number; readonly position: number }>(
    table: EditTable<R>,
    all: readonly R[],
    ids: readonly number[],
  ): void {
    const rank = new Map(ids.map((id, at) => [id, at]));
    const rankOf = (row: R) => rank.get(row.id) ?? ids.length;
    for (const [position, row] of all.toSorted((a, b) => rankOf(a) - rankOf(b)).entries())
      this.update(table, row, { position } as unknown as Partial<R>);
  }

  /** Begins the generation in which all of it shows. */
  publish(): void {
    if (this.changes.length === 0) return;
    for (const [gongId, notes] of this.#calls) {
      const id = notes ? callId(this.db, gongId) : undefined;
      if (id !== undefined) refreshNotes(this.db, id, gongId);
    }
    touchCalls(this.db, [...this.#calls.keys()]);
  }

  /** Once the changes are an entry of the journal, done or taken back. */
  record(id: number, way: 'undo' | 'redo'): void {
    if (this.#inBulk) copyInBulk(this.db, this.#inBulk, { id, way });
  }
}

/** From so many rows on an edit is written to the second copy in bulk. */
const bulk = 200;

/** Row id of a call that is in the store. */
const callId = (db: Db, gongId: string) =>
  prepared(db, 'SELECT id FROM call WHERE gong_id = +?').pluck().get(gongId) as number | undefined;

/** How many steps back the user can go. */
const steps = 500;

const journal = rowTable(mineUndo);
const standing = rowsOf(mineUndo, isNull(mineUndo.undone), desc(mineUndo.id));
const undone = rowsOf(mineUndo, gt(mineUndo.undone, 0), desc(mineUndo.undone));

/**
 * Makes an edit of the user's own in one transaction: `work` writes rows and says in words what it does. It can be taken back, and
 * starts a new generation; one that changes nothing does neither.
 */
export function makeEdit<T extends { readonly what: string }>(
  db: WriterDb,
  atMs: number,
  work: (rows: RowWriter) => T,
): Omit<T, 'what'> & { readonly edit: Edit } {
  return db.transaction(() => {
    settleCopy(db);
    const rows = new RowWriter(db, atMs);
    const { what, ...rest } = work(rows);
    if (rows.changes.length === 0) return { ...rest, edit: { id: null, what } };
    rows.publish();
    // What was taken back before this is done again by its name only.
    for (const step of undone.all(db)) journal.write(db, { ...step, undone: 0 });
    const changes = JSON.stringify(rows.changes);
    const { id } = journal.write(db, { id: null as never, at_ms: atMs, what, changes, undone: null });
    rows.record(id, 'redo');
    prepared(db, 'DELETE FROM mine_undo WHERE id <= ?').run(id - steps);
    return { ...rest, edit: { id, what } };
  })();
}

const changedSince = (what: string) =>
  new EarshotError({
    code: 'edits/changed-since',
    message: `“${what}” is not the last change of what it changed, so it was left as it is now.`,
    nextStep: 'Take the later changes back first, or change it by hand.',
  });

/** Columns that change without an edit, or say where among others a row stands: nothing is lost with them. */
const incidental = ['seen_ms', 'position'];
const sameIn = (a: Row, b: Row, but: readonly string[] = []) =>
  Object.keys(b).every((name) => but.includes(name) || a[name] === b[name]);

/** Brings a row from one state of a change to the other. False: it is neither as the change left it nor as it is to be. */
function bring(rows: RowWriter, table: EditTable, key: Row, from: Row | null, to: Row | null): boolean {
  const now = table.read(rows.db, key);
  if (to === null) {
    if (now === null) return true;
    if ((from && !sameIn(now, from, incidental)) || table.mayRemove?.(rows.db, now) === false) return false;
    rows.remove(table, now);
  } else if (now === null) {
    if (from !== null) return false;
    rows.insert(table, to);
  } else if (!sameIn(now, to)) {
    if (!from || Object.keys(from).some((name) => now[name] !== from[name] && now[name] !== to[name]))
      return false;
    rows.update(table, now, to);
  }
  return true;
}

/**
 * Takes an edit back, or does it again: the one with that id, else the last; null: there is none. All of it or nothing. Throws
 * 'edits/too-old', 'edits/changed-since', and what the tables throw.
 */
export function stepEdit(
  db: WriterDb,
  way: 'undo' | 'redo',
  wanted: number | undefined,
  atMs: number,
  tables: readonly EditTable[],
): Edit | null {
  return db.transaction(() => {
    const step =
      wanted === undefined
        ? (way === 'undo' ? standing : undone).first(db)
        : journal.read(db, { id: wanted });
    if (step === undefined) return null;
    if (step === null) {
      throw new EarshotError({
        code: 'edits/too-old',
        message: 'That step can no longer be taken back.',
        nextStep: `Only the last ${steps} steps are kept; change it by hand.`,
      });
    }
    const { id, what } = step;
    // It is so already: another window was first.
    if ((step.undone === null) === (way === 'redo')) return { id, what };
    settleCopy(db);
    const rows = new RowWriter(db, atMs);
    const changes = JSON.parse(step.changes) as RowChange[];
    for (const change of way === 'undo' ? changes.reverse() : changes) {
      const table = tables.find(({ name }) => name === change.table);
      if (!table) throw new Error(`no table ${change.table} to edit`);
      const [from, to] = [change.before, change.after];
      const isDone =
        way === 'undo' ? bring(rows, table, change.key, to, from) : bring(rows, table, change.key, from, to);
      if (!isDone) throw changedSince(what);
    }
    rows.publish();
    const next = (undone.first(db)?.undone ?? 0) + 1;
    journal.write(db, { ...step, undone: way === 'undo' ? next : null });
    rows.record(id, way);
    return { id, what };
  })();
}

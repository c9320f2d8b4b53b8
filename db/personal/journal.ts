import { and, desc, eq, gt, isNull, lte, ne, type SQL, sql } from 'drizzle-orm';
import { getTableConfig, type SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Edit } from '../../electron/contract/edits.ts';
import { EarshotError } from '../../electron/contract/errors.ts';
import { refreshNotes } from '../calls/ingest/document.ts';
import { touchCalls } from '../store/generation.ts';
import type { Db, WriterDb } from '../store/open.ts';
import { statement } from '../store/orm.ts';
import { call, mineUndo } from '../store/schema.ts';

type Row = Readonly<Record<string, unknown>>;

/** A table whose rows the user edits. Only the journal writes to it. */
export interface EditTable<R extends Row = Row> {
  readonly name: string;
  /** Columns of the primary key. */
  readonly keys: readonly string[];
  read(db: Db, key: Row): R | null;
  /** Writes a row, new or not (then without its id, if it has one), and returns it. Throws where it may not be so. */
  write(db: WriterDb, row: R, atMs: number): R;
  remove(db: WriterDb, row: R, atMs: number): void;
  /** False where other rows hang on it. */
  mayRemove(db: Db, row: R): boolean;
}

/** What a table asks beyond SQLite's own constraints. */
interface Rules<R> {
  /** What stands for a row that is not there. */
  readonly blank?: (key: Row) => R;
  /** Throws where a row may not be so. */
  readonly mayWrite?: (db: Db, row: R) => void;
  readonly mayRemove?: (db: Db, row: R) => boolean;
}

/** A table of the store with its rules. */
export function editTable<T extends SQLiteTable>(
  table: T,
  rules: Rules<T['$inferSelect']> = {},
): EditTable<T['$inferSelect']> {
  type R = T['$inferSelect'];
  const { name, columns, primaryKeys } = getTableConfig(table);
  const key = columns.filter((column) => column.primary || primaryKeys[0]?.columns.includes(column));
  const isRow = and(...key.map((column) => eq(column, sql.placeholder(column.name)))) as SQL;
  const values = Object.fromEntries(columns.map((column) => [column.name, sql.placeholder(column.name)]));
  const excluded = columns
    .filter((column) => !key.includes(column))
    .map((column) => [column.name, sql.raw(`excluded."${column.name}"`)]);
  const find = statement((orm) =>
    orm
      .select()
      .from(table as SQLiteTable)
      .where(isRow)
      .prepare(),
  );
  const put = statement((orm) =>
    orm
      .insert(table as SQLiteTable)
      .values(values)
      .onConflictDoUpdate({ target: key, set: Object.fromEntries(excluded) })
      .returning()
      .prepare(),
  );
  const drop = statement((orm) => orm.delete(table).where(isRow).prepare());
  return {
    name,
    keys: key.map((column) => column.name),
    read: (db, id) => (find(db).get(id) as R | undefined) ?? rules.blank?.(id) ?? null,
    write(db, row) {
      rules.mayWrite?.(db, row);
      return put(db).get(row) as R;
    },
    remove: (db, row) => void drop(db).run(row),
    mayRemove: (db, row) => rules.mayRemove?.(db, row) ?? true,
  };
}

/** One row before and after an edit: whole where it was made or removed (null), else the columns that changed. */
interface Change {
  readonly table: string;
  readonly key: Row;
  readonly before: Row | null;
  readonly after: Row | null;
}

const columnsOf = (row: Row, names: readonly string[]): Row =>
  Object.fromEntries(names.map((name) => [name, row[name]]));

/** Writes rows of the user's own within an edit, and remembers how they were. */
export class RowWriter {
  readonly db: WriterDb;
  readonly atMs: number;
  readonly changes: Change[] = [];
  /** Gong ids of calls whose layer changed; true: their notes too. */
  readonly #calls = new Map<string, boolean>();

  constructor(db: WriterDb, atMs: number) {
    this.db = db;
    this.atMs = atMs;
  }

  #note(table: EditTable, row: Row, before: Row | null, after: Row | null): void {
    this.changes.push({ table: table.name, key: columnsOf(row, table.keys), before, after });
    const id = row['gong_id'];
    if (typeof id === 'string' && table.name !== 'mine_mark')
      this.#calls.set(id, this.#calls.get(id) || table.name === 'mine_note');
  }

  /** Adds a row; one without its id gets it. */
  insert<R extends Row>(table: EditTable<R>, row: Omit<R, 'id'> & { readonly id?: unknown }): R {
    const after = table.write(this.db, { id: null, ...row } as unknown as R, this.atMs);
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
      const found = notes && callId(this.db).get({ gongId });
      if (found) refreshNotes(this.db, found.id, gongId);
    }
    touchCalls(this.db, [...this.#calls.keys()]);
  }
}

const callId = statement((orm) =>
  orm
    .select({ id: call.id })
    .from(call)
    .where(eq(call.gong_id, sql.placeholder('gongId')))
    .prepare(),
);

/** How many steps back the user can go. */
const steps = 500;

const addStep = statement((orm) =>
  orm
    .insert(mineUndo)
    .values({
      at_ms: sql.placeholder('atMs'),
      what: sql.placeholder('what'),
      changes: sql.placeholder('changes'),
    })
    .returning({ id: mineUndo.id })
    .prepare(),
);
const forget = statement((orm) =>
  orm
    .delete(mineUndo)
    .where(lte(mineUndo.id, sql.placeholder('id')))
    .prepare(),
);
/** What was taken back before another edit is done again by its name only. */
const passOver = statement((orm) =>
  orm.update(mineUndo).set({ undone: 0 }).where(gt(mineUndo.undone, 0)).prepare(),
);

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
    const rows = new RowWriter(db, atMs);
    const { what, ...rest } = work(rows);
    if (rows.changes.length === 0) return { ...rest, edit: { id: null, what } };
    rows.publish();
    passOver(db).run();
    const { id } = addStep(db).get({ atMs, what, changes: JSON.stringify(rows.changes) });
    forget(db).run({ id: id - steps });
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
    if ((from && !sameIn(now, from, incidental)) || !table.mayRemove(rows.db, now)) return false;
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

const stepOf = statement((orm) =>
  orm
    .select()
    .from(mineUndo)
    .where(and(eq(mineUndo.id, sql.placeholder('id')), ne(mineUndo.changes, '[]')))
    .prepare(),
);
const last = {
  undo: statement((orm) =>
    orm
      .select({ id: mineUndo.id })
      .from(mineUndo)
      .where(and(isNull(mineUndo.undone), ne(mineUndo.changes, '[]')))
      .orderBy(desc(mineUndo.id))
      .limit(1)
      .prepare(),
  ),
  redo: statement((orm) =>
    orm
      .select({ id: mineUndo.id })
      .from(mineUndo)
      .where(gt(mineUndo.undone, 0))
      .orderBy(desc(mineUndo.undone))
      .limit(1)
      .prepare(),
  ),
} as const;
const setUndone = {
  undo: statement((orm) =>
    orm
      .update(mineUndo)
      .set({ undone: sql`(SELECT coalesce(max(undone), 0) + 1 FROM mine_undo)` })
      .where(eq(mineUndo.id, sql.placeholder('id')))
      .prepare(),
  ),
  redo: statement((orm) =>
    orm
      .update(mineUndo)
      .set({ undone: null })
      .where(eq(mineUndo.id, sql.placeholder('id')))
      .prepare(),
  ),
} as const;

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
    const id = wanted ?? last[way](db).get()?.id;
    if (id === undefined) return null;
    const step = stepOf(db).get({ id });
    if (!step) {
      throw new EarshotError({
        code: 'edits/too-old',
        message: 'That step can no longer be taken back.',
        nextStep: `Only the last ${steps} steps are kept; change it by hand.`,
      });
    }
    const { what } = step;
    // It is so already: another window was first.
    if ((step.undone === null) === (way === 'redo')) return { id, what };
    const rows = new RowWriter(db, atMs);
    const changes = JSON.parse(step.changes) as Change[];
    for (const { table, key, before, after } of way === 'undo' ? changes.reverse() : changes) {
      const of = tables.find(({ name }) => name === table);
      if (!of) throw new Error(`no table ${table} to edit`);
      if (
        !bring(rows, of, key, ...(way === 'undo' ? ([after, before] as const) : ([before, after] as const)))
      )
        throw changedSince(what);
    }
    rows.publish();
    setUndone[way](db).run({ id });
    return { id, what };
  })();
}

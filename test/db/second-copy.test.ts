import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, it } from 'vitest';
import { ingestCalls } from '../../db/calls/ingest/calls.ts';
import { clearStore } from '../../db/erase/files.ts';
import { stepEdit } from '../../db/personal/journal.ts';
import { personalTables } from '../../db/personal/tables.ts';
import {
  closeWriter,
  damageMarker,
  type OpenNotice,
  openWriter,
  type WriterDb,
} from '../../db/store/open.ts';
import { copyFile, datedCopies, exportCopy, settleCopy, userTables } from '../../db/store/second-copy.ts';
import { sampleCall, useStore } from './support.ts';
import { write } from './write.ts';

const store = useStore();
const note = (text: string) => ({ kind: 'note', startSec: 4, endSec: null, text, quote: null }) as const;

/** Every row of the user's own, but what is worked out from calls. */
const layerOf = (db: WriterDb) =>
  Object.fromEntries(
    userTables.map((table) => [
      table,
      (db.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).all() as Record<string, unknown>[]).map(
        ({ hits_version, hits_generation, seen_generation, hit_set, ...row }) => row,
      ),
    ]),
  );

/** A row in every table of the layer, and enough notes for several pages. */
function fill(db: WriterDb): void {
  ingestCalls(db, [sampleCall('1'), sampleCall('2')], { atMs: 1 });
  for (let at = 0; at < 300; at++)
    write(db, 'personal/addNote', { id: '1', ...note(`walnut ${at} ${'abc '.repeat(50)}`) }, at);
  write(db, 'personal/markMany', { ids: ['1', '2'], mark: { kind: 'tag', tag: 'Renewal', on: true } }, 900);
  for (const table of userTables) {
    if (db.prepare(`SELECT 1 FROM ${table}`).get()) continue;
    const columns = db
      .prepare("SELECT name, type FROM pragma_table_info(?) WHERE name <> 'id'")
      .all(table) as { name: string; type: string }[];
    const special: Record<string, unknown> = {
      kind: table === 'erased_person' ? 'name' : 'audio',
      state: 'done',
      why: 'gone',
      takes: 'calls',
      hash: Buffer.from('hash'),
      dashboard_id: 1,
      is_right: 1,
    };
    const values = columns.map(({ name, type }) => special[name] ?? (type === 'TEXT' ? `a ${name}` : 1));
    db.prepare(
      `INSERT INTO ${table}(${columns.map(({ name }) => name)}) VALUES (${columns.map(() => '?')})`,
    ).run(values);
  }
}

let before: ReturnType<typeof layerOf>;
beforeEach(() => {
  fill(store.db);
  before = layerOf(store.db);
});

function reopen(): { readonly db: WriterDb; readonly told: readonly string[] } {
  const notices: OpenNotice[] = [];
  const db = openWriter(store.file, { onNotice: (notice) => notices.push(notice) });
  return { db, told: notices.map(({ code }) => code) };
}

/** The page of the store that holds the first note, and where in the file its text begins. */
function offsetOf(file: string, text: string): number {
  const at = readFileSync(file).indexOf(text);
  expect(at).toBeGreaterThan(0);
  return at;
}

/** Changes bytes as a medium does that loses them: nobody wrote, so the file's time stays. */
function flip(file: string, at: number, bytes = 1): void {
  const { atimeMs, mtimeMs } = statSync(file);
  const content = readFileSync(file);
  for (let byte = at; byte < at + bytes; byte++) content[byte] = (content[byte] as number) ^ 0x15;
  writeFileSync(file, content);
  utimesSync(file, atimeMs / 1000, mtimeMs / 1000);
}

const damages: Readonly<Record<string, (file: string) => void>> = {
  'one byte of a note': (file) => flip(file, offsetOf(file, 'walnut 17 ')),
  'the page of a note': (file) => flip(file, Math.floor(offsetOf(file, 'walnut 17 ') / 16384) * 16384, 16384),
  'the header': (file) => flip(file, 0, 100),
  'half of the file cut off': (file) => truncateSync(file, Math.floor(readFileSync(file).length / 2)),
  'all of it cut off': (file) => truncateSync(file, 0),
  'the file gone': (file) => rmSync(file),
  'another kind of file': (file) => writeFileSync(file, 'a shopping list'.repeat(2000)),
};

describe.each(Object.entries(damages))('with %s', (kind, damage) => {
  it('damaged in the store, the user’s own comes back from the copy, and it is said', () => {
    closeWriter(store.db);
    damage(store.file);
    const { db, told } = reopen();
    expect(told).toEqual(['store/rebuilt']);
    expect(layerOf(db)).toEqual(before);
    const isLeft = kind !== 'the file gone';
    expect(readdirSync(store.dir).some((name) => /^store\.db\.damaged-.*Z/.test(name))).toBe(isLeft);
    closeWriter(db);
    expect(reopen().told).toEqual([]);
  });

  it('damaged in the copy, it is made again from the store', () => {
    closeWriter(store.db);
    damage(copyFile(store.file));
    const first = reopen();
    expect(first.told).toEqual([]);
    expect(layerOf(first.db)).toEqual(before);
    expect(first.db.prepare('SELECT count(*) FROM call').pluck().get()).toBe(2);
    closeWriter(first.db);
    rmSync(store.file);
    const again = reopen();
    expect(layerOf(again.db)).toEqual(before);
    again.db.close();
  });
});

describe('the copy', () => {
  it('has each row that is written, changed, removed or goes with another, whoever writes it', () => {
    const { db } = store;
    db.exec(`INSERT INTO mine_dashboard(id, name, position, created_ms) VALUES (50, 'x', 1, 1);
      INSERT INTO mine_chart(dashboard_id, position, title, spec) VALUES (50, 1, 'mine', '{}');
      UPDATE mine_note SET text = 'changed' WHERE id = 3; DELETE FROM mine_note WHERE id = 4;
      DELETE FROM mine_dashboard WHERE id = 50;`);
    expect(() =>
      db.transaction(() => {
        db.exec('DELETE FROM mine_note');
        throw new Error('taken back');
      })(),
    ).toThrow('taken back');
    const now = layerOf(db);
    expect(now['mine_chart']).toEqual(before['mine_chart']);
    db.close();
    rmSync(store.file);
    const after = reopen();
    expect(layerOf(after.db)).toEqual(now);
    after.db.close();
  });

  it.each([false, true])(
    'has an edit of very many rows, done, taken back and done again (settled: %s)',
    (settled) => {
      const { db } = store;
      const ids = Array.from({ length: 500 }, (_, at) => `many ${at}`);
      ingestCalls(
        db,
        ids.map((id) => sampleCall(id)),
        { atMs: 4000 },
      );
      const mark = { kind: 'tag', tag: 'bulk', on: true } as const;
      const states: ReturnType<typeof layerOf>[] = [];
      const step = (work: () => unknown) => {
        work();
        if (settled) settleCopy(db);
        states.push(layerOf(db));
        const file = join(store.dir, `store ${states.length}.db`);
        for (const suffix of ['.mine', '.mine-wal']) copyFileSync(store.file + suffix, file + suffix);
        const after = openWriter(file);
        expect(layerOf(after)).toEqual(states.at(-1));
        after.close();
      };
      step(() => write(db, 'personal/markMany', { ids, mark }, 5000));
      step(() => stepEdit(db, 'undo', undefined, 5001, personalTables));
      step(() => stepEdit(db, 'redo', undefined, 5002, personalTables));
      step(() => write(db, 'personal/tag', { id: 'many 3', tag: 'bulk', on: false }, 5003));
      expect(states[1]?.['mine_tag']).toEqual(before['mine_tag']);
      expect(states[3]?.['mine_tag']).toHaveLength(501);
      expect(states[0]?.['mine_tag']).toHaveLength(502);
    },
  );

  it('that is behind or of an older form is brought up to date', () => {
    const { db } = store;
    closeWriter(db);
    copyFileSync(copyFile(store.file), join(store.dir, 'older'));
    const edit = reopen().db;
    write(edit, 'personal/star', { id: '2', on: true }, 2000);
    const now = layerOf(edit);
    edit.close();
    copyFileSync(join(store.dir, 'older'), copyFile(store.file));
    closeWriter(reopen().db);
    const copy = new Database(copyFile(store.file));
    copy.exec('ALTER TABLE copy_mine_note DROP COLUMN quote');
    copy.close();
    rmSync(`${copyFile(store.file)}.sums`);
    closeWriter(reopen().db);
    rmSync(store.file);
    const after = reopen();
    expect(layerOf(after.db)).toEqual(now);
    after.db.close();
  });

  it('brings back what a store lost whose log was damaged', () => {
    const { db } = store;
    db.pragma('wal_checkpoint(TRUNCATE)');
    write(db, 'personal/addNote', { id: '1', ...note('in the log only') }, 3000);
    const now = layerOf(db);
    // As a kill leaves it, copied away from the connection that would tidy up.
    const dir = join(store.dir, 'killed');
    const file = join(dir, 'store.db');
    openWriter(file).close();
    for (const suffix of ['', '-wal', '.mine', '.mine-wal']) copyFileSync(store.file + suffix, file + suffix);
    for (const suffix of ['.sums', '.mine.sums']) expect(existsSync(file + suffix)).toBe(false);
    flip(`${file}-wal`, 40, 2000);
    const notices: string[] = [];
    const after = openWriter(file, { onNotice: ({ code }) => notices.push(code) });
    expect(layerOf(after)).toEqual(now);
    expect(notices).toEqual(['store/rebuilt']);
    after.close();
  });

  it('takes over what an older Earshot wrote to a store that was closed', () => {
    closeWriter(store.db);
    const other = new Database(store.file);
    other.exec("UPDATE mine_note SET text = 'written elsewhere' WHERE id = (SELECT min(id) FROM mine_note)");
    other.exec("UPDATE call SET title = 'written elsewhere' WHERE gong_id = '1'");
    other.close();
    const { db, told } = reopen();
    expect(told).toEqual([]);
    expect(JSON.stringify(layerOf(db))).toContain('written elsewhere');
    expect(db.prepare("SELECT title FROM call WHERE gong_id = '1'").pluck().get()).toBe('written elsewhere');
    db.close();
    rmSync(store.file);
    const again = reopen();
    expect(JSON.stringify(layerOf(again.db))).toContain('written elsewhere');
    again.db.close();
  });

  it('whose damage a reader met leaves the store as it is', () => {
    closeWriter(store.db);
    flip(copyFile(store.file), 0, 200);
    writeFileSync(damageMarker(store.file), '');
    const { db, told } = reopen();
    expect(told).toEqual([]);
    expect(layerOf(db)).toEqual(before);
    expect(existsSync(damageMarker(store.file))).toBe(false);
    db.close();
  });

  it('is kept by day for a week, then by week, and removed after five', () => {
    const day = 86_400_000;
    const start = Date.UTC(2026, 8, 1);
    store.db.close();
    const ages: number[][] = [];
    for (let at = 0; at < 60; at++) {
      openWriter(store.file, { now: () => start + at * day }).close();
      const today = Math.floor((start + at * day) / day);
      ages.push(datedCopies(store.file).map(({ dayMs }) => today - dayMs / day));
    }
    const last = ages.at(-1) as number[];
    expect(last.slice(0, 7)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(last.length).toBeLessThanOrEqual(12);
    expect(Math.max(...last)).toBeLessThan(35);
    expect(Math.max(...last)).toBeGreaterThanOrEqual(27);
  });

  it('stands in for both when store and copy are damaged', () => {
    closeWriter(store.db);
    closeWriter(reopen().db);
    expect(datedCopies(store.file)).toHaveLength(1);
    truncateSync(store.file, 100);
    truncateSync(copyFile(store.file), 100);
    const { db, told } = reopen();
    expect(told).toEqual(['store/rebuilt']);
    expect(layerOf(db)).toEqual(before);
    db.close();
  });

  it('loses what is erased, in every file', () => {
    exportCopy(store.db, `${copyFile(store.file)}.2026-09-01`);
    store.db.exec('DELETE FROM mine_note; DELETE FROM mine_undo');
    clearStore(store.db);
    store.db.pragma('wal_checkpoint(TRUNCATE)');
    const files = readdirSync(store.dir).filter((name) => name.includes('.mine'));
    expect(files.length).toBeGreaterThan(1);
    expect(files.filter((name) => readFileSync(join(store.dir, name)).includes('walnut 17 '))).toEqual([]);
    // It goes on following the store.
    write(store.db, 'personal/addNote', { id: '1', ...note('after') }, 9000);
    const now = layerOf(store.db);
    store.db.close();
    rmSync(store.file);
    const after = reopen();
    expect(layerOf(after.db)).toEqual(now);
    after.db.close();
  });
});

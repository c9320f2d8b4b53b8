import { copyFileSync, existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { ingestCalls } from '../../db/calls/ingest/calls.ts';
import { ingestTranscripts } from '../../db/calls/ingest/transcripts.ts';
import { addNote, readPersonal, setTag } from '../../db/personal/layer.ts';
import { connect, openReader } from '../../db/store/connect.ts';
import { toStoreError } from '../../db/store/errors.ts';
import { migrations } from '../../db/store/migrations/index.ts';
import { damageMarker, type OpenNotice, openWriter, type WriterDb } from '../../db/store/open.ts';
import { userTables } from '../../db/store/second-copy.ts';
import { removeSetAside, setAsideCopies } from '../../db/store/set-aside.ts';
import { schemaVersion, versionOf } from '../../db/store/version.ts';
import { stepTrackers } from '../../db/trackers/compute.ts';
import { myTrackers, saveTracker } from '../../db/trackers/store.ts';
import { makeOldStore } from '../fixtures/store-v10.ts';
import { sampleCall, sampleTranscript, thrown, useStore } from './support.ts';

const store = useStore();

/** Values that a table's checks ask for. */
const rowOf = (table: string): Readonly<Record<string, unknown>> =>
  ({
    mine_note: { kind: 'note' },
    mine_chart: { dashboard_id: 1 },
    media_file: { kind: 'audio', state: 'done' },
  })[table] ?? {};

/** Every table and index by its name, as it is declared: without comments, and spaced and quoted alike. */
const shapeOf = (db: WriterDb) => {
  const rows = db.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name').all();
  return (rows as { type: string; name: string; sql: string | null }[]).map(({ type, name, sql }) => {
    const plain = sql
      ?.replace(/--.*/g, '')
      .replace(/["\s]+/g, ' ')
      .replace(/ ?([(),]) ?/g, '$1')
      .trim();
    return { type, name, sql: plain };
  });
};

describe('migrations', () => {
  it.each([10, ...migrations.map(({ version }) => version)])(
    'lead from version %i to what a new store has',
    (version) => {
      const file = join(store.dir, 'old.db');
      const old = makeOldStore(file, version);
      expect(versionOf(old)).toBe(version);
      old.close();
      const db = openWriter(file);
      expect(versionOf(db)).toBe(schemaVersion);
      expect(shapeOf(db)).toEqual(shapeOf(store.db));
      const facts = "SELECT key, value FROM meta WHERE key <> 'store' ORDER BY key";
      expect(db.prepare(facts).all()).toEqual(store.db.prepare(facts).all());
      db.close();
    },
  );

  it('make a store of an empty file', () => {
    const file = join(store.dir, 'empty.db');
    connect(file).close();
    const db = openWriter(file);
    expect(versionOf(db)).toBe(schemaVersion);
    expect(shapeOf(db)).toEqual(shapeOf(store.db));
    db.close();
  });

  it('leave every row of the user’s own in a store of version 10 as it is', () => {
    const file = join(store.dir, 'mine.db');
    const old = makeOldStore(file, 10);
    // What came later has no rows to keep.
    const there = old.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
    const tables = userTables.filter((table) => there.includes(table));
    expect(tables).toEqual(userTables.slice(0, 14));
    for (const table of tables) {
      const columns = old
        .prepare("SELECT name, type FROM pragma_table_info(?) WHERE name <> 'id'")
        .all(table) as { name: string; type: string }[];
      const values = columns.map(
        ({ name, type }) => rowOf(table)[name] ?? (type === 'TEXT' ? `a ${name}` : 1),
      );
      old
        .prepare(
          `INSERT INTO ${table}(${columns.map(({ name }) => name)}) VALUES (${columns.map(() => '?')})`,
        )
        .run(values);
    }
    // The journal of edits took another form, which test/db/edits.test.ts has; here it holds what cannot be read.
    const same = tables.filter((table) => table !== 'mine_undo');
    const rows = (db: typeof old) => same.map((table) => db.prepare(`SELECT * FROM ${table}`).all());
    const before = rows(old);
    expect(before.map((list) => list.length)).toEqual(same.map(() => 1));
    old.close();
    const db = openWriter(file);
    expect(versionOf(db)).toBe(schemaVersion);
    expect(rows(db)).toEqual(before);
    db.close();
  });

  it('can fill a new column of a call from the records that are stored', () => {
    const late = sampleCall('2', { metaData: { ...sampleCall('2').metaData, recorder: '“Zoom” 木' } });
    ingestCalls(store.db, [sampleCall('1'), late], { atMs: 1 });
    store.db.exec(`ALTER TABLE call ADD COLUMN recorder TEXT;
      UPDATE call SET recorder = (SELECT unpack(json) ->> '$.metaData.recorder' FROM call_raw WHERE call_id = id);`);
    const filled = store.db.prepare('SELECT recorder FROM call ORDER BY id').pluck().all();
    expect(filled).toEqual([null, '“Zoom” 木']);
  });

  it('refuse a store of before version 10 and leave the file as it is', () => {
    store.db.pragma('user_version = 9');
    store.db.close();
    const before = readFileSync(store.file);
    const error = thrown(() => openWriter(store.file));
    expect(error.code).toBe('store/too-old');
    expect(error.nextStep).toContain('Nothing in the file was changed');
    expect(readFileSync(store.file).equals(before)).toBe(true);
  });

  it('to version 11 have calls that were marked gone by lists alone asked for by id', () => {
    const file = join(store.dir, 'gone.db');
    const old = makeOldStore(file, 10);
    old.exec(`
      INSERT INTO call(gong_id, started_ms, started_offset, first_synced_ms, synced_ms, generation, gone_ms)
        VALUES ('1', 5, 0, 1, 1, 1, 7), ('2', 6, 0, 1, 1, 1, NULL);
      INSERT INTO seen(sweep, gong_id) VALUES ('a', '2'), ('b', '2');
      INSERT INTO checkpoint(key, value, at_ms)
        VALUES ('plan', '{}', 1), ('place:recent:1:2', '"read"', 1), ('coverage', '{"fromMs":5}', 1);`);
    old.close();
    const db = openWriter(file);
    expect(db.prepare('SELECT * FROM absence').all()).toEqual([
      { gong_id: '1', asked_ms: 0, absent_ms: null },
    ]);
    expect(db.prepare('SELECT count(*) FROM seen').pluck().get()).toBe(0);
    expect(db.prepare('SELECT key FROM checkpoint').pluck().all()).toEqual(['coverage']);
    db.close();
  });

  it('keep the store as it was before, for two weeks and only the newest', () => {
    const file = join(store.dir, 'kept.db');
    const copies = () => readdirSync(store.dir).filter((name) => name.startsWith('kept.db.before-v'));
    const old = makeOldStore(file, schemaVersion - 1);
    old.close();
    writeFileSync(`${file}.before-v2`, 'an older copy');
    openWriter(file).close();
    expect(copies()).toEqual([`kept.db.before-v${schemaVersion}`]);
    const copy = connect(join(store.dir, copies()[0] as string));
    expect(versionOf(copy)).toBe(schemaVersion - 1);
    copy.close();
    const day = 24 * 3_600_000;
    openWriter(file, { now: () => Date.now() + 13 * day }).close();
    expect(copies()).toHaveLength(1);
    openWriter(file, { now: () => Date.now() + 15 * day }).close();
    expect(copies()).toEqual([]);
  });

  it('keep what was set aside for two weeks by the stamp of its name, its logs with it', () => {
    const file = join(store.dir, 'aside.db');
    const day = 24 * 3_600_000;
    const nowMs = Date.parse('2026-03-20T12:00:00.000Z');
    const stamped = (why: string, age: number) =>
      `aside.db.${why}-${new Date(nowMs - age * day).toISOString().replace(/[:.]/g, '-')}`;
    const [young, old, replaced, oldLog] = [
      stamped('damaged', 13),
      stamped('damaged', 15),
      stamped('replaced', 13.9),
      `${stamped('damaged', 15)}-wal`,
    ];
    const [plain, half] = ['aside.db.damaged-by-hand', 'aside.db.mine.2026-01-01.new'];
    for (const name of [young, old, replaced, oldLog, plain, half])
      writeFileSync(join(store.dir, name), 'all of it');
    const seconds = (nowMs - 2 * day) / 1000;
    utimesSync(join(store.dir, plain), seconds, seconds);
    // The time of the file says nothing where the name says when.
    utimesSync(join(store.dir, old), nowMs / 1000, nowMs / 1000);
    const left = () =>
      readdirSync(store.dir).filter((name) => /^aside\.db\.(damaged|replaced|mine\..*new)/.test(name));
    openWriter(file, { now: () => nowMs }).close();
    expect(left().sort()).toEqual([young, replaced, plain].sort());
    expect(setAsideCopies(file).map(({ name, why, bytes }) => [name, why, bytes])).toEqual([
      [plain, 'damaged', 9],
      [young, 'damaged', 9],
      [replaced, 'replaced', 9],
    ]);
    expect(removeSetAside(file, 'aside.db')).toBe(false);
    expect(removeSetAside(file, '../store.db')).toBe(false);
    expect(removeSetAside(file, young)).toBe(true);
    openWriter(file, { now: () => nowMs + 15 * day }).close();
    expect(left()).toEqual([]);
  });

  it('refuse a store of a newer Earshot and leave the file as it is', () => {
    store.db.pragma(`user_version = ${schemaVersion + 1}`);
    store.db.close();
    const before = readFileSync(store.file);
    expect(thrown(() => openWriter(store.file)).code).toBe('store/newer');
    expect(thrown(() => openReader(store.file)).code).toBe('store/newer');
    expect(readFileSync(store.file).equals(before)).toBe(true);
  });
});

describe('a damaged store', () => {
  function fill(): void {
    ingestCalls(store.db, [sampleCall('1')], { atMs: 1 });
    setTag(store.db, '1', 'renewal', true, 2);
    addNote(store.db, '1', { kind: 'note', startSec: 3, endSec: null, text: 'ask again', quote: null }, 3);
    store.db.pragma('wal_checkpoint(TRUNCATE)');
    store.db.close();
  }

  function reopen(): { notices: OpenNotice[]; db: ReturnType<typeof openWriter> } {
    const notices: OpenNotice[] = [];
    return { notices, db: openWriter(store.file, { onNotice: (notice) => notices.push(notice) }) };
  }

  const setAside = () => readdirSync(store.dir).filter((name) => /damaged-.*Z$/.test(name));

  it('is set aside and rebuilt, and the notes and tags are carried over', () => {
    fill();
    // What a reader that met a damaged page leaves behind for the next start.
    writeFileSync(damageMarker(store.file), '');
    const { notices, db } = reopen();
    expect(notices.map((notice) => notice.code)).toEqual(['store/rebuilt']);
    expect(setAside()).toHaveLength(1);
    expect(readPersonal(db, '1')).toMatchObject({ tags: ['renewal'], notes: [{ text: 'ask again' }] });
    expect(db.prepare('SELECT count(*) FROM call').pluck().get()).toBe(0);
    expect(existsSync(damageMarker(store.file))).toBe(false);
    db.close();
  });

  it('has the hits of my trackers looked for again', () => {
    const definition = {
      languages: [{ language: null, phrases: ['walnuts'], relatedForms: false }],
      saidBy: 'anyone' as const,
      onlyQuestions: false,
      saidAt: null,
    };
    const settle = (db: ReturnType<typeof openWriter>) => {
      while (stepTrackers(db, 1).more);
    };
    const speak = (db: ReturnType<typeof openWriter>) => {
      ingestCalls(db, [sampleCall('1')], { atMs: 1 });
      ingestTranscripts(db, [sampleTranscript('1', [['s1', 1000, 'Walnuts are dear.']])], { atMs: 1 });
    };
    // The old store has seen more generations than the new one will have then.
    for (let round = 0; round < 5; round++) setTag(store.db, '1', `tag ${round}`, true, 2);
    speak(store.db);
    saveTracker(store.db, { name: 'Nuts', definition }, 1);
    settle(store.db);
    expect(myTrackers(store.db)).toMatchObject([{ ready: true, mentions: 1 }]);
    store.db.close();
    writeFileSync(damageMarker(store.file), '');
    const { db } = reopen();
    expect(myTrackers(db)).toMatchObject([{ name: 'Nuts', ready: false, mentions: 0 }]);
    speak(db);
    settle(db);
    expect(myTrackers(db)).toMatchObject([{ ready: true, mentions: 1 }]);
    db.close();
  });

  it('whose pages are overwritten is noticed when it is opened', () => {
    fill();
    const bytes = readFileSync(store.file);
    // Everything but the header page becomes noise.
    bytes.fill(0xa5, 16384);
    writeFileSync(store.file, bytes);
    const { notices, db } = reopen();
    expect(notices).toHaveLength(1);
    expect(versionOf(db)).toBe(schemaVersion);
    db.close();
  });

  it('that is no database at all is replaced by an empty one', () => {
    store.db.close();
    writeFileSync(store.file, 'this is not a database, it is a shopping list'.repeat(100));
    const { notices, db } = reopen();
    expect(notices).toHaveLength(1);
    expect(setAside()).toHaveLength(1);
    expect(db.prepare('SELECT count(*) FROM call').pluck().get()).toBe(0);
    db.close();
  });
});

describe('errors name their cause', () => {
  it('a folder that cannot be made', () => {
    writeFileSync(join(store.dir, 'file'), '');
    const error = thrown(() => openWriter(join(store.dir, 'file', 'store.db')));
    expect(error.code).toBe('store/unavailable');
    expect(error.nextStep).not.toBe('');
  });

  it('a store that does not exist, for a reader', () => {
    expect(thrown(() => openReader(join(store.dir, 'none.db'))).code).toBe('store/unavailable');
  });

  it('a full disk: the page is not kept, and goes in later', () => {
    const pages = store.db.pragma('page_count', { simple: true }) as number;
    store.db.pragma(`max_page_count = ${pages + 4}`);
    const many = Array.from({ length: 100 }, (_, n) =>
      sampleCall(String(n), { content: { brief: `word${n} `.repeat(500) } }),
    );
    expect(
      thrown(() => {
        try {
          ingestCalls(store.db, many, { atMs: 1 });
        } catch (error) {
          throw toStoreError(error);
        }
      }).code,
    ).toBe('store/full');
    expect(store.db.prepare('SELECT count(*) FROM call').pluck().get()).toBe(0);
    store.db.pragma('max_page_count = 1000000');
    expect(ingestCalls(store.db, many, { atMs: 1 }).added).toBe(100);
  });

  it('a lock held by another program', () => {
    const other = new Database(store.file);
    other.exec('BEGIN IMMEDIATE');
    store.db.pragma('busy_timeout = 10');
    expect(
      thrown(() => {
        try {
          ingestCalls(store.db, [sampleCall('1')], { atMs: 1 });
        } catch (error) {
          throw toStoreError(error);
        }
      }).code,
    ).toBe('store/locked');
    other.exec('ROLLBACK');
    other.close();
  });
});

it('a reader cannot write', () => {
  const reader = openReader(store.file);
  expect(() => reader.exec("INSERT INTO setting VALUES ('a', 'b')")).toThrow();
  reader.close();
});

it('a copy of the file opens like the original', () => {
  ingestCalls(store.db, [sampleCall('1')], { atMs: 1 });
  store.db.pragma('wal_checkpoint(TRUNCATE)');
  copyFileSync(store.file, join(store.dir, 'copy.db'));
  const copy = openReader(join(store.dir, 'copy.db'));
  expect(copy.prepare('SELECT gong_id FROM call').pluck().all()).toEqual(['1']);
  copy.close();
});

import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { readBackup } from '../../db/backup/form.ts';
import { keptCopies, keptCopy, restoreBackup } from '../../db/backup/restore.ts';
import { writeBackup } from '../../db/backup/write.ts';
import { ingestCalls } from '../../db/calls/ingest/calls.ts';
import { ingestTranscripts } from '../../db/calls/ingest/transcripts.ts';
import { eraseCalls } from '../../db/erase/calls.ts';
import { clearStore, finishErasing, readErasing, removeCopies } from '../../db/erase/files.ts';
import { erasePerson } from '../../db/erase/people/erase.ts';
import { addNote, readPersonal, setStar, setTag } from '../../db/personal/layer.ts';
import { closeWriter, openWriter, type WriterDb } from '../../db/store/open.ts';
import { hits, idOf, record, transcript } from '../erase/world.ts';
import { testFolder } from '../support/folder.ts';
import { contentOf } from '../sync/world.ts';
import { thrown } from './support.ts';

const account = { name: 'Acme', key: 'gong.example' };
const about = { account, nowMs: Date.parse('2026-11-20T10:00:00Z') };
const written = { account, madeMs: 1 };
const zelda = { name: 'Zelda Quorkfeld', emailAddress: 'zelda.q@quork.example' };
const said = (line: number) => (line % 2 ? `my zqwhisper number ${line}` : `yes Zelda, line ${line}`);
const ofZelda = ['zelda', 'quorkfeld', 'zqwhisper'];

/** A store in a folder of its own, with a place for backups outside. */
function place() {
  const dir = testFolder();
  const [folder, outside] = [join(dir, 'account'), join(dir, 'outside')];
  for (const one of [folder, outside]) mkdirSync(one);
  const store = join(folder, 'store.db');
  return {
    folder,
    store,
    backup: join(outside, 'a.backup'),
    /** As a start does: opens, works, and closes. */
    use<T>(work: (db: WriterDb) => T): T {
      const db = openWriter(store, { now: () => about.nowMs });
      try {
        return work(db);
      } finally {
        closeWriter(db);
      }
    },
  };
}

function fill(db: WriterDb): void {
  ingestCalls(db, [record(0, zelda), record(1), record(2)], { atMs: 1 });
  ingestTranscripts(db, [transcript(0, said), transcript(1), transcript(2)] as never, { atMs: 1 });
  const note = (call: number, text: string) =>
    addNote(db, idOf(call), { kind: 'note', startSec: null, endSec: null, text, quote: null }, 2);
  note(0, 'walnut for Zelda Quorkfeld');
  note(1, 'walnut');
  setStar(db, idOf(1), true, 3);
  setTag(db, idOf(2), 'Renewal', true, 4);
}

/** What an erase does in the files, so that only what is restored can bring a word back. */
function finish(db: WriterDb): void {
  removeCopies(db);
  clearStore(db);
  finishErasing(db, readErasing(db), 9);
}

const found = (db: WriterDb, word: string) =>
  db.prepare("SELECT count(*) FROM call_text WHERE notes LIKE '%' || ? || '%'").pluck().get(word);
const shown = (db: WriterDb) => db.prepare('SELECT gong_id FROM call ORDER BY gong_id').pluck().all();

test('a backup is all of the store while others write, for the user alone, and restores to the same', () => {
  const { store, folder, backup, use } = place();
  use(fill);
  const wanted = use(contentOf);
  const writer = openWriter(store);
  writer.exec('BEGIN IMMEDIATE');
  setTag(writer, idOf(1), 'not yet', true, 5);
  const facts = writeBackup(store, backup, 'all', written);
  writer.exec('COMMIT');
  closeWriter(writer);
  expect(statSync(backup).mode & 0o777).toBe(0o600);
  expect(facts).toMatchObject({ part: 'all', account, madeMs: 1, counts: { calls: 3, notes: 2, tags: 1 } });
  expect(readBackup(backup)).toEqual(facts);
  use((db) => {
    eraseCalls(db, [idOf(2)], 'age', 6);
    // Gong sent it again: it was not removed for good.
    ingestCalls(db, [record(2)], { atMs: 7 });
    ingestTranscripts(db, [transcript(2)] as never, { atMs: 7 });
    finish(db);
  });
  const numberOf = (db: WriterDb) => db.prepare("SELECT value FROM meta WHERE key = 'store'").pluck().get();
  const number = use(numberOf);
  writeFileSync(`${store}.words`, 'made from the store that goes');
  mkdirSync(`${store}.trackers`);
  const done = restoreBackup(store, backup, 'all', about);
  expect(done).toMatchObject({ part: 'all', removedAgain: 0, erasedAgain: false, isErasureKnown: true });
  expect([`${store}.words`, `${store}.trackers`].filter((file) => existsSync(file))).toEqual([]);
  // What is known of removals is that of both.
  expect({ ...use(contentOf), removal: [] }).toEqual({ ...wanted, removal: [] });
  expect(use(numberOf)).not.toBe(number);
  // Back again: what was there is kept.
  expect(keptCopies(store).map(({ name, why }) => [name, why])).toContainEqual([done.aside, 'replaced']);
  restoreBackup(store, keptCopy(store, done.aside as string), 'all', { ...about, nowMs: about.nowMs + 1000 });
  expect(use((db) => readPersonal(db, idOf(1)).tags)).toEqual(['not yet']);
  expect(readdirSync(folder).filter((name) => name.includes('restoring'))).toEqual([]);
});

test('only what I made goes back, from either kind of backup, and is found and copied again', () => {
  for (const part of ['mine', 'all'] as const) {
    const { store, backup, use } = place();
    use(fill);
    writeBackup(store, backup, part, written);
    use((db) => {
      setStar(db, idOf(1), false, 10);
      setTag(db, idOf(1), 'Later', true, 11);
      addNote(db, idOf(2), { kind: 'note', startSec: null, endSec: null, text: 'chestnut', quote: null }, 12);
      ingestCalls(db, [record(3)], { atMs: 13 });
    });
    const done = restoreBackup(store, backup, 'mine', about);
    use((db) => {
      expect(shown(db)).toHaveLength(4);
      expect([1, 2].map((call) => readPersonal(db, idOf(call)))).toMatchObject([
        { starred: true, tags: [], notes: [{ text: 'walnut' }] },
        { starred: false, tags: ['Renewal'], notes: [] },
      ]);
      expect([found(db, 'walnut'), found(db, 'chestnut')]).toEqual([2, 0]);
      expect(db.prepare('SELECT count(*) FROM mine.copy_mine_note').pluck().get()).toBe(2);
    });
    restoreBackup(store, keptCopy(store, done.aside as string), 'mine', { ...about, nowMs: about.nowMs + 1 });
    use((db) => {
      expect(readPersonal(db, idOf(1)).tags).toEqual(['Later']);
      expect([found(db, 'walnut'), found(db, 'chestnut')]).toEqual([2, 1]);
    });
  }
});

test('a dated copy of what I made can be gone back to', () => {
  const { store, use } = place();
  use(fill);
  // The second start of a day keeps a copy of what the first one left.
  use((db) => setTag(db, idOf(1), 'Later', true, 11));
  const [daily] = keptCopies(store);
  expect(daily).toMatchObject({ why: 'daily', name: 'store.db.mine.2026-11-20' });
  const file = keptCopy(store, 'store.db.mine.2026-11-20');
  expect(readBackup(file)).toMatchObject({ part: 'mine', account: null, counts: { notes: 2 } });
  restoreBackup(store, file, 'mine', about);
  expect(use((db) => readPersonal(db, idOf(1)))).toMatchObject({ tags: [], starred: true });
  expect(thrown(() => keptCopy(store, '../account/store.db')).code).toBe('backup/unknown-copy');
});

test.each([
  ['whose calls went', 'calls'],
  ['whose words went', 'words'],
] as const)('an older backup does not bring back a person %s, nor a call that was removed', (_, takes) => {
  for (const part of ['all', 'mine'] as const) {
    const { store, folder, backup, use } = place();
    use(fill);
    writeBackup(store, backup, 'all', written);
    expect(hits(folder, ofZelda)).not.toEqual([]);
    use((db) => {
      erasePerson(db, 'Zelda Quorkfeld', takes, 20);
      eraseCalls(db, [idOf(2)], 'age', 21);
      finish(db);
    });
    expect(hits(folder, ofZelda)).toEqual([]);
    const done = restoreBackup(store, backup, part, about);
    expect(done).toMatchObject({
      erasedAgain: true,
      removedAgain: part === 'all' ? (takes === 'calls' ? 2 : 1) : 0,
    });
    expect(hits(folder, ofZelda)).toEqual([]);
    use((db) => {
      expect(shown(db)).toEqual(takes === 'calls' ? [idOf(1)] : [idOf(0), idOf(1)]);
      expect(readErasing(db)).toEqual([]);
      expect(found(db, 'walnut')).toBe(takes === 'calls' ? 1 : 2);
      // Nor does the next sync.
      ingestCalls(db, [record(0, zelda)], { atMs: 30 });
      ingestTranscripts(db, [transcript(0, said)] as never, { atMs: 30 });
      expect(db.prepare('SELECT count(*) FROM erasure_receipt').pluck().get()).toBe(1);
      expect(db.prepare("SELECT count(*) FROM removal WHERE why = 'age'").pluck().get()).toBe(1);
    });
    expect(hits(folder, ofZelda)).toEqual([]);
    // What was there is kept: nothing of it had to go.
    expect(keptCopies(store).map(({ name }) => name)).toContain(done.aside);
  }
});

test('people of whom only the backup knows that they were erased leave the store it comes to', () => {
  const [first, second] = [place(), place()];
  first.use((db) => {
    fill(db);
    erasePerson(db, 'Zelda Quorkfeld', 'words', 20);
    finish(db);
  });
  writeBackup(first.store, first.backup, 'all', written);
  second.use(fill);
  expect(restoreBackup(second.store, first.backup, 'mine', about)).toMatchObject({
    aside: null,
    erasedHere: true,
  });
  second.use((db) => {
    // The next start clears the files of them.
    expect(readErasing(db)).not.toEqual([]);
    finish(db);
  });
  expect(hits(second.folder, ofZelda)).toEqual([]);
  // Two stores in which people were erased on their own cannot be put together.
  const third = place();
  third.use((db) => {
    fill(db);
    erasePerson(db, 'Zelda Quorkfeld', 'words', 20);
  });
  const before = third.use(contentOf);
  for (const part of ['all', 'mine'] as const)
    expect(thrown(() => restoreBackup(third.store, first.backup, part, about)).code).toBe(
      'backup/other-erasures',
    );
  expect(third.use(contentOf)).toEqual(before);
});

test('a backup that is damaged, cut, no backup or newer is refused, and nothing is changed', () => {
  const { store, folder, backup, use } = place();
  use(fill);
  writeBackup(store, backup, 'all', written);
  const whole = readFileSync(backup);
  const before = use(contentOf);
  const names = () =>
    readdirSync(folder)
      .filter((name) => !/sums$/.test(name))
      .sort();
  const files = names();
  const at = whole.indexOf('walnut for');
  const changed = (place: number, length = 1) => {
    const bytes = Buffer.from(whole);
    for (let one = place; one < place + length; one++) bytes[one] = (bytes[one] as number) ^ 1;
    return bytes;
  };
  const refused = (bytes: Buffer, code = 'backup/unusable') => {
    writeFileSync(backup, bytes);
    expect(thrown(() => restoreBackup(store, backup, 'all', about)).code).toBe(code);
  };
  expect(at).toBeGreaterThan(0);
  refused(changed(at));
  refused(changed(70));
  refused(changed(whole.length - 1));
  refused(changed(0, 64));
  refused(whole.subarray(0, whole.length / 2));
  refused(whole.subarray(0, 0));
  refused(Buffer.from('Dear diary'));
  const made = (sql: string) => {
    copyFileSync(join(folder, 'store.db'), backup);
    const db = new Database(backup);
    db.exec(sql);
    db.close();
    return readFileSync(backup);
  };
  refused(made('DROP TABLE meta'));
  refused(made('CREATE TRIGGER evil AFTER INSERT ON call BEGIN DELETE FROM mine_note; END'));
  refused(made('PRAGMA user_version = 999'), 'store/newer');
  expect(use(contentOf)).toEqual(before);
  expect(names()).toEqual(files);
});

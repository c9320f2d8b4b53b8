import { copyFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { removeByAge } from '../../db/erase/retention.ts';
import { mediaStem } from '../../db/media/files.ts';
import { addNote, setStar } from '../../db/personal/layer.ts';
import { defaultSyncScope } from '../../electron/contract/sync.ts';
import { testFolder } from '../support/folder.ts';
import {
  canaryOf,
  fill,
  hits,
  idOf,
  makeAccount,
  newestMs,
  packedPieces,
  profileFolder,
  startCore,
  withStore,
} from './world.ts';

const dayMs = 86_400_000;
const calls = Array.from({ length: 80 }, (_, at) => at);
/** Older than a month at the time of the newest. */
const old = calls.filter((call) => call > 30);

async function filled(): Promise<string> {
  const dir = testFolder();
  await makeAccount(dir);
  await withStore(dir, (db, folder) => fill(db, folder, calls));
  return dir;
}

async function open(dir: string) {
  const core = await startCore(dir, () => newestMs + 1000);
  onTestFinished(() => core.close());
  await core.indexed();
  return core;
}

test('calls older than the rule leave every file of the folder, starred and noted ones stay', async () => {
  const dir = await filled();
  const [starred, noted] = [40, 50];
  await withStore(dir, (db, folder) => {
    setStar(db, idOf(starred), true, 10);
    addNote(
      db,
      idOf(noted),
      { kind: 'note', startSec: null, endSec: null, text: 'keep this', quote: null },
      11,
    );
    // What a migration and a damage left beside the store holds all of it.
    db.pragma('wal_checkpoint(TRUNCATE)');
    copyFileSync(join(folder, 'store.db'), join(folder, 'store.db.before-v16'));
    for (const name of [
      'damaged-2026-05-31T00-00-00-000Z',
      'damaged-2026-05-31T00-00-00-000Z-wal',
      'replaced-2026-05-31T00-00-00-000Z',
    ])
      copyFileSync(join(folder, 'store.db'), join(folder, `store.db.${name}`));
    writeFileSync(join(folder, 'store.db.columns.4711'), `left by a writer that ended: ${canaryOf(60)}`);
  });
  let core = await open(dir);
  const gone = old.filter((call) => call !== starred && call !== noted);
  const words = gone.map(canaryOf);
  expect((await core.request('library/search', { q: canaryOf(60) })).total).toBe(1);
  const pieces = await withStore(dir, (db) => packedPieces(db, gone));
  expect(pieces.length).toBeGreaterThan(gone.length / 2);
  expect(hits(dir, [], pieces)).not.toEqual([]);
  // All of them are in the store, its index and the recordings.
  expect(new Set(hits(dir, words).map((hit) => hit.split(': ')[1])).size).toBe(words.length);
  await core.request('sync/setScope', { ...defaultSyncScope, keepMonths: 1 });
  expect(await core.request('retention/apply', {})).toEqual({ removed: gone.length });
  expect(hits(dir, words, pieces)).toEqual([]);
  expect((await core.request('library/search', { q: canaryOf(60) })).total).toBe(0);
  const kept = calls.filter((call) => !gone.includes(call));
  expect(readdirSync(join(profileFolder(dir), 'media')).length).toBe(kept.length * 5);
  for (const call of [starred, noted, 0])
    expect((await core.request('library/search', { q: canaryOf(call) })).total).toBe(1);
  const removals = await core.request('retention/removals', {});
  expect(removals).toHaveLength(gone.length);
  expect(new Set(removals.map(({ why }) => why))).toEqual(new Set(['age']));
  // Taking back what was done to a removed call brings nothing back, and closing writes nothing of it again.
  for (
    let step = 0;
    step < 400 && (await core.request('edits/undo', {}).catch(() => ({ edit: null }))).edit;
    step++
  );
  await core.close();
  expect(hits(dir, words)).toEqual([]);
  core = await open(dir);
  expect((await core.request('library/search', { q: '', limit: 0 })).total).toBe(kept.length);
  await core.close();
  expect(hits(dir, words)).toEqual([]);
});

test('an erase that was cut short is finished at the next start', async () => {
  const dir = await filled();
  const core = await open(dir);
  await core.close();
  // The rows are gone and the process with them, before any file was touched.
  await withStore(dir, (db) => removeByAge(db, newestMs - 30 * dayMs - 1, 12));
  const words = old.map(canaryOf);
  expect(hits(dir, words)).not.toEqual([]);
  const again = await open(dir);
  await again.close();
  expect(hits(dir, words)).toEqual([]);
  await withStore(dir, (db) => {
    expect(db.prepare('SELECT count(*) FROM erasing').pluck().get()).toBe(0);
    expect(db.prepare('SELECT count(*) FROM media_file WHERE gong_id = ?').pluck().get(idOf(60))).toBe(0);
  });
  expect(
    readdirSync(join(profileFolder(dir), 'media')).some((name) => name.startsWith(mediaStem(idOf(60)))),
  ).toBe(false);
});

test('a recording of a removed call is refused by its id, as that of a hidden one is', async () => {
  const dir = await filled();
  const core = await open(dir);
  await core.request('sync/setScope', { ...defaultSyncScope, keepMonths: 1 });
  await core.request('retention/apply', {});
  const state = await core.request('media/state', { id: idOf(60) }).catch((error) => error);
  expect(state).toMatchObject({ code: 'call/not-found' });
  await expect(core.request('media/keep', { ids: [idOf(60)] })).rejects.toMatchObject({
    code: 'call/not-found',
  });
});

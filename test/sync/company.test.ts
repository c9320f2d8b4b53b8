import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { closeWriter, openWriter, type WriterDb } from '../../db/store/open.ts';
import type { AppInfo } from '../../electron/contract/app.ts';
import { createMemorySecrets } from '../../electron/core/app/secrets/memory.ts';
import { createCore } from '../../electron/core/create-core.ts';
import type { Core } from '../../electron/core/rpc/core.ts';
import type { Corpus } from '../../electron/gong/emulator/corpus.ts';
import { type Emulator, startEmulator } from '../../electron/gong/emulator/emulator.ts';
import { allScopes } from '../../electron/gong/emulator/endpoints.ts';
import { createSyntheticCorpus } from '../../electron/gong/emulator/synthetic.ts';
import { hastyClock } from '../fixtures/clock.ts';
import { testFolder } from '../support/folder.ts';
import { engineOver } from './world.ts';

const first = createSyntheticCorpus({ calls: 12, seed: 4 });
const second = createSyntheticCorpus({ calls: 12, seed: 4, company: 2 });

/** What the servers give; a test lays something over it. */
let served: { users: Corpus['users']; workspaces: Corpus['workspaces'] };
let gong: Emulator<Corpus>;
let other: Emulator<Corpus>;
let dir: string;
beforeAll(async () => {
  gong = await startEmulator({ corpus: first, ratePerSecond: 0 });
  const overlaid = { ...second, users: () => served.users(), workspaces: () => served.workspaces() };
  other = await startEmulator<Corpus>({ corpus: overlaid, ratePerSecond: 0 });
});
afterAll(async () => {
  await gong.stop();
  await other.stop();
});
beforeEach(() => {
  served = { users: second.users, workspaces: second.workspaces };
  other.setScopes(allScopes);
  dir = testFolder();
});

const without = (...scopes: string[]) => allScopes.filter((scope) => !scopes.includes(scope));
const bothLists = ['api:workspaces:read', 'api:users:read'];

async function sync(db: WriterDb, server: Emulator<Corpus>) {
  const engine = engineOver(db, server, hastyClock());
  engine.start();
  await engine.settled();
  const status = engine.status();
  await engine.close();
  return status;
}

/** Everything that Gong gave, by its ids. */
function contents(db: WriterDb): string {
  const tables = ['call', 'user', 'workspace', 'tracker_setting', 'scorecard', 'transcript'];
  return JSON.stringify(
    tables.map((table) => db.prepare(`SELECT gong_id FROM ${table} ORDER BY gong_id`).pluck().all()),
  );
}

/** A store of the first company, open for a test. */
async function firstCompany(work: (db: WriterDb) => Promise<void>, file = ':memory:'): Promise<void> {
  const db = openWriter(file);
  try {
    expect((await sync(db, gong)).error).toBeNull();
    await work(db);
  } finally {
    if (file === ':memory:') db.close();
    else closeWriter(db);
  }
}

test.each([
  ['with both lists', []],
  ['without its workspaces', ['api:workspaces:read']],
  ['without its people', ['api:users:read']],
  ['by its calls alone', bothLists],
])('a key that became another company’s is recognised before a row is written, %s', (_, lacking) =>
  firstCompany(async (db) => {
    other.setScopes(without(...lacking));
    const before = contents(db);
    expect((await sync(db, other)).error).toMatchObject({ code: 'profiles/other-company' });
    expect(contents(db)).toBe(before);
    // The right key goes on where it was.
    expect((await sync(db, gong)).error).toBeNull();
  }),
);

test.each([
  ['a person', () => (served.users = () => [...second.users(), ...first.users().slice(0, 1)])],
  [
    'a workspace',
    () => {
      served.workspaces = first.workspaces;
      other.setScopes(without('api:users:read'));
    },
  ],
])('%s in common is enough: it is no other company', (_, overlap) =>
  firstCompany(async (db) => {
    overlap();
    expect((await sync(db, other)).error).toBeNull();
  }),
);

test('records that could not be read are not asked for with a key of another company', () =>
  firstCompany(async (db) => {
    const engine = engineOver(db, other, hastyClock());
    engine.retryProblems();
    await engine.settled();
    expect(engine.status().error).toMatchObject({ code: 'profiles/other-company' });
    await engine.close();
  }));

let core: Core | null = null;
afterEach(async () => {
  await core?.close();
  core = null;
});

const authOf = ({ accessKey, secret }: Emulator<Corpus>) => ({ kind: 'key', accessKey, secret }) as const;
const folders = () => readdirSync(dir).filter((name) => name.startsWith('gong-'));

const open = () =>
  createCore({ dataDir: dir, shell: 'browser', secrets: createMemorySecrets(), autoSync: false });

/** A data folder whose one account holds calls of the first company, and the account's id; made once. */
let template: Promise<{ folder: string; id: string }> | null = null;
async function makeTemplate() {
  const folder = mkdtempSync(join(tmpdir(), 'earshot-company-'));
  const made = await createCore({
    dataDir: folder,
    shell: 'browser',
    secrets: createMemorySecrets(),
    autoSync: false,
  });
  const account = { name: 'Acme', baseUrl: gong.url, auth: authOf(gong) };
  const id = (await made.request('connection/save', account)).activeProfileId as string;
  await made.close();
  await firstCompany(async () => {}, join(folder, id, 'store.db'));
  return { folder, id };
}
afterAll(async () => {
  if (template) rmSync((await template).folder, { recursive: true, force: true });
});

async function accountOfFirst(): Promise<{ id: string; core: Core }> {
  template ??= makeTemplate();
  const { folder, id } = await template;
  cpSync(folder, dir, { recursive: true });
  core = await open();
  await core.request('sync/runs', {});
  return { id, core };
}

/** Gives the account another key, as its dialog does. */
const change = (profileId: string, to: Emulator<Corpus>, asAnother = false): Promise<AppInfo> =>
  (core as Core).request('connection/save', {
    profileId,
    name: 'Acme',
    baseUrl: to.url,
    auth: authOf(to),
    asAnother,
  });

test('a key of another company for an account is asked about, and can be added beside it', async () => {
  const { id, core } = await accountOfFirst();
  const before = readFileSync(join(dir, 'settings.json'), 'utf8');
  await expect(change(id, other)).rejects.toMatchObject({
    code: 'profiles/other-company',
    message: expect.stringMatching(/“Customer conversations 2”.*0 of the 14 people known here/),
    nextStep: expect.stringMatching(/another account.*removes 12 calls/),
  });
  expect(readFileSync(join(dir, 'settings.json'), 'utf8')).toBe(before);
  expect(folders()).toEqual([id]);

  const added = await change(id, other, true);
  const own = added.profiles.find((profile) => profile.id !== id);
  expect(added.activeProfileId).toBe(own?.id);
  expect(own).toMatchObject({ name: 'Customer conversations 2', baseUrl: other.url });
  expect(added.profiles.find((profile) => profile.id === id)).toMatchObject({
    name: 'Acme',
    baseUrl: gong.url,
  });
  const back = await core.request('profiles/activate', { profileId: id });
  expect(back.state).toEqual({ status: 'ready' });
  expect((await core.request('library/search', { q: '', limit: 1 })).total).toBe(12);
  // Replaced: the other one stands before this one goes. Killed while it went, half of it is left under its other name.
  await core.request('profiles/remove', { profileId: id, deleteData: true });
  expect(folders()).toEqual([own?.id]);
  mkdirSync(join(dir, `${id}.removed`));
  writeFileSync(join(dir, `${id}.removed`, 'store.db'), 'a half of it');
  await core.close();
  const again = await open();
  const info = await again.request('app/info', {});
  await again.close();
  expect(info.profiles.map((profile) => profile.name)).toEqual(['Customer conversations 2']);
  expect(folders()).toEqual([own?.id]);
});

test('the same company’s new key is saved without a word, and so is any that cannot be compared now', async () => {
  const { id, core } = await accountOfFirst();
  expect((await change(id, gong)).profiles).toHaveLength(1);
  const away = { name: 'Acme', baseUrl: 'http://127.0.0.1:9', auth: authOf(gong) };
  expect((await core.request('connection/save', { ...away, profileId: id })).profiles).toHaveLength(1);
  // Its folder is kept, and is the only one of the address: a key of another company does not take it up.
  await core.request('profiles/remove', { profileId: id, deleteData: false });
  const account = join(dir, id, 'account.json');
  writeFileSync(account, readFileSync(account, 'utf8').replace(away.baseUrl, other.url));
  const connected = await core.request('connection/save', {
    name: 'New',
    baseUrl: other.url,
    auth: authOf(other),
  });
  expect(connected.activeProfileId).not.toBe(id);
  expect(folders()).toHaveLength(2);
});

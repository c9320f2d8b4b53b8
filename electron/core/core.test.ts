import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { testFolder } from '../../test/support/folder.ts';
import type { AppInfo } from '../contract/app.ts';
import { createMemorySecrets } from './app/secrets/memory.ts';
import { version } from './app/version.ts';
import { type CoreOptions, createCore } from './create-core.ts';
import type { Core } from './rpc/core.ts';

let dir: string;
const cores: Core[] = [];
beforeEach(() => {
  dir = testFolder();
});
afterEach(async () => {
  await Promise.all(cores.splice(0).map((core) => core.close()));
  chmodSync(dir, 0o755);
});

async function start(options: Partial<CoreOptions> = {}): Promise<Core> {
  const core = await createCore({
    dataDir: dir,
    shell: 'browser',
    secrets: createMemorySecrets(),
    autoSync: false,
    ...options,
  });
  cores.push(core);
  return core;
}

const canary = 'canary-secret-0123456789';
const account = {
  name: 'Acme',
  baseUrl: 'https://gong.invalid/',
  auth: { kind: 'key', accessKey: 'AK', secret: canary },
} as const;
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'ok',
    (error) => error.code,
  );

async function settled(core: Core): Promise<AppInfo> {
  await codeOf(core.request('sync/runs', {}));
  return core.request('app/info', {});
}

test('a new folder has no profile, and says so to whoever asks for calls', async () => {
  const core = await start();
  expect(await core.request('app/info', {})).toMatchObject({
    version,
    state: { status: 'noProfile' },
    profiles: [],
    activeProfileId: null,
  });
  expect(await codeOf(core.request('sync/runs', {}))).toBe('app/no-profile');
});

test('the version is the package’s', () => {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(version).toBe(manifest.version);
});

test('unknown procedures and bad input are refused with what is wrong', async () => {
  const core = await start();
  await expect(core.requestJson('toString', {})).rejects.toMatchObject({ code: 'core/unknown-method' });
  await expect(core.requestJson('app/setPrefs', { theme: 'neon' })).rejects.toMatchObject({
    code: 'core/invalid-input',
    message: expect.stringContaining('theme'),
  });
  expect(await codeOf(core.request('app/setPrefs', { timeZone: 'Mars/Base' }))).toBe('settings/time-zone');
});

test('a TZ that is no zone is said once, until a zone is chosen', async () => {
  vi.stubEnv('TZ', 'UTC+5');
  onTestFinished(() => void vi.unstubAllEnvs());
  const core = await start();
  const { notices, zone } = await core.request('app/info', {});
  expect(zone.name).toBe('UTC');
  expect(notices).toMatchObject([
    { code: 'settings/time-zone', message: expect.stringContaining('UTC+5'), retryable: false },
  ]);
  const chosen = await core.request('app/setPrefs', { timeZone: 'Asia/Tokyo' });
  expect(chosen).toMatchObject({ notices: [], zone: { name: 'Asia/Tokyo' } });
  expect((await core.request('app/setPrefs', { timeZone: 'system' })).notices).toHaveLength(1);
  await core.request('app/dismissNotice', { code: 'settings/time-zone' });
  expect((await core.request('app/setPrefs', { theme: 'dark' })).notices).toEqual([]);
});

test('accounts have stores of their own, which survive a restart and a switch', async () => {
  let core = await start();
  const first = await core.request('connection/save', account);
  expect(first.state).toEqual({ status: 'ready' });
  expect(first.profiles).toEqual([
    expect.objectContaining({
      name: 'Acme',
      baseUrl: 'https://gong.invalid',
      secret: 'session',
      authKind: 'key',
    }),
  ]);
  const second = await core.request('connection/save', { ...account, name: 'Other' });
  expect(second.activeProfileId).not.toBe(first.activeProfileId);
  for (const { id } of second.profiles) expect(existsSync(join(dir, id, 'store.db'))).toBe(true);

  await core.close();
  core = await start();
  expect(await settled(core)).toMatchObject({
    state: { status: 'ready' },
    activeProfileId: second.activeProfileId,
    profiles: [{ secret: 'missing' }, { secret: 'missing' }],
  });
  const back = await core.request('profiles/activate', { profileId: first.activeProfileId as string });
  expect(back).toMatchObject({ activeProfileId: first.activeProfileId, state: { status: 'ready' } });
});

test('a keychain that answers for one account only holds up neither the others nor closing', async () => {
  let core = await start();
  await core.request('connection/save', account);
  const { profiles } = await core.request('connection/save', { ...account, name: 'Other' });
  await core.close();
  const slow = profiles[0]?.id;
  core = await start({
    secrets: {
      ...createMemorySecrets(),
      place: (id) => (id === slow ? new Promise(() => {}) : Promise.resolve('keychain')),
    },
  });
  await expect
    .poll(async () => (await core.request('app/info', {})).profiles.map(({ secret }) => secret))
    .toEqual(['missing', 'keychain']);
  await core.close();
});

test('removing an account forgets its secret, and its data only when asked', async () => {
  const secrets = createMemorySecrets();
  const core = await start({ secrets });
  const kept = (await core.request('connection/save', account)).activeProfileId as string;
  const gone = (await core.request('connection/save', account)).activeProfileId as string;
  const info = await core.request('profiles/remove', { profileId: gone, deleteData: true });
  expect(info).toMatchObject({ state: { status: 'noProfile' }, activeProfileId: null });
  expect(existsSync(join(dir, gone))).toBe(false);
  await core.request('profiles/remove', { profileId: kept, deleteData: false });
  expect(existsSync(join(dir, kept, 'store.db'))).toBe(true);
  expect([await secrets.get(kept), await secrets.get(gone)]).toEqual([null, null]);
  expect(await codeOf(core.request('profiles/activate', { profileId: kept }))).toBe('profiles/unknown');
});

test('a secret is nowhere on disk and in no answer', async () => {
  const core = await start();
  const answers = [
    await core.requestJson('connection/save', account),
    await core.requestJson('connection/test', { baseUrl: 'http://127.0.0.1:9', auth: account.auth }),
    await core.requestJson('app/info', {}),
  ];
  core.log.log('error', 'x', { error: new Error(`leaked ${canary}`) });
  await core.close();
  const encoded = Buffer.from(`AK:${canary}`).toString('base64');
  for (const path of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    if (path.isFile()) answers.push(readFileSync(join(path.parentPath, path.name), 'latin1'));
  }
  for (const text of answers) {
    expect(text).not.toContain(canary);
    expect(text).not.toContain(encoded);
  }
});

test('a second core on the same folder is refused; one that only reads gets in', async () => {
  const core = await start();
  await core.request('connection/save', account);
  await expect(start()).rejects.toMatchObject({ code: 'core/locked' });
  const reader = await start({ whenLocked: 'readOnly' });
  expect(reader.readOnly).toBe(true);
  expect(await settled(reader)).toMatchObject({ state: { status: 'ready' } });
  expect(await codeOf(reader.request('history/clear', {}))).toBe('core/read-only');
  expect(await codeOf(reader.request('connection/save', account))).toBe('core/read-only');
});

test('recordings that are kept here play in a core that only reads', async () => {
  const core = await start();
  const id = (await core.request('connection/save', account)).activeProfileId as string;
  const file = 'x.audio';
  const { default: Database } = await import('better-sqlite3');
  const db = new Database(join(dir, id, 'store.db'));
  db.prepare(
    `INSERT INTO media_file(gong_id, kind, state, file, bytes, content_type, added_ms)
     VALUES ('1', 'audio', 'done', ?, 9, 'audio/mpeg', 1)`,
  ).run(file);
  db.close();
  mkdirSync(join(dir, id, 'media'), { recursive: true });
  writeFileSync(join(dir, id, 'media', file), 'recording');
  const reader = await start({ whenLocked: 'readOnly' });
  const reply = await reader.media.open('1', 'audio', 'bytes=0-3', new AbortController().signal);
  expect(reply.status).toBe(206);
  expect(String(await buffer(reply.body as Readable))).toBe('reco');
  expect(await reader.request('media/state', { id: '1' })).toMatchObject({
    state: 'offline',
    offlineBytes: 9,
  });
});

test('damaged settings are set aside with a notice that stays until dismissed', async () => {
  writeFileSync(join(dir, 'settings.json'), '\0\0\0');
  const core = await start();
  expect((await core.request('app/info', {})).notices).toEqual([
    expect.objectContaining({ code: 'settings/damaged', message: expect.stringContaining('set aside') }),
  ]);
  expect((await core.request('app/dismissNotice', { code: 'settings/damaged' })).notices).toEqual([]);
});

test('a store that is newer than the app leaves the core running with the reason', async () => {
  let core = await start();
  const id = (await core.request('connection/save', account)).activeProfileId as string;
  await core.close();
  const { default: Database } = await import('better-sqlite3');
  const db = new Database(join(dir, id, 'store.db'));
  db.pragma('user_version = 9999');
  db.close();
  core = await start();
  expect((await settled(core)).state).toMatchObject({ status: 'failed', error: { code: 'store/newer' } });
  expect(await codeOf(core.request('sync/runs', {}))).toBe('store/newer');
});

test('a damaged store is rebuilt and the user is told', async () => {
  let core = await start();
  const id = (await core.request('connection/save', account)).activeProfileId as string;
  await core.close();
  writeFileSync(join(dir, id, 'store.db'), 'this is no database, '.repeat(1000));
  core = await start();
  expect(await settled(core)).toMatchObject({
    state: { status: 'ready' },
    notices: [expect.objectContaining({ code: 'store/rebuilt' })],
  });
});

test('events tell of every step to a ready store', async () => {
  const core = await start();
  const states: string[] = [];
  core.on('app/info', (info) => states.push(info.state.status));
  await core.request('connection/save', account);
  expect(states.indexOf('opening')).toBeLessThan(states.indexOf('ready'));
  expect(states).toContain('opening');
});

test('every edit of what a view shows is told, whoever made it; what no view shows is not', async () => {
  const core = await start();
  await core.request('connection/save', account);
  let told = 0;
  core.on('store/changed', ({ generation }) => {
    told = generation;
  });
  const isTold = async (edit: Promise<unknown>) => {
    const before = told;
    const answer = await edit;
    await expect.poll(() => told).toBeGreaterThan(before);
    return answer as { readonly id: number };
  };
  const { id } = await isTold(core.request('saved/save', { name: 'Price', q: 'price' }));
  const other = await isTold(core.request('saved/save', { name: 'Cost', q: 'cost' }));
  await isTold(core.request('saved/order', { ids: [other.id, id] }));
  await isTold(core.request('saved/seen', { id }));
  await isTold(core.request('saved/remove', { id }));
  await isTold(core.request('edits/undo', {}));
  await isTold(core.request('edits/redo', {}));
  await isTold(core.request('dashboards/save', { name: 'Mine' }));
  await isTold(core.request('dashboards/remove', { id: 1 }));
  await isTold(core.request('annotations/save', { day: '2026-01-05', text: 'launch' }));
  await isTold(core.request('trackers/mark', { key: 'gong:1', callId: '1', startMs: 0, verdict: 'right' }));
  const before = told;
  await core.request('history/add', { q: 'price' });
  await core.request('personal/progress', { id: '1', positionSec: 1, heard: [[0, 1]] });
  await isTold(core.request('dashboards/save', { name: 'Other' }));
  expect(told).toBe(before + 1);
});

/** Runs a script as a user without rights, which is the only way to meet a read-only folder as root. */
function asNobody(script: string) {
  const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  return spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    cwd: '/',
    ...user,
  });
}

const module = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);

test.skipIf(process.platform === 'win32')(
  'a read-only data folder is refused with the way out',
  ({ skip }) => {
    // A checkout below a private folder cannot be read by the user without rights: then there is no way to try.
    const readable = asNobody(`await import(${module('./create-core.ts')}); console.log('read');`);
    if (!readable.stdout?.includes('read')) skip('this checkout is readable by root only');
    chmodSync(dir, 0o555);
    const child = asNobody(`
    const { createCore } = await import(${module('./create-core.ts')});
    await createCore({ dataDir: ${JSON.stringify(dir)}, shell: 'browser' }).catch((error) =>
      console.log(error.code, error.nextStep));`);
    expect(child.stdout + child.stderr).toMatch(/^store\/readonly .*--data DIR/);
  },
);

test('a full disk is named, and the settings of before stay', async (context) => {
  const mounted =
    process.getuid?.() === 0 &&
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=96k', 'none', dir]).status === 0;
  if (!mounted) return context.skip('no right to mount a small disk');
  try {
    const core = await start();
    await core.request('app/setPrefs', { theme: 'dark' });
    mkdirSync(join(dir, 'fill'));
    spawnSync('dd', ['if=/dev/zero', `of=${join(dir, 'fill/file')}`, 'bs=1k', 'count=200']);
    expect(await codeOf(core.request('app/setPrefs', { theme: 'light' }))).toBe('store/full');
    expect((await core.request('app/info', {})).prefs.theme).toBe('dark');
    expect(JSON.parse(readFileSync(join(dir, 'settings.json'), 'utf8')).prefs.theme).toBe('dark');
    await core.close();
  } finally {
    spawnSync('umount', [dir]);
  }
});

test.each([
  ['damaged', (file: string) => writeFileSync(file, 'not settings')],
  ['gone', (file: string) => rmSync(file)],
])(
  'with its settings %s, an account is found again by its folder, and so is its folder when it is connected again',
  async (_, damage) => {
    const secrets = createMemorySecrets();
    let core = await start({ secrets });
    const other = await core.request('connection/save', {
      ...account,
      name: 'Other company',
      auth: { ...account.auth, accessKey: 'AK2' },
    });
    const first = await core.request('connection/save', account);
    const id = first.activeProfileId as string;
    await core.request('sync/setScope', {
      ...(await core.request('sync/scope', {})),
      everyMinutes: 0,
    });
    await core.close();
    damage(join(dir, 'settings.json'));

    core = await start({ secrets });
    const found = await settled(core);
    expect(found).toMatchObject({ activeProfileId: id, state: { status: 'ready' } });
    expect(found.profiles.map((profile) => profile.id).sort()).toEqual([id, other.activeProfileId].sort());
    expect(found.notices).toMatchObject([
      { code: 'settings/damaged', message: expect.stringContaining('Acme') },
    ]);
    expect((await core.request('sync/scope', {})).everyMinutes).toBe(0);
    const again = await core.request('connection/save', account);
    expect(again.activeProfileId).toBe(id);
    expect(again.profiles).toHaveLength(2);
    await core.close();

    core = await start({ secrets });
    expect(await settled(core)).toMatchObject({ activeProfileId: id, notices: [] });
    await core.request('profiles/remove', { profileId: id, deleteData: false });
    expect((await core.request('connection/save', account)).activeProfileId).toBe(id);
  },
);

test('a core that cannot be built leaves nothing open: the folder is free for the next', async () => {
  const faults: Partial<CoreOptions>[] = [
    {
      network: () => {
        throw new Error('no network');
      },
    },
    { account: { baseUrl: 'not an address', auth: account.auth } },
  ];
  for (const fault of faults) {
    expect(await codeOf(start(fault))).not.toBe('ok');
    expect(await codeOf(start())).toBe('ok');
    await cores.pop()?.close();
  }
});

test('a stored key goes to the host it was entered for and to no other', async () => {
  const asked: string[] = [];
  const core = await start({
    network: () => ({
      fetch: async (url) => {
        asked.push(new URL(url).host);
        return new Response('{}', { status: 401 });
      },
      describe: async () => '',
      changed() {},
      close: async () => {},
    }),
  });
  const id = (await core.request('connection/save', account)).activeProfileId as string;
  const elsewhere = 'https://other.invalid';
  const message = /“Acme” belongs to gong\.invalid and is not sent to other\.invalid/;
  await expect(core.request('connection/test', { baseUrl: elsewhere, profileId: id })).rejects.toMatchObject({
    code: 'secrets/other-host',
    message: expect.stringMatching(message),
  });
  const save = { name: 'Acme', baseUrl: elsewhere, profileId: id };
  expect(await codeOf(core.request('connection/save', save))).toBe('secrets/other-host');
  // Another port or a subdomain is another host, too.
  for (const baseUrl of ['https://gong.invalid:8443', 'https://a.gong.invalid'])
    expect(await codeOf(core.request('connection/test', { baseUrl, profileId: id }))).toBe(
      'secrets/other-host',
    );
  expect(asked.filter((host) => host !== 'gong.invalid')).toEqual([]);
  const { profiles } = await core.request('app/info', {});
  expect(profiles[0]?.baseUrl).toBe('https://gong.invalid');
  // The same host, and another one with the key entered again.
  await core.request('connection/test', { baseUrl: account.baseUrl, profileId: id });
  expect(asked).toContain('gong.invalid');
  await core.request('connection/save', { ...save, auth: account.auth });
  await core.request('connection/test', { baseUrl: elsewhere, profileId: id });
  expect(asked).toContain('other.invalid');
});

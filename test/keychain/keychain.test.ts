import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { WireError } from '../../electron/contract/errors.ts';
import { defaultSyncScope } from '../../electron/contract/sync.ts';
import { createKeychainSecrets } from '../../electron/core/app/secrets/keychain.ts';
import { createCore } from '../../electron/core/create-core.ts';
import type { Core } from '../../electron/core/rpc/core.ts';
import { startEmulator } from '../../electron/gong/emulator/emulator.ts';
import { loadSampleCorpus } from '../../electron/gong/emulator/sample-corpus.ts';
import { testFolder } from '../support/folder.ts';
import { hasSession, type Keyring, startKeyring } from './keyring.ts';

const main = fileURLToPath(new URL('../../electron/hosts/cli/main.ts', import.meta.url));
const canary = 'keychain-canary-🔑-0123456789';
const auth = { kind: 'key', accessKey: 'AK', secret: canary } as const;

describe.skipIf(!hasSession)('a real gnome-keyring', () => {
  let keyring: Keyring;
  let dir: string;
  const cores: Core[] = [];
  beforeAll(async () => {
    keyring = await startKeyring();
  });
  afterAll(() => keyring.stop());
  beforeEach(() => {
    dir = testFolder();
  });
  afterEach(async () => {
    await Promise.all(cores.splice(0).map((core) => core.close()));
  });
  const start = async () => {
    const core = await createCore({ dataDir: dir, shell: 'browser', autoSync: false });
    cores.push(core);
    return core;
  };

  test('keeps one entry per profile, any text, and forgets it when asked', async () => {
    const notices: WireError[] = [];
    const store = () => createKeychainSecrets((notice) => notices.push(notice));
    expect(await store().set('profile-a', auth)).toBe('keychain');
    expect(await store().set('profile-b', { kind: 'bearer', token: 'other' })).toBe('keychain');
    expect(await store().get('profile-a')).toEqual(auth);
    expect(await store().place('profile-a')).toBe('keychain');
    await store().remove('profile-a');
    expect(await store().get('profile-a')).toBeNull();
    expect(await store().place('profile-a')).toBe('missing');
    expect(await store().get('profile-b')).toEqual({ kind: 'bearer', token: 'other' });
    await store().remove('profile-b');
    expect(notices).toEqual([]);
  });

  test('an account connected once is connected after a restart, without its secret on disk', async () => {
    const saved = await (await start()).request('connection/save', {
      name: 'Acme',
      baseUrl: 'https://gong.invalid',
      auth,
    });
    expect(saved.profiles[0]?.secret).toBe('keychain');
    await Promise.all(cores.splice(0).map((core) => core.close()));

    const core = await start();
    await expect.poll(async () => (await core.request('app/info', {})).profiles[0]?.secret).toBe('keychain');
    const report = await core.request('connection/test', {
      baseUrl: 'https://gong.invalid',
      profileId: saved.activeProfileId as string,
    });
    expect(report.error?.code).toBe('gong/network');
    for (const file of readdirSync(dir, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      expect(readFileSync(join(file.parentPath, file.name), 'utf8')).not.toContain(canary);
    }
    const after = await core.request('profiles/remove', {
      profileId: saved.activeProfileId as string,
      deleteData: true,
    });
    expect(after.profiles).toEqual([]);
    expect(await createKeychainSecrets(() => {}).get(saved.activeProfileId as string)).toBeNull();
  });
});

describe.skipIf(!hasSession)('accounts connect with a real gnome-keyring', () => {
  test('a key from a pipe is in the keychain, and the next command uses it', async () => {
    const keyring = await startKeyring();
    const dir = testFolder();
    const emulator = await startEmulator({ corpus: loadSampleCorpus(), secret: canary, ratePerSecond: 0 });
    const accounts = async (args: string[], input = '') => {
      const child = spawn(process.execPath, [main, 'accounts', ...args, '--data', dir, '--json']);
      child.stdin.end(input);
      const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
      return { out, err };
    };
    const made = await accounts(
      ['connect', '--url', emulator.url, '--name', 'Acme'],
      `${emulator.accessKey}\n${canary}\n`,
    );
    const { profile, report } = JSON.parse(made.out);
    expect(profile).toMatchObject({ name: 'Acme', secret: 'keychain' });
    expect(report.ok).toBe(true);
    const tested = await accounts(['test']);
    expect(JSON.parse(tested.out)).toMatchObject({ ok: true });
    const renamed = await accounts(['rename', profile.id, 'Acme EU']);
    expect(JSON.parse(renamed.out).profiles).toMatchObject([{ name: 'Acme EU', secret: 'keychain' }]);
    expect(JSON.stringify([made, tested, renamed])).not.toContain('keychain-canary');
    await accounts(['remove', profile.id, '--delete-data']);
    expect(await createKeychainSecrets(() => {}).get(profile.id)).toBeNull();
    await emulator.stop();
    await keyring.stop();
  });
});

describe.skipIf(!hasSession)('a keyring that restarts or hangs while Earshot runs', () => {
  test('a new Secret Service is found by the process that knew the old one, without a word', async () => {
    const home = testFolder();
    const notices: WireError[] = [];
    const store = createKeychainSecrets((notice) => notices.push(notice));
    let keyring = await startKeyring(home);
    expect(await store.set('profile-a', auth)).toBe('keychain');
    for (let round = 0; round < 3; round++) {
      await keyring.stop();
      keyring = await startKeyring(home);
      expect(await store.get('profile-a')).toEqual(auth);
      expect(await store.place('profile-a')).toBe('keychain');
    }
    await store.remove('profile-a');
    expect(notices).toEqual([]);
    await keyring.stop();
  });

  test('quitting waits for no keychain, however many accounts ask it', async () => {
    const keyring = await startKeyring();
    const dir = testFolder();
    const profiles = Array.from({ length: 9 }, (_, at) => ({
      id: `gong-0000000${at}`,
      name: `A${at}`,
      kind: 'gong',
      baseUrl: 'https://gong.invalid',
      authKind: 'key',
      scope: defaultSyncScope,
    }));
    const prefs = { theme: 'system', timeZone: 'system', weekStart: 1, view: {} };
    writeFileSync(
      join(dir, 'settings.json'),
      JSON.stringify({ version: 1, prefs, profiles, activeProfileId: null }),
    );
    keyring.hang();
    const child = spawn(process.execPath, [
      '--input-type=module',
      '-e',
      `const { createCore } = await import(${JSON.stringify(new URL('../../electron/core/create-core.ts', import.meta.url).href)});
      const core = await createCore({ dataDir: process.argv[1], shell: 'browser', autoSync: false });
      let found = false;
      void core.secretsFound.then(() => (found = true));
      await core.request('app/info', {});
      const before = found;
      await core.close();
      process.stdout.write(JSON.stringify({ before }));`,
      dir,
    ]);
    // It ends while the keychain still hangs.
    expect(JSON.parse(await text(child.stdout))).toEqual({ before: false });
    keyring.resume();
    await keyring.stop();
  });

  test('an account that is removed while the keyring is locked loses its secret at the next start', async () => {
    const home = testFolder();
    const dir = testFolder();
    const open = () => createCore({ dataDir: dir, shell: 'browser', autoSync: false });
    let keyring = await startKeyring(home);
    let core = await open();
    const saved = await core.request('connection/save', { name: 'x', baseUrl: 'https://gong.invalid', auth });
    const id = saved.activeProfileId as string;
    keyring.lock();
    const removed = await core.request('profiles/remove', { profileId: id, deleteData: true });
    expect(removed.profiles).toEqual([]);
    expect(removed.notices.map(({ code }) => code)).toEqual(['secrets/not-removed']);
    await core.close();
    expect(readFileSync(join(dir, 'settings.json'), 'utf8')).toContain(id);
    await keyring.stop();
    keyring = await startKeyring(home);
    expect(await createKeychainSecrets(() => {}).get(id)).toEqual(auth);
    core = await open();
    await core.secretsFound;
    expect((await core.request('app/info', {})).notices).toEqual([]);
    await core.close();
    expect(await createKeychainSecrets(() => {}).get(id)).toBeNull();
    expect(readFileSync(join(dir, 'settings.json'), 'utf8')).not.toContain(id);
    await keyring.stop();
  });
});

describe.skipIf(!hasSession)('a locked keyring that nobody can unlock', () => {
  test('the secret is kept for this run, with a notice that says so and how to mend it', async () => {
    const dir = testFolder();
    const core = await createCore({ dataDir: dir, shell: 'browser', autoSync: false });
    const info = await core.request('connection/save', { name: 'x', baseUrl: 'https://gong.invalid', auth });
    expect(info.profiles[0]?.secret).toBe('session');
    expect(info.notices).toEqual([
      expect.objectContaining({
        code: 'secrets/unavailable',
        message: expect.stringContaining('this run only'),
        nextStep: expect.stringMatching(/\w/),
      }),
    ]);
    await core.close();
  });

  test('a keychain that never answers (locked, nobody at the prompt) is given up on', async () => {
    const notices: WireError[] = [];
    const store = createKeychainSecrets((notice) => notices.push(notice), { answerMs: 0 });
    expect(await store.set('p', auth)).toBe('session');
    expect(await store.get('p')).toEqual(auth);
    expect(notices.map((notice) => notice.code)).toEqual(['secrets/unavailable']);
  });
});

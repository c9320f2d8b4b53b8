import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { WireError } from '../../electron/contract/errors.ts';
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

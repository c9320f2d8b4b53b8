import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { testFolder } from '../../../test/support/folder.ts';
import type { ConnectionReport } from '../../contract/app.ts';
import { toWireError } from '../../contract/errors.ts';
import { createMemorySecrets } from '../../core/app/secrets/memory.ts';
import type { SecretStore } from '../../core/app/secrets/store.ts';
import { createCore } from '../../core/create-core.ts';
import type { Core } from '../../core/rpc/core.ts';
import { createInProcessBridge } from '../../core/rpc/in-process.ts';
import { type Emulator, startEmulator } from '../../gong/emulator/emulator.ts';
import { loadSampleCorpus } from '../../gong/emulator/sample-corpus.ts';
import { connectAccount } from './connect.ts';

const canary = 'cAnArY-7f31';

let emulator: Emulator;
let dir: string;
let core: Core;
beforeAll(async () => {
  emulator = await startEmulator({ corpus: loadSampleCorpus(), ratePerSecond: 0 });
});
afterAll(() => emulator.stop());
beforeEach(() => {
  dir = testFolder();
});
afterEach(async () => {
  await core.close();
});

/** A keychain that works, without one. */
function keychain(): SecretStore {
  const held = createMemorySecrets();
  return {
    ...held,
    set: async (id, auth) => (await held.set(id, auth), 'keychain'),
    place: async (id) => ((await held.get(id)) ? 'keychain' : 'missing'),
  };
}

async function open(secrets: SecretStore) {
  core = await createCore({ dataDir: dir, shell: 'browser', autoSync: false, secrets });
  const bridge = createInProcessBridge(core);
  const reports: ConnectionReport[] = [];
  const connect = (wanted: Partial<Parameters<typeof connectAccount>[1]> = {}) =>
    connectAccount(
      bridge,
      {
        profileId: undefined,
        name: undefined,
        baseUrl: emulator.url,
        auth: { kind: 'key', accessKey: emulator.accessKey, secret: emulator.secret },
        ...wanted,
      },
      (report) => reports.push(report),
    ).then(
      ({ profile }) => profile,
      (error) => toWireError(error),
    );
  return { bridge, connect, reports, list: async () => (await bridge.request('app/info', {})).profiles };
}

test('a key is tested, kept in the keychain and named; a token for the same account replaces it', async () => {
  const secrets = keychain();
  const { connect, reports, list } = await open(secrets);
  const made = await connect({ name: 'Acme' });
  expect(made).toMatchObject({ name: 'Acme', baseUrl: emulator.url, authKind: 'key', secret: 'keychain' });
  expect(reports[0]?.checks.every((check) => check.status === 'ok')).toBe(true);
  const { id } = made as { id: string };
  const bearer = { kind: 'bearer', token: emulator.bearer } as const;
  expect(await connect({ profileId: id, baseUrl: undefined, auth: bearer })).toMatchObject({
    id,
    name: 'Acme',
    authKind: 'bearer',
  });
  expect(await secrets.get(id)).toEqual(bearer);
  expect(await list()).toHaveLength(1);
});

test('a key that is wrong or may not read calls changes nothing', async () => {
  const { connect, list } = await open(keychain());
  const wrong = { kind: 'key', accessKey: emulator.accessKey, secret: canary } as const;
  const refused = await connect({ auth: wrong });
  expect(refused).toMatchObject({ code: 'gong/unauthorized' });
  expect(JSON.stringify(refused)).not.toContain('cAnArY');
  expect(await connect({ profileId: 'gong-00000000' })).toMatchObject({ code: 'profiles/unknown' });
  expect(await list()).toEqual([]);
});

test('without a keychain nothing is kept, and the account in use stays in use', async () => {
  const { bridge, connect, list } = await open(createMemorySecrets());
  const before = await bridge.request('connection/save', { name: 'Old', baseUrl: 'https://gong.invalid' });
  expect(await connect()).toMatchObject({
    code: 'secrets/unavailable',
    nextStep: expect.stringContaining('environment'),
  });
  expect(await list()).toEqual(before.profiles);
  expect((await bridge.request('app/info', {})).activeProfileId).toBe(before.activeProfileId);
});

test('an account is renamed without being switched to; a blank name and the sample are refused', async () => {
  const { bridge } = await open(keychain());
  const auth = { kind: 'bearer', token: 'x' } as const;
  const save = async (name: string) =>
    (await bridge.request('connection/save', { name, baseUrl: 'https://gong.invalid', auth }))
      .activeProfileId as string;
  const [first, second] = [await save('A'), await save('B')];
  const info = await bridge.request('profiles/rename', { profileId: first, name: ' Alpha ' });
  expect(info.profiles.map((profile) => [profile.name, profile.secret])).toEqual([
    ['Alpha', 'keychain'],
    ['B', 'keychain'],
  ]);
  expect(info.activeProfileId).toBe(second);
  const code = (profileId: string, name: string) =>
    bridge.request('profiles/rename', { profileId, name }).catch((error) => toWireError(error).code);
  expect([await code(first, ' '), await code('sample', 'x'), await code('gong-1', 'x')]).toEqual([
    'core/invalid-input',
    'profiles/sample',
    'profiles/unknown',
  ]);
});

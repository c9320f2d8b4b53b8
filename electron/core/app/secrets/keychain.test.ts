import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { createMemorySecrets } from './memory.ts';

const auth = { kind: 'key', accessKey: 'AK', secret: 'canary-0123456789' } as const;

/** Runs a script where no D-Bus session can be found, as on a server. */
function withoutSession(script: string) {
  const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...env } = process.env;
  return spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: { ...env, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus' },
  });
}

test.runIf(process.platform === 'linux')(
  'without a keychain the secret is kept for this run, and said so once',
  () => {
    const child = withoutSession(`
    const { createKeychainSecrets } = await import(${JSON.stringify(new URL('./keychain.ts', import.meta.url).href)});
    const notices = [];
    const store = createKeychainSecrets((notice) => notices.push(notice));
    const before = await store.place('p');
    const put = await store.set('p', ${JSON.stringify(auth)});
    const got = await store.get('p');
    await store.remove('p');
    console.log(JSON.stringify({ before, put, got, after: await store.get('p'), notices }));`);
    const { notices, ...rest } = JSON.parse(child.stdout);
    expect(rest).toEqual({ before: 'missing', put: 'session', got: auth, after: null });
    expect(notices).toEqual([
      expect.objectContaining({ code: 'secrets/unavailable', nextStep: expect.stringContaining('keyring') }),
    ]);
    expect(child.stdout.split('canary-0123456789')).toHaveLength(2);
    expect(child.stderr).not.toContain('canary');
  },
);

test('the memory store keeps profiles apart', async () => {
  const store = createMemorySecrets();
  await store.set('a', auth);
  expect([await store.place('a'), await store.place('b'), await store.get('b')]).toEqual([
    'session',
    'missing',
    null,
  ]);
  await store.remove('a');
  expect(await store.get('a')).toBeNull();
});

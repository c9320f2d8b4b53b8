import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testFolder } from '../../test/support/folder.ts';
import { outputOf } from '../../test/support/output.ts';
import { credentialVariables, takeEnvironmentAccount } from '../core/app/environment.ts';
import { receiveAccount } from '../hosts/electron/account.ts';
import { readShellOptions } from '../hosts/electron/options.ts';

const given = {
  EARSHOT_GONG_URL: 'https://gong.invalid',
  EARSHOT_ACCESS_KEY: 'cAnArY-key',
  EARSHOT_ACCESS_KEY_SECRET: 'cAnArY-secret',
};

/** Runs a module under this Node with an environment, until it ends. */
async function run(code: string, env: Readonly<Record<string, string>>, cwd?: string) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd ? { cwd } : {}),
  });
  const said = outputOf(child);
  await new Promise((resolve) => child.once('close', resolve));
  return said;
}
const here = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);

test('the launcher and the core know the same credentials by name', async () => {
  const env = Object.fromEntries(credentialVariables.map((name) => [name, 'x']));
  const { out } = await run(
    `const { takeCredentials } = await import(${here('./deps.mjs')});
     const env = ${JSON.stringify({ ...env, HOME: '/h' })};
     console.log(JSON.stringify([takeCredentials(env), env]));`,
    {},
  );
  expect(JSON.parse(out)).toEqual([env, { HOME: '/h' }]);
});

test('what the launcher starts gets no credentials: npm, apt, the build', async () => {
  const bin = testFolder();
  const log = join(bin, 'log');
  for (const name of ['npm', 'apt-get', 'ldconfig']) {
    writeFileSync(join(bin, name), `#!/bin/sh\necho ${name} >> ${log}\nenv >> ${log}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  await run(
    `const deps = await import(${here('./deps.mjs')});
     deps.takeCredentials();
     deps.hasLibrary('nothing.so');
     deps.installSystemPackages({ nothing: true });
     const { spawnSync } = await import('node:child_process');
     spawnSync('npm', [], { env: deps.environment(process.execPath), stdio: 'ignore' });`,
    { ...given, PATH: `${bin}:${process.env['PATH']}` },
  );
  const text = readFileSync(log, 'utf8');
  expect(text).toContain('ldconfig\n');
  expect(text).toContain('npm\n');
  expect(text).not.toContain('cAnArY');
  // It takes them before it starts anything.
  const start = readFileSync(new URL('./start.mjs', import.meta.url), 'utf8');
  expect(start.indexOf('takeCredentials()')).toBeGreaterThan(0);
  expect(start.indexOf('takeCredentials()')).toBeLessThan(start.indexOf('installPackages()'));
});

test('Electron’s main process gets the account in a message, and no argument or environment holds it', async () => {
  const dir = testFolder();
  // Stands in for Electron: says what it and its children were started with, and what it was told.
  const binary = join(dir, 'electron');
  writeFileSync(
    binary,
    `#!${process.execPath}
     const { execFileSync } = require('node:child_process');
     const { readFileSync } = require('node:fs');
     const own = readFileSync('/proc/self/environ', 'latin1');
     const child = execFileSync('env', { encoding: 'utf8' });
     process.once('message', (message) => {
       require('node:fs').writeFileSync(${JSON.stringify(join(dir, 'seen'))}, JSON.stringify({ argv: process.argv, own, child, message }));
       process.exit(7);
     });`,
  );
  chmodSync(binary, 0o755);
  const { out } = await run(
    `const { takeEnvironmentAccount } = await import(${here('../core/app/environment.ts')});
     const { runElectron } = await import(${here('./electron-binary.ts')});
     await runElectron(${JSON.stringify(binary)}, '/data', takeEnvironmentAccount(process.env));
     console.log(process.exitCode);
     process.exitCode = 0;`,
    given,
  );
  expect(out.trim()).toBe('7');
  const seen = JSON.parse(readFileSync(join(dir, 'seen'), 'utf8'));
  expect(JSON.stringify([seen.argv, seen.own, seen.child])).not.toContain('cAnArY');
  expect(seen.message.account).toEqual(takeEnvironmentAccount({ ...given }));
  expect(readShellOptions(seen.argv, '').accountComes).toBe(true);
  expect(readShellOptions([], '').accountComes).toBe(false);
});

test('the Electron shell takes the account, once, from whoever started it', async () => {
  const { EventEmitter } = await import('node:events');
  const channel = () =>
    Object.assign(new EventEmitter(), {
      connected: true,
      left: 0,
      disconnect() {
        this.left++;
      },
    });
  const account = takeEnvironmentAccount({ ...given });
  const good = channel();
  const received = receiveAccount(good);
  good.emit('message', { account });
  expect(await received).toEqual(account);
  expect(good.left).toBe(1);
  const odd = channel();
  const nothing = receiveAccount(odd);
  odd.emit('message', { account: { baseUrl: 1 } });
  expect(await nothing).toBeUndefined();
  const gone = channel();
  const none = receiveAccount(gone);
  gone.emit('disconnect');
  expect(await none).toBeUndefined();
  expect(await receiveAccount({ ...channel(), connected: false })).toBeUndefined();
});

test('a download of Electron that fails is tried once, and said once', async () => {
  const root = testFolder();
  mkdirSync(join(root, 'electron', 'launch'), { recursive: true });
  mkdirSync(join(root, 'node_modules', 'electron'), { recursive: true });
  for (const name of ['deps.mjs', 'electron-download.mjs'])
    writeFileSync(join(root, 'electron', 'launch', name), readFileSync(new URL(name, import.meta.url)));
  writeFileSync(join(root, 'package.json'), '{"type":"module"}');
  const version = (text: string) =>
    writeFileSync(join(root, 'node_modules', 'electron', 'package.json'), JSON.stringify({ version: text }));
  version('1.0.0');
  writeFileSync(join(root, 'node_modules', 'electron', 'install.js'), '');
  const start = async () => {
    const { out, err } = await run(
      `let asked = 0;
       globalThis.fetch = async () => { asked++; throw new Error('no network'); };
       const { ensureElectron } = await import(${JSON.stringify(`file://${join(root, 'electron/launch/electron-download.mjs')}`)});
       console.log(await ensureElectron(process.execPath), asked);`,
      {},
      root,
    );
    return { out: out.trim(), said: err.includes('could not be fetched') };
  };
  expect(await start()).toEqual({ out: 'false 1', said: true });
  expect(await start()).toEqual({ out: 'false 0', said: false });
  version('2.0.0');
  expect(await start()).toEqual({ out: 'false 1', said: true });
});

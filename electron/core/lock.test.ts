import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { takeLock } from './lock.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'earshot-lock-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('the second instance on a folder is refused and told who holds it', () => {
  const lock = takeLock(dir);
  expect(() => takeLock(dir)).toThrowError(
    expect.objectContaining({
      code: 'core/locked',
      message: expect.stringContaining(String(process.pid)),
      nextStep: expect.stringContaining('--data'),
    }),
  );
  lock.release();
  takeLock(dir).release();
  expect(existsSync(join(dir, 'lock'))).toBe(false);
});

test('a lock that a killed process left behind is taken over', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  writeFileSync(join(dir, 'lock'), JSON.stringify({ pid: child.pid, started: null }));
  expect(() => takeLock(dir)).toThrowError(expect.objectContaining({ code: 'core/locked' }));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
  takeLock(dir).release();
});

test.runIf(process.platform === 'linux')(
  'a pid that now belongs to another process does not hold the folder',
  () => {
    writeFileSync(join(dir, 'lock'), JSON.stringify({ pid: process.ppid, started: '1' }));
    takeLock(dir).release();
  },
);

test.each(['', 'not json', '{}', '{"pid":-1}'])('a lock file that says nothing (%j) is replaced', (text) => {
  writeFileSync(join(dir, 'lock'), text);
  takeLock(dir).release();
});

test('a folder that is a file is refused by name', () => {
  const file = join(dir, 'file');
  writeFileSync(file, '');
  expect(() => takeLock(file)).toThrowError(expect.objectContaining({ code: 'core/data-folder' }));
});

test.runIf(process.getuid?.() !== 0)('a read-only folder is refused with the way out', () => {
  chmodSync(dir, 0o555);
  expect(() => takeLock(dir)).toThrowError(expect.objectContaining({ code: 'store/readonly' }));
  chmodSync(dir, 0o755);
});

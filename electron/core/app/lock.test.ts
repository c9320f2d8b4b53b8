import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { testFolder } from '../../../test/support/folder.ts';
import { silenceMs, takeLock } from './lock.ts';

// A drive without hard links, as exFAT, SMB and most synced folders are.
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const linkSync = () => {
    throw Object.assign(new Error('EPERM: operation not permitted, link'), { code: 'EPERM' });
  };
  return { ...fs, linkSync, default: { ...fs, linkSync } };
});

let dir: string;
beforeEach(() => {
  dir = testFolder();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Puts a lock of another computer in place, renewed so many ms ago. */
function fromAfar(agoMs: number): void {
  writeFileSync(
    join(dir, 'lock'),
    JSON.stringify({ pid: 1, started: null, host: 'other-laptop', since: Date.now() - 86_400_000, id: 'x' }),
  );
  const at = (Date.now() - agoMs) / 1000;
  utimesSync(join(dir, 'lock'), at, at);
}

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

test('a lock of another computer is refused with its name, since when, and the file whose removal frees it', () => {
  fromAfar(4 * 60_000);
  expect(() => takeLock(dir)).toThrowError(
    expect.objectContaining({
      code: 'core/locked',
      message: expect.stringMatching(
        /“other-laptop” \(process 1\).* since \d{4}-\d\d-\d\d \d\d:\d\d.* 4 minutes ago/,
      ),
      nextStep: expect.stringContaining(join(dir, 'lock')),
    }),
  );
  rmSync(join(dir, 'lock'));
  takeLock(dir).release();
});

test('a lock of another computer that has been silent for long is taken; one that was renewed is not', () => {
  fromAfar(silenceMs - 30_000);
  expect(() => takeLock(dir)).toThrowError(expect.objectContaining({ code: 'core/locked' }));
  fromAfar(silenceMs + 30_000);
  const lock = takeLock(dir);
  expect(JSON.parse(readFileSync(join(dir, 'lock'), 'utf8'))).toMatchObject({
    pid: process.pid,
    host: hostname(),
  });
  lock.release();
  expect(readdirSync(dir)).toEqual([]);
});

test('a lock of this computer names its file, for when its process is no Earshot', () => {
  const lock = takeLock(dir);
  expect(() => takeLock(dir)).toThrowError(
    expect.objectContaining({ nextStep: expect.stringContaining(join(dir, 'lock')) }),
  );
  lock.release();
});

test('the holder renews its lock, and is told once when another computer has taken it', () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
  const lost = vi.fn();
  const lock = takeLock(dir, lost);
  const long = new Date(Date.now() - 3_600_000);
  utimesSync(join(dir, 'lock'), long, long);
  vi.advanceTimersByTime(60_000);
  const { mtimeMs } = statSync(join(dir, 'lock'));
  expect(Date.now() - mtimeMs).toBeLessThan(silenceMs);
  expect(lost).not.toHaveBeenCalled();
  fromAfar(0);
  vi.advanceTimersByTime(180_000);
  expect(lost).toHaveBeenCalledOnce();
  expect(lost.mock.calls[0]?.[0]).toMatchObject({ message: expect.stringContaining('other-laptop') });
  // What is another's is left to them.
  lock.release();
  expect(existsSync(join(dir, 'lock'))).toBe(true);
});

test("a folder in the lock's place is named", () => {
  mkdirSync(join(dir, 'lock'));
  expect(() => takeLock(dir)).toThrowError(
    expect.objectContaining({
      code: 'core/data-folder',
      message: expect.stringContaining(join(dir, 'lock')),
      nextStep: expect.stringContaining('remove that folder'),
    }),
  );
});

test('a lock whose name for the holder was changed by hand into nonsense does not hold for ever', () => {
  writeFileSync(join(dir, 'lock'), JSON.stringify({ pid: 'x', host: {}, since: 1e99 }));
  takeLock(dir).release();
});

import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { testFolder } from '../../../test/support/folder.ts';
import { makePrivate } from './folder.ts';

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe.skipIf(process.platform === 'win32')('rights of a data folder', () => {
  test('one that an older version made becomes the user’s alone, with all that is in it', () => {
    const dir = join(testFolder(), 'earshot');
    const profile = join(dir, 'gong-0123abcd');
    mkdirSync(join(profile, 'media'), { recursive: true });
    mkdirSync(join(dir, 'logs'));
    const files = [
      'settings.json',
      'lock',
      'requests.db-wal',
      'logs/earshot.log',
      'gong-0123abcd/store.db',
      'gong-0123abcd/store.db-shm',
      'gong-0123abcd/media/a.audio',
    ].map((name) => join(dir, name));
    for (const file of files) {
      writeFileSync(file, 'x');
      chmodSync(file, 0o644);
    }
    for (const folder of [dir, profile]) chmodSync(folder, 0o755);
    expect(makePrivate(dir)).toBeNull();
    expect(files.map(modeOf)).toEqual(files.map(() => '600'));
    expect([dir, profile, join(profile, 'media'), join(dir, 'logs')].map(modeOf)).toEqual(
      Array(4).fill('700'),
    );
  });

  test('links lead nowhere: what lies outside the folder keeps its rights', () => {
    const base = testFolder();
    const outside = join(base, 'outside');
    mkdirSync(join(outside, 'deep'), { recursive: true });
    for (const file of ['a', 'deep/b', 'c']) writeFileSync(join(outside, file), 'x', { mode: 0o644 });
    const dir = join(base, 'earshot');
    mkdirSync(join(dir, 'sample'), { recursive: true });
    symlinkSync(outside, join(dir, 'sample', 'media'));
    symlinkSync(join(outside, 'a'), join(dir, 'sample', 'store.db'));
    symlinkSync(outside, join(dir, 'logs'));
    linkSync(join(outside, 'c'), join(dir, 'sample', 'notes'));
    const before = ['', 'a', 'deep', 'deep/b', 'c'].map((name) => modeOf(join(outside, name)));
    makePrivate(dir);
    expect(['', 'a', 'deep', 'deep/b', 'c'].map((name) => modeOf(join(outside, name)))).toEqual(before);
    expect(lstatSync(join(dir, 'sample', 'media')).isSymbolicLink()).toBe(true);
    expect(modeOf(join(dir, 'sample'))).toBe('700');
  });

  test('a folder that holds other things too keeps its rights, and so do they', () => {
    const dir = testFolder();
    chmodSync(dir, 0o755);
    writeFileSync(join(dir, 'letter.txt'), 'x', { mode: 0o644 });
    writeFileSync(join(dir, 'settings.json'), '{}', { mode: 0o644 });
    mkdirSync(join(dir, 'sampler'), { mode: 0o755 });
    makePrivate(dir);
    expect(['', 'letter.txt', 'sampler', 'settings.json'].map((name) => modeOf(join(dir, name)))).toEqual([
      '755',
      '644',
      '755',
      '600',
    ]);
  });

  test('a drive without rights is said, whether it refuses or takes the call and does nothing', () => {
    const dir = testFolder();
    writeFileSync(join(dir, 'settings.json'), '{}');
    chmodSync(join(dir, 'settings.json'), 0o644);
    const refuse = () => {
      throw Object.assign(new Error('EPERM'), { code: 'EPERM' });
    };
    for (const chmod of [refuse, () => {}])
      expect(makePrivate(dir, { chmod })).toMatchObject({
        code: 'store/open-to-others',
        message: expect.stringContaining(dir),
        nextStep: expect.stringContaining('--data'),
      });
    expect(makePrivate(dir)).toBeNull();
  });

  test('a command makes folders of 0700 and files of 0600 under an open umask, those of SQLite and exports included', () => {
    const base = testFolder();
    const dir = join(base, 'data');
    const out = join(base, 'calls.csv');
    mkdirSync(dir);
    writeFileSync(
      join(dir, 'settings.json'),
      JSON.stringify({
        version: 1,
        prefs: {},
        profiles: [
          { id: 'gong-0123abcd', name: 'A', kind: 'gong', baseUrl: 'https://gong.invalid', authKind: 'key' },
        ],
        activeProfileId: 'gong-0123abcd',
      }),
    );
    const command = `umask 022 && exec "$0" electron/hosts/cli/main.ts export --q "" --format csv --data "${dir}" --out "${out}"`;
    execFileSync('sh', ['-c', command, process.execPath], { stdio: 'pipe' });
    const paths = [dir, ...readdirSync(dir, { recursive: true }).map((name) => join(dir, String(name)))];
    const open = paths.filter((path) => (lstatSync(path).mode & 0o077) !== 0);
    expect(open).toEqual([]);
    expect(paths.some((path) => path.endsWith('store.db'))).toBe(true);
    expect(modeOf(out)).toBe('600');
  });
});

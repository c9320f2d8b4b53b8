import { spawnSync } from 'node:child_process';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testFolder } from '../../test/support/folder.ts';
import { openReader } from './connect.ts';
import { closeWriter, openWriter } from './open.ts';

/** Makes a folder a drive that cannot be written, which binds root too. False without the right to. */
function makeReadOnly(dir: string): boolean {
  const mount = (...args: string[]) => spawnSync('mount', args).status === 0;
  if (process.getuid?.() !== 0 || !mount('--bind', dir, dir)) return false;
  return mount('-o', 'remount,ro,bind', dir);
}

test('a store on a drive that cannot be written is read: closed, or left open with its shared memory; else it says why not', (context) => {
  const made = testFolder();
  const dir = testFolder();
  const writer = openWriter(join(made, 'store.db'));
  // As if the process had ended here.
  cpSync(made, join(dir, 'open'), { recursive: true });
  cpSync(made, join(dir, 'torn'), { recursive: true });
  rmSync(join(dir, 'torn', 'store.db-shm'));
  closeWriter(writer);
  cpSync(made, join(dir, 'closed #1?'), { recursive: true });
  if (!makeReadOnly(dir)) return context.skip('no right to mount');
  try {
    expect(() => writeFileSync(join(dir, 'x'), '')).toThrow('EROFS');
    for (const name of ['closed #1?', 'open']) {
      const file = join(dir, name, 'store.db');
      const db = openReader(file);
      expect(db.name).toBe(file);
      expect(db.prepare('SELECT count(*) FROM call').pluck().get()).toBe(0);
      expect(() => db.exec("INSERT INTO meta(key, value) VALUES ('x', 1)")).toThrow(/readonly/);
      db.close();
    }
    expect(() => openReader(join(dir, 'torn', 'store.db'))).toThrow(
      expect.objectContaining({ code: 'store/readonly', nextStep: expect.stringMatching(/^Copy/) }),
    );
  } finally {
    spawnSync('umount', [dir]);
  }
});

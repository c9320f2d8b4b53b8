import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { toStoreError } from './errors.ts';
import { useWal } from './wal.ts';

const unfit = expect.objectContaining({
  code: 'store/drive',
  nextStep: expect.stringContaining('--data DIR'),
});

test('a drive on which SQLite silently keeps its former mode is named', () => {
  // What SQLite answers where its file system layer has no shared memory (measured with its unix-dotfile layer).
  expect(() => useWal({ memory: false, pragma: () => 'delete' })).toThrowError(unfit);
  const db = new Database(':memory:');
  useWal(db);
  db.close();
});

test.each([
  'SQLITE_IOERR_SHMMAP',
  'SQLITE_IOERR_SHMOPEN',
  'SQLITE_IOERR_SHMLOCK',
  'SQLITE_IOERR_LOCK',
  'SQLITE_IOERR_RDLOCK',
  'SQLITE_PROTOCOL',
  'SQLITE_NOLFS',
])('%s is a matter of the drive', (code) => {
  expect(toStoreError(Object.assign(new Error('disk I/O error'), { code }))).toEqual(unfit);
});

test('other failures of a disk stay what they were', () => {
  expect(toStoreError(Object.assign(new Error('x'), { code: 'SQLITE_IOERR_READ' }))).toMatchObject({
    code: 'store/unavailable',
  });
});

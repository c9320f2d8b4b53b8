import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { testFolder } from '../../../test/support/folder.ts';
import { EarshotError } from '../../contract/errors.ts';
import { writeOut as write } from './write-file.ts';

let dir: string;
beforeEach(() => {
  dir = testFolder();
});

const writeOut = (out: string, suggested: string, content: string) =>
  write(out, suggested, content, join(dir, 'data'));

function refused(out: string): EarshotError {
  try {
    writeOut(out, 'calls.csv', 'text');
  } catch (error) {
    return error as EarshotError;
  }
  throw new Error('It was written.');
}

it('writes to a file, or into a folder under the suggested name', () => {
  expect(writeOut(join(dir, 'a.csv'), 'calls.csv', 'one')).toBe(join(dir, 'a.csv'));
  expect(writeOut(dir, 'calls.csv', 'two')).toBe(join(dir, 'calls.csv'));
  expect(writeOut(`${dir}/`, 'calls.csv', 'three')).toBe(join(dir, 'calls.csv'));
  expect(['a.csv', 'calls.csv'].map((name) => readFileSync(join(dir, name), 'utf8'))).toEqual([
    'one',
    'three',
  ]);
});

it('says which path cannot be written, why, and what to do; never a word of the data folder', () => {
  writeFileSync(join(dir, 'file'), '');
  mkdirSync(join(dir, 'folder', 'calls.csv'), { recursive: true });
  for (const [out, words] of [
    [join(dir, 'none', 'a.csv'), `there is no folder ${join(dir, 'none')}`],
    [join(dir, 'file', 'a.csv'), 'there is no folder'],
    [join(dir, `${'議'.repeat(90)}.md`), 'too long'],
    [join(dir, 'folder'), 'is a folder'],
    [`${join(dir, 'none')}/`, `there is no folder ${join(dir, 'none')}`],
    [`${join(dir, 'none')}/.`, `there is no folder ${join(dir, 'none')}`],
    [`${join(dir, 'file')}/`, `there is no folder ${join(dir, 'file')}`],
    ['/proc/earshot.csv', '/proc/earshot.csv cannot be written'],
  ] as const) {
    const error = refused(out);
    expect(error).toBeInstanceOf(EarshotError);
    expect(error.code).toBe('export/cannot-write');
    expect(error.message).toContain(words);
    expect(error.message).toContain(out.replace(/\/\.?$/, ''));
    expect(error.nextStep).toContain('--out');
    expect(`${error.message} ${error.nextStep}`).not.toMatch(/data folder|--data/);
  }
});

it('takes an empty path for a mistake, not for the current folder', () => {
  for (const out of ['', ' '])
    expect(refused(out)).toMatchObject({
      code: 'cli/usage',
      message: expect.stringContaining('--out needs'),
    });
});

it('writes nothing into the data folder, by whatever way it is named', () => {
  const data = join(dir, 'data');
  mkdirSync(join(data, 'profiles'), { recursive: true });
  for (const name of ['lock', 'store.db']) writeFileSync(join(data, name), 'kept');
  symlinkSync(data, join(dir, 'link'));
  symlinkSync(join(data, 'store.db'), join(dir, 'mine.csv'));
  for (const out of [
    join(data, 'lock'),
    data,
    join(data, 'profiles', 'new.csv'),
    join(dir, 'link', 'store.db'),
    join(dir, 'mine.csv'),
    `${dir}/other/../data/lock`,
  ]) {
    const error = refused(out);
    expect(error.code).toBe('export/cannot-write');
    expect(error.message).toContain('data folder');
    expect(error.nextStep).toContain('--out');
  }
  expect(['lock', 'store.db'].map((name) => readFileSync(join(data, name), 'utf8'))).toEqual([
    'kept',
    'kept',
  ]);
  expect(existsSync(join(data, 'calls.csv'))).toBe(false);
  expect(writeOut(join(dir, 'data.csv'), 'calls.csv', 'beside it')).toBe(join(dir, 'data.csv'));
});

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EarshotError } from '../../contract/errors.ts';
import { writeOut } from './write-file.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'earshot-out-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

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
    ['/proc/earshot.csv', '/proc/earshot.csv cannot be written'],
  ] as const) {
    const error = refused(out);
    expect(error).toBeInstanceOf(EarshotError);
    expect(error.code).toBe('export/cannot-write');
    expect(error.message).toContain(words);
    expect(error.message).toContain(out);
    expect(error.nextStep).toContain('--out');
    expect(`${error.message} ${error.nextStep}`).not.toMatch(/data folder|--data/);
  }
});

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { testFolder } from '../../../test/support/folder.ts';
import type { WireError } from '../../contract/errors.ts';
import { openSettings } from './settings.ts';

let dir: string;
let notices: WireError[];
beforeEach(() => {
  dir = testFolder();
  notices = [];
});

const open = () => openSettings(dir, 1000, (notice) => notices.push(notice));

test('what was set is there after a restart, and no secret could be', () => {
  open().update((now) => ({ ...now, prefs: { ...now.prefs, theme: 'dark' } }));
  expect(open().get().prefs.theme).toBe('dark');
  expect(notices).toEqual([]);
  expect(readdirSync(dir)).toEqual(['settings.json']);
});

test('a damaged file is set aside whole, with a notice, and defaults are used', () => {
  writeFileSync(join(dir, 'settings.json'), '{"version":1,"prefs":');
  expect(open().get().profiles).toEqual([]);
  expect(notices).toEqual([
    expect.objectContaining({ code: 'settings/damaged', nextStep: expect.stringContaining('Connect') }),
  ]);
  expect(readFileSync(join(dir, 'settings.json.damaged-1000'), 'utf8')).toBe('{"version":1,"prefs":');
});

test('a file of a newer version is refused and left untouched', () => {
  writeFileSync(join(dir, 'settings.json'), '{"version":2}');
  expect(open).toThrowError(expect.objectContaining({ code: 'settings/newer' }));
  expect(readFileSync(join(dir, 'settings.json'), 'utf8')).toBe('{"version":2}');
});

test('one unknown preference costs that preference only', () => {
  open().update((now) => ({ ...now, prefs: { ...now.prefs, weekStart: 0 } }));
  const text = readFileSync(join(dir, 'settings.json'), 'utf8').replace('"system"', '"neon"');
  writeFileSync(join(dir, 'settings.json'), text);
  expect(open().get().prefs).toEqual({
    theme: 'system',
    timeZone: 'system',
    weekStart: 0,
    coverAfterMin: 0,
    view: {},
  });
  expect(notices).toEqual([]);
});

test('small choices of the view are kept beside the others', () => {
  open().update((now) => ({ ...now, prefs: { ...now.prefs, view: { 'library.context': 'true' } } }));
  expect(open().get().prefs).toEqual({
    theme: 'system',
    timeZone: 'system',
    weekStart: 1,
    coverAfterMin: 0,
    view: { 'library.context': 'true' },
  });
});

test('any bytes in the file lead to settings, never to a crash', () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string(), fc.constant('null')), (text) => {
      writeFileSync(join(dir, 'settings.json'), text);
      try {
        open();
      } catch (error) {
        expect(error).toMatchObject({ code: 'settings/newer' });
      }
      for (const name of readdirSync(dir)) rmSync(join(dir, name));
      return !existsSync(join(dir, 'settings.json'));
    }),
    { numRuns: 200 },
  );
});

test('a mark that an editor put at the beginning is no damage', () => {
  open().update((now) => ({ ...now, prefs: { ...now.prefs, theme: 'dark' } }));
  const file = join(dir, 'settings.json');
  const text = readFileSync(file, 'utf8');
  for (const bytes of [Buffer.from(`\ufeff${text}`), Buffer.from(`\ufeff${text}`, 'utf16le')]) {
    writeFileSync(file, bytes);
    expect(open().get().prefs.theme).toBe('dark');
  }
  expect(notices).toEqual([]);
});

test('a folder in the place of the file is said', () => {
  mkdirSync(join(dir, 'settings.json'));
  expect(open).toThrowError(
    expect.objectContaining({
      code: 'core/data-folder',
      message: expect.stringContaining('settings.json is a folder'),
    }),
  );
});

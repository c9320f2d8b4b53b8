import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { testFolder } from '../../../test/support/folder.ts';
import { createLog } from './log.ts';

let dir: string;
let file: string;
beforeEach(() => {
  dir = testFolder();
  file = join(dir, 'logs', 'earshot.log');
});

test('each event is one line of JSON with its time', () => {
  createLog(file, () => 0).log('warn', 'slow', { name: 'library/search', ms: 57 });
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
    at: '1970-01-01T00:00:00.000Z',
    level: 'warn',
    event: 'slow',
    name: 'library/search',
    ms: 57,
  });
});

test('secrets, credentials and signed URLs are blanked wherever they stand', () => {
  const log = createLog(file, () => 0);
  log.hide('ca"nary/secret+1');
  const error = new Error('sent ca"nary/secret+1', { cause: new Error('Basic QWxhZGRpbjpvcGVuc2VzYW1l') });
  log.log('error', 'x', {
    error,
    url: 'https://media.example/a.mp3?X-Amz-Signature=abcdef0123456789',
    encoded: encodeURIComponent('ca"nary/secret+1'),
    base: 'https://key:word@host.example/',
  });
  const text = readFileSync(file, 'utf8');
  for (const secret of [
    'canary',
    'ca"nary',
    'ca\\"nary',
    'nary%2F',
    'QWxhZ',
    'abcdef0123456789',
    'key:word',
  ]) {
    expect(text).not.toContain(secret);
  }
  expect(JSON.parse(text).error.message).toBe('sent [hidden]');
});

test('a log that grew is set aside once, and one that cannot be written is no failure', () => {
  const log = createLog(file, () => 0);
  for (let i = 0; i < 25; i++) log.log('info', 'x', { text: 'y'.repeat(100_000) });
  expect(existsSync(`${file}.old`)).toBe(true);
  createLog('/dev/null/log', () => 0).log('info', 'x');
});

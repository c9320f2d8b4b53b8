import { existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { beforeEach, expect, it } from 'vitest';
import { openRequestLog } from '../../db/sync/request-log.ts';
import { testFolder } from '../support/folder.ts';

let dir: string;
beforeEach(() => {
  dir = testFolder();
});

it('starts are shared by two connections: never more than three a second, nor more than the share', () => {
  const logs = [openRequestLog(join(dir, 'requests.db')), openRequestLog(join(dir, 'requests.db'))];
  let host = 0;
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(1), fc.nat(400)), { maxLength: 60 }), (asks) => {
      host++;
      let now = 1_700_000_000_000;
      const starts: number[] = [];
      for (const [which, wait] of asks) {
        now += wait;
        const answer = logs[which]?.for(`h${host}`).reserve(now, { perSecond: 3, perDay: 40 });
        if (answer && 'startMs' in answer) starts.push(answer.startMs);
      }
      starts.forEach((start, index) => {
        const fourth = starts[index + 3];
        if (fourth !== undefined) expect(fourth - start).toBeGreaterThan(1000);
      });
      expect(starts.length).toBeLessThanOrEqual(40);
      expect(logs[0]?.for(`h${host}`).usedToday(now)).toBe(starts.length);
    }),
    { numRuns: 60 },
  );
  for (const log of logs) log.close();
});

it('counts each company by itself, and survives a restart', () => {
  let log = openRequestLog(join(dir, 'requests.db'));
  const rules = { perSecond: 3, perDay: 2 };
  expect(log.for('a').reserve(1000, rules)).toEqual({ startMs: 1000 });
  expect(log.for('a').reserve(1000, rules)).toEqual({ startMs: 1000 });
  log.close();
  log = openRequestLog(join(dir, 'requests.db'));
  expect(log.for('a').reserve(5000, rules)).toEqual({ waitUntilMs: 86_400_000, why: 'budget' });
  expect(log.for('b').reserve(5000, rules)).toEqual({ startMs: 5000 });
  expect(log.for('a').reserve(86_400_000, rules)).toEqual({ startMs: 86_400_000 });
  log.close();
});

it('sets a damaged file aside: it holds nothing but times', () => {
  const file = join(dir, 'requests.db');
  writeFileSync(file, 'no database at all, but long enough to be taken for one '.repeat(99));
  const log = openRequestLog(file);
  expect(log.for('a').usedToday(0)).toBe(0);
  log.close();
  expect(existsSync(`${file}.damaged`)).toBe(true);
});

it.each([
  ['a page of it is overwritten', (file: string) => patch(file, 4096, 4096)],
  ['its header is', (file: string) => patch(file, 0, 100)],
  ['it is cut', (file: string) => truncateSync(file, 5000)],
  [
    'its table is another one',
    (file: string) => void new Database(file).exec('ALTER TABLE request_slot RENAME host TO company').close(),
  ],
  [
    'a folder is in its place',
    (file: string) => {
      rmSync(file);
      mkdirSync(file);
    },
  ],
])(
  'is made anew when %s, before it is opened or while it is open, and half of the day’s share is left',
  (_, damage) => {
    const rules = { perSecond: 100, perDay: 10 };
    const now = Date.UTC(2026, 8, 1, 12);
    for (const isOpen of [false, true]) {
      const file = join(dir, `requests ${isOpen}.db`);
      let log = openRequestLog(file, () => now);
      for (let at = 0; at < 3; at++) log.for('a').reserve(now, rules);
      log.close();
      if (isOpen) log = openRequestLog(file, () => now);
      damage(file);
      if (!isOpen) log = openRequestLog(file, () => now);
      let started = 0;
      while ('startMs' in log.for('a').reserve(now, rules)) started++;
      // On some systems an open file goes on without its name: then nothing is lost.
      expect([5, 7]).toContain(started);
      if (!isOpen) expect(started).toBe(5);
      expect(log.for('a').usedToday(now)).toBeGreaterThanOrEqual(started);
      expect(log.for('a').reserve(now + 86_400_000, rules)).toEqual({ startMs: now + 86_400_000 });
      log.close();
    }
  },
);

function patch(file: string, from: number, bytes: number): void {
  const content = readFileSync(file);
  content.fill(0xa5, from, from + bytes);
  writeFileSync(file, content);
}

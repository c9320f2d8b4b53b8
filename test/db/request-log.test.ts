import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
